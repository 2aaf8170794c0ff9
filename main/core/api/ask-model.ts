/** Asks the loaded model for one answer or several, and tells of them as dialects take it. */
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
import { faultOfLongPrompt, faultOfTold } from './told-faults.ts';

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
  /** Stops the turns that run. */
  stop: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** A turn has ended; told in the order of the answers. */
  onEnd: (end: TurnEnd, answer: ApiAnswer) => void;
  /** The first token of all was sampled. */
  onFirstToken: () => void;
}

/**
 * Resolves with an answer for each turn, in the order of the prompts. Several answers to one prompt share it: the first one processes
 * it, and the others run beside the first if the engine has kept its state for them, and else each after the one before, whose place
 * has it. Throws `ApiFault` if one fails.
 */
export const askModel = async (prompts: readonly AskedPrompt[], asking: Asking): Promise<ApiAnswer[]> => {
  const answers: ApiAnswer[] = [];
  let hasToken = false;
  const onFirstToken = (): void => {
    if (!hasToken) asking.onFirstToken();
    hasToken = true;
  };
  for (const prompt of prompts) {
    const before = answers.length;
    const failed = new AbortController();
    const stop = AbortSignal.any([asking.stop, failed.signal]);
    let fault: ApiFault | null = null;
    const ask = async (nth: number, onKept: () => void): Promise<Answered> => {
      const place = before + nth;
      const how = { ...asking, stop, onFirstToken };
      const answered = await oneAnswer(turnOf(prompt, nth), place, prompt.lines ?? null, how, onKept);
      const { ending, stopString, calls } = answered.answer;
      const own = faultOf(answered.end, answered.answer);
      if (own === null) asking.on({ kind: 'answered', answer: place, ending, stopString, calls });
      // The others end with it, and what it failed for is told.
      else fault ??= own;
      if (own !== null) failed.abort();
      return answered;
    };
    const most = Math.max(1, asking.engine.can.beside - 1);
    const all = await inTurn(prompt.answers, most, ask, failed.signal);
    for (const { end, answer } of all) asking.onEnd(end, answer);
    // Set in `ask`.
    if (fault !== null) throw fault as ApiFault;
    answers.push(...all.map(({ answer }) => answer));
  }
  return answers;
};

interface Answered {
  answer: ApiAnswer;
  end: TurnEnd;
}

/**
 * Runs `ask` for 0 to `count` - 1: the first one alone until it calls `onKept`, from then on up to `most` at once; if it never does,
 * one after the other. None begins once `stop` is set. Resolves with the results in their order.
 */
const inTurn = async (
  count: number,
  most: number,
  ask: (nth: number, onKept: () => void) => Promise<Answered>,
  stop: AbortSignal,
): Promise<Answered[]> => {
  const results = new Map<number, Answered>();
  const workers: Promise<void>[] = [];
  let next = 0;
  const more = (): void => {
    while (workers.length < Math.min(most, count)) workers.push(work());
  };
  const work = async (): Promise<void> => {
    while (next < count && !stop.aborted) {
      const nth = next++;
      results.set(nth, await ask(nth, more));
    }
  };
  workers.push(work());
  // There may be more of them meanwhile.
  for (let index = 0; index < workers.length; index += 1) await workers[index];
  return [...results].toSorted(([one], [other]) => one - other).map(([, answered]) => answered);
};

const turnOf = ({ turn, answers }: AskedPrompt, nth: number): AskedPrompt['turn'] => {
  const own = withSeedOf(nth, turn);
  return nth === 0 && answers > 1 ? { ...own, program: { ...own.program, sharesPrompt: true } } : own;
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
  onKept: () => void,
): Promise<Answered> => {
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
      case 'kept':
        return onKept();
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

/** Why the turn has no answer to give; `null` if it has one. */
const faultOf = ({ ending, problem, timings }: TurnEnd, { text, thoughts }: ApiAnswer): ApiFault | null => {
  const why = problem === null ? null : englishSentenceOf(problem);
  switch (ending) {
    case 'context-full':
      if (timings === null && text === '' && thoughts === '') return faultOfLongPrompt(problem);
      return null;
    case 'failed':
      return problem === null ? new ApiFault('failed', 'The model could not answer.') : faultOfTold(problem);
    case 'engine-lost':
      return new ApiFault('failed', why ?? 'The engine ended while it answered.', { retryAfterS: 5 });
    case 'stopped':
    case 'interrupted':
      return new ApiFault('failed', why ?? 'The answer was stopped.');
    default:
      return null;
  }
};
