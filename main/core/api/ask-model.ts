/** Asks the loaded model for one answer or several, one turn after the other, and tells of them as dialects take it. */
import { randomUUID } from 'node:crypto';
import type { ApiAnswer, ApiEnding, ApiEvent } from '../../shared/api/answer.ts';
import { ApiFault } from '../../shared/api/fault.ts';
import type { LineBounds } from '../../shared/api/request.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { TurnRequest } from '../../shared/engine/request.ts';
import type { ToolCall } from '../../shared/engine/tools.ts';
import type { SampledToken, TurnEnd, TurnEvent } from '../../shared/engine/turn.ts';
import { englishSentenceOf } from '../../shared/words/catalogue.ts';
import { AnswerLines } from './line-bounds.ts';
import { faultOfTold } from './told-faults.ts';

/** A prompt, and the answers that it gets. */
export interface AskedPrompt {
  turn: Omit<TurnRequest, 'turnId'>;
  answers: number;
  /** Absent: the lines of an answer do not end it. */
  lines?: LineBounds;
}

export interface Progress {
  /** Tokens of the prompt, and those of them that are processed. */
  promptTokens: number | null;
  processedTokens: number | null;
  answerTokens: number | null;
}

interface Asking {
  engine: Engine;
  on: (event: ApiEvent) => void;
  /** Clients read the events while they come. */
  isStreamed: boolean;
  /** Stops the turn that runs. */
  stop: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** A turn has ended. */
  onEnd: (end: TurnEnd, answer: ApiAnswer) => void;
  /** The first token of all was sampled. */
  onFirstToken: () => void;
}

/** Resolves with an answer for each turn, in the order of the prompts. Throws `ApiFault` if one fails. */
export const askModel = async (prompts: readonly AskedPrompt[], asking: Asking): Promise<ApiAnswer[]> => {
  const answers: ApiAnswer[] = [];
  let hasToken = false;
  for (const { turn, answers: wanted, lines } of prompts)
    for (let nth = 0; nth < wanted; nth++) {
      const { answer, end } = await oneAnswer(withSeedOf(nth, turn), answers.length, lines ?? null, {
        ...asking,
        onFirstToken: () => {
          if (!hasToken) asking.onFirstToken();
          hasToken = true;
        },
      });
      asking.onEnd(end, answer);
      refuseFailure(end, answer);
      answers.push(answer);
      const { ending, stopString, calls } = answer;
      asking.on({ kind: 'answered', answer: answers.length - 1, ending, stopString, calls });
    }
  return answers;
};

/** Answers with a fixed seed have one seed after the other, or they would all be the same. */
const withSeedOf = (nth: number, turn: AskedPrompt['turn']): AskedPrompt['turn'] =>
  nth === 0 || turn.sampling.seed === null
    ? turn
    : { ...turn, sampling: { ...turn.sampling, seed: turn.sampling.seed + nth } };

