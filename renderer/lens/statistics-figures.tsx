/** The figures that matter first, each with what it means. */
import { useId } from 'react';
import { count, duration, speed, tokens } from '../latency/figures.ts';
import { DisclosureButton, useDisclosure } from '../parts/disclosure.tsx';
import { percent, unbroken } from '../plots/quantity.ts';
import { cachedShare, firstTokenMs, type Sums } from './statistics-sums.ts';

interface Figure {
  name: string;
  figure: string;
  note: string;
  meaning: string;
  /** The colour that stands for it elsewhere. */
  swatch?: 'is-cached' | 'is-read' | 'is-write' | 'is-wait';
}

const none = 'none';

const speedNote = (done: number, ms: number): string => {
  const figure = speed(done, ms);
  return figure === null ? 'no speed yet' : `at ${figure}`;
};

/** `days` are those with at least one turn. */
const figuresOf = (sums: Sums, days: number): Figure[] => {
  const share = cachedShare(sums);
  const median = firstTokenMs(sums, 0.5);
  const late = firstTokenMs(sums, 0.95);
  return [
    {
      name: 'Turns',
      figure: count(sums.turns),
      note: `on ${days} day${days === 1 ? '' : 's'}`,
      meaning: 'Questions that reached the model, whether their answers ended by themselves or were stopped.',
    },
    {
      name: 'Time to first token',
      figure: median === null ? none : duration(median),
      note: late === null ? 'no answer began' : `95\u2009% within ${duration(late)}`,
      meaning:
        'From your message to the first token of the answer, waiting and prefill together. Half of the turns waited less than this median, 5 % less than p5 and 95 % less than p95.',
      swatch: 'is-wait',
    },
    {
      name: 'From the cache',
      figure: share === null ? none : percent(share),
      note: tokens(sums.cachedTokens),
      meaning: 'The share of the prompts’ tokens that were still in the KV cache and were not read again.',
      swatch: 'is-cached',
    },
    {
      name: 'Time saved',
      figure: sums.savedMs === null ? '–' : duration(sums.savedMs),
      note: sums.savedMs === null ? 'too little was read to tell' : 'by the cache',
      meaning:
        'An estimate: what reading the cached tokens again would have taken at the prefill speed of the same model and day, less the time for restoring them from disk.',
      swatch: 'is-cached',
    },
    {
      name: 'Tokens read',
      figure: count(sums.newTokens),
      note: speedNote(sums.telling.newTokens, sums.telling.prefillMs),
      meaning:
        'New tokens of the prompts, which had to be processed: prefill. Their speed counts the turns with at least 64 new tokens, since fewer take about as long as one.',
      swatch: 'is-read',
    },
    {
      name: 'Tokens written',
      figure: count(sums.writtenTokens),
      note: speedNote(sums.decodeTokens, sums.decodeMs),
      meaning:
        'Tokens of the answers, however they ended: decode. Their speed counts the tokens after the first of each.',
      swatch: 'is-write',
    },
  ];
};

export const StatisticsFigures = ({ sums, days }: { sums: Sums; days: number }) => {
  const id = useId();
  const [isOpen, toggle] = useDisclosure('statistics.meanings', false);
  const figures = figuresOf(sums, days);
  return (
    <div className="statistics-figures">
      <dl>
        {figures.map(({ name, figure, note, meaning, swatch }) => (
          <div key={name} title={meaning}>
            <dt>
              {swatch && <i className={`swatch ${swatch}`} aria-hidden="true" />}
              {name}
            </dt>
            <dd className="statistics-figure">{unbroken(figure)}</dd>
            <dd className="hint">{unbroken(note)}</dd>
          </div>
        ))}
      </dl>
      <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id}>
        What these figures mean
      </DisclosureButton>
      {isOpen && (
        <dl id={id} className="statistics-meanings">
          {figures.map(({ name, meaning }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
};
