/** The figures of an answer that was continued: those of its turns together, as `Timings` says. */
import type { Anatomy, Cost, Part } from '../contract/anatomy.ts';
import type { ThoughtTimings, Timings } from '../contract/message.ts';

/** `before`: of the answer until now, `null` if it has none; `turn`: of the turn that continued it. */
export const continuedTimings = (before: Timings | null, turn: Timings): Timings => {
  const continued = {
    times: (before?.continued?.times ?? 0) + 1,
    cachedTokens: turn.cachedTokens,
    newTokens: turn.newTokens,
    writtenTokens: turn.writtenTokens ?? turn.decodeTokens,
  };
  if (before === null) return { ...turn, continued };
  const thoughts = togetherThoughts(before, turn);
  const { reuse } = turn;
  const besideMs = (before.besideMs ?? 0) + (turn.besideMs ?? 0);
  return {
    cachedTokens: before.cachedTokens,
    newTokens: before.newTokens + turn.newTokens,
    prefillMs: before.prefillMs + turn.prefillMs,
    firstTokenMs: before.firstTokenMs ?? turn.firstTokenMs,
    decodeTokens: before.decodeTokens + turn.decodeTokens,
    writtenTokens: (before.writtenTokens ?? before.decodeTokens) + continued.writtenTokens,
    decodeMs: before.decodeMs + turn.decodeMs,
    ...(reuse === undefined ? {} : { reuse }),
    ...(besideMs === 0 ? {} : { besideMs }),
    ...(before.documents === undefined ? {} : { documents: before.documents }),
    ...(thoughts === undefined ? {} : { thoughts }),
    continued,
  };
};

/** Times of the later turn begin where the decode of the earlier ones ended. */
const togetherThoughts = (before: Timings, turn: Timings): ThoughtTimings | undefined => {
  const [one, other] = [before.thoughts, turn.thoughts];
  if (one === undefined && other === undefined) return undefined;
  const textAfterMs = other === undefined ? 0 : other.textAfterMs;
  const later = textAfterMs === null ? null : before.decodeMs + textAfterMs;
  return {
    tokens: (one?.tokens ?? 0) + (other?.tokens ?? 0),
    ms: other === undefined ? one!.ms : before.decodeMs + other.ms,
    // Without thoughts of its own, an answer began with its text.
    textAfterMs: one === undefined ? 0 : (one.textAfterMs ?? later),
  };
};

/** The parts of all turns, each with its time in all of them; how it ran is what the last turn says. */
export const continuedAnatomy = (before: Anatomy | null, turn: Anatomy): Anatomy => {
  if (before === null) return turn;
  return {
    ...turn,
    parts: togetherParts(before.parts, turn.parts),
    slices: [...before.slices, ...turn.slices],
    gapsMs: [...before.gapsMs, ...turn.gapsMs],
    prefill: together(before.prefill, turn.prefill),
    decode: together(before.decode, turn.decode),
    speculation:
      before.speculation && turn.speculation
        ? {
            ...turn.speculation,
            guessed: before.speculation.guessed + turn.speculation.guessed,
            accepted: before.speculation.accepted + turn.speculation.accepted,
          }
        : (turn.speculation ?? before.speculation),
    tokenToPaint: before.tokenToPaint,
  };
};

const order: readonly Part['name'][] = [
  'send',
  'queue',
  'load',
  'handover',
  'tokenise',
  'lookup',
  'make-room',
  'restore',
  'prefill',
  'decode',
  'finish',
  'paint',
];

const togetherParts = (one: readonly Part[], other: readonly Part[]): Part[] =>
  order.flatMap((name) => {
    const both = [...one, ...other].filter((part) => part.name === name);
    return both.length === 0 ? [] : [{ name, ms: both.reduce((sum, { ms }) => sum + ms, 0) }];
  });

/** A cost that was not counted in one of the turns is not known of all. */
const together = (one: Cost | null, other: Cost | null): Cost | null =>
  one && other && { flops: one.flops + other.flops, bytes: one.bytes + other.bytes };