const oneAnswer = async (
  turn: AskedPrompt['turn'],
  answer: number,
  bounds: LineBounds | null,
  { engine, on, isStreamed, stop, onProgress, onFirstToken }: Asking,
): Promise<{ answer: ApiAnswer; end: TurnEnd }> => {
  let text = '';
  let thoughts = '';
  const calls: ToolCall[] = [];
  const tokens: SampledToken[] = [];
  const progress: Progress = { promptTokens: null, processedTokens: null, answerTokens: null };
  let prefillAt: number | null = null;
  let prefill: Extract<TurnEvent, { kind: 'prefill' }> | null = null;
  const tellPrefill = (done: number): void => {
    if (prefill === null || prefillAt === null) return;
    const { total, cached } = prefill;
    on({ kind: 'prefill', done, total, cached, ms: performance.now() - prefillAt });
  };
  let firstAt = performance.now();
  const lines = bounds === null ? null : new AnswerLines(bounds, () => performance.now() - firstAt);
  /** Stops the turn at the line that ends the answer. */
  const atLine = new AbortController();
  const wrote = (part: 'thoughts' | 'text', written: string): void => {
    const { text: own, ends } = lines === null ? { text: written, ends: false } : lines.take(written);
    if (part === 'thoughts') thoughts += own;
    else text += own;
    if (own !== '') on({ kind: part, answer, text: own });
    if (ends) atLine.abort();
  };
  const tell = (event: TurnEvent): void => {
    if (atLine.signal.aborted) return;
    switch (event.kind) {
      case 'prefill': {
        const { done, total, cached } = event;
        prefillAt ??= performance.now();
        Object.assign(progress, { promptTokens: cached + total, processedTokens: cached + done });
        onProgress({ ...progress });
        prefill = event;
        return tellPrefill(done);
      }
      case 'first-token':
        firstAt = performance.now();
        // The last part of the prompt is not told as one.
        if (prefill !== null && prefill.done < prefill.total) {
          progress.processedTokens = progress.promptTokens;
          tellPrefill(prefill.total);
        }
        return onFirstToken();
      case 'decoded':
        progress.answerTokens = event.tokens;
        onProgress({ ...progress });
        return on({ kind: 'decoded', answer, tokens: event.tokens, ms: event.ms });
      case 'wrote':
        return wrote(event.part, event.text);
      case 'rethought':
        // A client that has read it as text cannot take it back, so the answer has it as text too.
        if (isStreamed) return text === '' ? undefined : wrote('text', '\n\n');
        thoughts = event.thoughts;
        text = '';
        return;
      case 'resumed':
        return;
      case 'call':
        calls[event.index] = { id: event.id, name: event.name, arguments: '' };
        return on({ ...event, answer });
      case 'call-arguments': {
        const call = calls[event.index];
        if (call !== undefined) calls[event.index] = { ...call, arguments: call.arguments + event.text };
        return on({ ...event, answer });
      }
      case 'call-ended':
        return on({ ...event, answer });
      case 'token': {
        const { kind: _, ...token } = event;
        tokens.push(token);
        return on({ kind: 'token', answer, token });
      }
    }
  };
  const ended = await engine.run(
    { turnId: randomUUID(), ...turn },
    tell,
    lines === null ? stop : AbortSignal.any([stop, atLine.signal]),
  );
  // The last sampled tokens do not belong to the answer.
  const isCut =
    atLine.signal.aborted && !stop.aborted && ended.ending !== 'failed' && ended.ending !== 'engine-lost';
  const end: TurnEnd = isCut ? { ...ended, ending: 'too-long', problem: null, tokens: null } : ended;
  const made = end.calls ?? calls.filter((call) => call !== undefined);
  return {
    end,
    answer: {
      text,
      thoughts,
      calls: made,
      ending: endingOf(end, made.length > 0),
      stopString: end.stopString ?? null,
      tokens,
    },
  };
};

const endingOf = ({ ending }: TurnEnd, hasCalls: boolean): ApiEnding => {
  if (ending === 'too-long' || ending === 'context-full') return 'too-long';
  if (ending === 'repeating') return 'repeating';
  return hasCalls ? 'calls' : 'finished';
};

/** Throws `ApiFault` unless the turn has an answer to give. */
const refuseFailure = ({ ending, problem, timings }: TurnEnd, { text, thoughts }: ApiAnswer): void => {
  const why = problem === null ? null : englishSentenceOf(problem);
  switch (ending) {
    case 'context-full':
      if (timings === null && text === '' && thoughts === '')
        throw new ApiFault('too-long', why ?? 'The prompt does not fit the context of the model.', {
          field: 'messages',
        });
      return;
    case 'failed':
      throw problem === null ? new ApiFault('failed', 'The model could not answer.') : faultOfTold(problem);
    case 'engine-lost':
      throw new ApiFault('failed', why ?? 'The engine ended while it answered.', { retryAfterS: 5 });
    case 'stopped':
    case 'interrupted':
      throw new ApiFault('failed', why ?? 'The answer was stopped.');
    default:
  }
};
