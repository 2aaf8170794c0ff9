/** The most important figures, each with its meaning. */
import { useId } from 'react';
import { count, duration, speed, tokens } from '../words/figures.ts';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { percent, unbroken } from '../plots/quantity.ts';
import { cachedShare, firstTokenMs, savedByDocumentsMs, type Sums } from './statistics-sums.ts';
import { statisticsWords } from '../words/lens.ts';

const words = statisticsWords;

interface Figure {
  name: string;
  figure: string;
  note: string;
  meaning: string;
  /** The colour of this phase in all plots. */
  swatch?: 'is-cached' | 'is-read' | 'is-write' | 'is-wait';
}

const speedNote = (done: number, ms: number): string => {
  const figure = speed(done, ms);
  return figure === null ? words.noSpeed : words.at(figure);
};

const savedNote = (sums: Sums): string => {
  const { noData, byCache, ofDocuments } = words.figures.saved;
  if (sums.savedMs === null) return noData;
  const ofThem = savedByDocumentsMs(sums);
  return ofThem === null || ofThem < leastOfDocumentsMs ? byCache : ofDocuments(duration(ofThem));
};

/** Less is not worth a mention. */
const leastOfDocumentsMs = 100;

/** `days` is the number of days with at least one turn. */
const figuresOf = (sums: Sums, days: number): Figure[] => {
  const { turns, firstToken, cached, saved, processed, generated } = words.figures;
  const share = cachedShare(sums);
  const median = firstTokenMs(sums, 0.5);
  const late = firstTokenMs(sums, 0.95);
  return [
    {
      name: turns.name,
      figure: count(sums.turns),
      note: turns.onDays(days),
      meaning: turns.meaning,
    },
    {
      name: firstToken.name,
      figure: median === null ? words.none : duration(median),
      note: late === null ? firstToken.noAnswers : firstToken.within(duration(late)),
      meaning: firstToken.meaning,
      swatch: 'is-wait',
    },
    {
      name: cached.name,
      figure: share === null ? words.none : percent(share),
      note: tokens(sums.cachedTokens),
      meaning: cached.meaning,
      swatch: 'is-cached',
    },
    {
      name: saved.name,
      figure: sums.savedMs === null ? saved.unknown : duration(sums.savedMs),
      note: savedNote(sums),
      meaning: saved.meaning,
      swatch: 'is-cached',
    },
    {
      name: processed.name,
      figure: count(sums.newTokens),
      note: speedNote(sums.telling.newTokens, sums.telling.prefillMs),
      meaning: processed.meaning,
      swatch: 'is-read',
    },
    {
      name: generated.name,
      figure: count(sums.writtenTokens),
      note: speedNote(sums.decodeTokens, sums.decodeMs),
      meaning: generated.meaning,
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
        {words.explain}
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
