/** The figures of one answer, each with its definition in words. */
import type { Ending, Timings } from '../../main/contract/types.ts';
import { answerParts } from '../../main/lens/thoughts.ts';
import { writtenTokens } from '../../main/lens/written.ts';
import { latencyWords } from '../words/latency.ts';
import { count, duration, prefillSpeed, speed, tokens } from './figures.ts';

/** Why an answer ended. If Hearth itself stopped it, `problem` says why, and the user did not. */
export const endWords = (ending: Ending, problem: string | null): string =>
  ending === 'stopped' && problem !== null ? latencyWords.stopped : latencyWords.endings[ending];

interface Row {
  name: string;
  figure: string;
  meaning: string;
  /** The colour that stands for it elsewhere. */
  swatch?: 'is-cached' | 'is-read' | 'is-think' | 'is-write' | 'is-wait';
}

export const rowsOf = (timings: Timings, ending: Ending, problem: string | null): Row[] => {
  const { cachedTokens, newTokens, prefillMs, firstTokenMs, decodeTokens, decodeMs } = timings;
  const none = 'none';
  const parts = answerParts(timings, ending);
  return [
    {
      name: 'Cached tokens',
      figure: count(cachedTokens),
      meaning: 'Tokens of the prompt that were still in the KV cache. They cost nothing this time.',
      swatch: 'is-cached',
    },
    {
      name: 'New tokens',
      figure: count(newTokens),
      meaning: 'Tokens of the prompt that had to be read.',
      swatch: 'is-read',
    },
    {
      name: 'Prefill',
      figure: duration(prefillMs),
      meaning: 'The reading: from the first new token of the prompt to the first token of the answer.',
      swatch: 'is-read',
    },
    {
      name: 'Prefill speed',
      figure: prefillSpeed(newTokens, prefillMs) ?? none,
      meaning:
        'New tokens by prefill time. Cached tokens do not count. Fewer than 64 new tokens tell no speed: they take about as long as one.',
      swatch: 'is-read',
    },
    {
      name: 'First token',
      figure: firstTokenMs === null ? none : duration(firstTokenMs),
      meaning: 'From your message to the first token of the answer: waiting and prefill together.',
      swatch: 'is-wait',
    },
    ...(parts === null
      ? []
      : [
          {
            name: 'First of the answer',
            figure: parts.firstTextMs === null ? none : duration(parts.firstTextMs),
            meaning: 'From your message to the first token behind the thoughts.',
            swatch: 'is-wait' as const,
          },
        ]),
    {
      name: 'Written',
      figure: tokens(writtenTokens(timings, ending)),
      meaning:
        'Tokens of the answer, its reasoning among them, however it ended. The end-of-turn token does not count.',
      swatch: 'is-write',
    },
    {
      name: 'Decode',
      figure: duration(decodeMs),
      meaning: 'The writing: from the first token of the answer to the last.',
      swatch: 'is-write',
    },
    {
      name: 'Decode speed',
      figure: speed(decodeTokens, decodeMs) ?? none,
      meaning: 'Tokens after the first, the end-of-turn token among them, by decode time.',
      swatch: 'is-write',
    },
    ...(parts === null
      ? []
      : [
          {
            name: 'Thinking',
            figure: `${tokens(parts.thinking.tokens)}, ${duration(parts.thinking.ms)}`,
            meaning: 'The part of decode that went into thoughts and their marks.',
            swatch: 'is-think' as const,
          },
          {
            name: 'Answering',
            figure: `${tokens(parts.text.tokens)}, ${duration(parts.text.ms)}`,
            meaning: 'The part of decode that went into the answer itself.',
            swatch: 'is-write' as const,
          },
        ]),
    { name: 'End', figure: endWords(ending, problem), meaning: latencyWords.endingMeanings[ending] },
  ];
};

interface Props {
  timings: Timings;
  ending: Ending;
  problem: string | null;
}

export const LatencyTable = ({ timings, ending, problem }: Props) => (
  <table className="latency-table">
    <tbody>
      {rowsOf(timings, ending, problem).map(({ name, figure, meaning, swatch }) => (
        <tr key={name}>
          <th scope="row">
            <i className={`swatch ${swatch ?? ''}`} aria-hidden="true" />
            {name}
          </th>
          <td className="latency-figure">{figure}</td>
          <td className="latency-meaning">{meaning}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
