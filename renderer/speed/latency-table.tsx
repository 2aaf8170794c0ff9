/** The figures of one answer, each with its definition in words. */
import type { Message, Ending, Timings } from '../../main/shared/contract/message.ts';
import { answerParts } from '../../main/shared/message/thoughts.ts';
import { writtenTokens } from '../../main/shared/message/written.ts';
import { latencyWords } from '../words/latency.ts';
import { count, duration, prefillSpeed, speed, tokens } from '../words/figures.ts';

const words = latencyWords.table;

/** Why an answer ended. If Hearth itself stopped it, `problem` says why, and the user did not. */
export const endWords = (ending: Ending, problem: Message['problem']): string =>
  ending === 'stopped' && problem !== null ? latencyWords.stopped : latencyWords.endings[ending];

interface Row {
  name: string;
  figure: string;
  meaning: string;
  /** The colour of this phase in all plots. */
  swatch?: 'is-cached' | 'is-read' | 'is-think' | 'is-write' | 'is-wait';
}

export const rowsOf = (timings: Timings, ending: Ending, problem: Message['problem']): Row[] => {
  const { cachedTokens, newTokens, prefillMs, firstTokenMs, decodeTokens, decodeMs } = timings;
  const parts = answerParts(timings, ending);
  return [
    { ...words.cached, figure: count(cachedTokens), swatch: 'is-cached' },
    { ...words.new, figure: count(newTokens), swatch: 'is-read' },
    ...(timings.documents === undefined
      ? []
      : [
          {
            ...words.documents,
            figure: latencyWords.line.documents(timings.documents.tokens, timings.documents.cachedTokens),
          },
        ]),
    { ...words.prefill, figure: duration(prefillMs), swatch: 'is-read' },
    { ...words.prefillSpeed, figure: prefillSpeed(newTokens, prefillMs) ?? words.none, swatch: 'is-read' },
    { ...words.firstToken, figure: durationOrNone(firstTokenMs), swatch: 'is-wait' },
    ...(parts === null
      ? []
      : [
          {
            ...words.firstAnswerToken,
            figure: durationOrNone(parts.firstTextMs),
            swatch: 'is-wait' as const,
          },
        ]),
    { ...words.generated, figure: tokens(writtenTokens(timings, ending)), swatch: 'is-write' },
    { ...words.decode, figure: duration(decodeMs), swatch: 'is-write' },
    { ...words.decodeSpeed, figure: speed(decodeTokens, decodeMs) ?? words.none, swatch: 'is-write' },
    ...(parts === null
      ? []
      : [
          {
            ...words.thinking,
            figure: `${tokens(parts.thinking.tokens)}, ${duration(parts.thinking.ms)}`,
            swatch: 'is-think' as const,
          },
          {
            ...words.answer,
            figure: `${tokens(parts.text.tokens)}, ${duration(parts.text.ms)}`,
            swatch: 'is-write' as const,
          },
        ]),
    ...(timings.shared === undefined
      ? []
      : [
          {
            ...words.shared,
            figure: latencyWords.line.shared(timings.shared.answers, timings.shared.isAtOnce),
            meaning: latencyWords.reuse.shared(timings.shared),
          },
        ]),
    ...(timings.continued === undefined
      ? []
      : [{ ...words.continued, figure: latencyWords.line.continued(timings.continued.times) }]),
    {
      ...words.ending,
      figure: endWords(ending, problem),
      meaning: latencyWords.endingMeanings[ending],
    },
  ];
};

const durationOrNone = (ms: number | null): string => (ms === null ? words.none : duration(ms));

interface Props {
  timings: Timings;
  ending: Ending;
  problem: Message['problem'];
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
