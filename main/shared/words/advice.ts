/** What would help a turn: what took its time, and what to change. Figures are rounded to two digits: one turn tells no more. */
import { bytes, duration, percent, speed, tokens } from '../format/figures.ts';
import type { Sentences } from './told.ts';

/** Part of the wait for the first token, in ms. */
interface Wait {
  ms: number;
  waitMs: number;
}
const spent = ({ ms, waitMs }: Wait, on: string): string =>
  `${duration(ms)} of the ${duration(waitMs)} to the first token were spent ${on}.`;

/** A limit of this machine, which a phase reached or did not. */
export interface Limit {
  of: 'machine' | 'processor' | 'GPU';
  bound: 'memory' | 'arithmetic';
}
const limitWords = ({ of, bound }: Limit): string =>
  `the ${of}’s ${bound === 'memory' ? 'memory' : 'compute'}`;

/** The phase that lost the most: its share of the limit or, if that is unknown, its speed in tokens/s. */
export interface Slowed {
  phase: 'prefill' | 'decode';
  tokensPerS: number;
  share: number | null;
  limit: Limit;
}
const reached = ({ phase, tokensPerS, share, limit }: Slowed): string =>
  share === null
    ? `${phase} ran at ${speed(tokensPerS, 1000)}`
    : `${phase} reached only ${percent(share)} of what ${limitWords(limit)} allows`;

/** Why tokens had to be processed again, and what avoids that. */
const coldCauses = {
  edited: ['a message was changed', 'Everything before a change is kept, so put last what changes most.'],
  'other-version': [
    'another version of this chat was processed last',
    'Finish with one version before you return to another.',
  ],
  rewritten: [
    'the model’s template renders earlier messages differently now',
    'A pause after an answer lets Hearth process them ahead.',
  ],
  documents: [
    'a document was added before it, removed or changed',
    'Attach a document at the beginning of a chat, or behind what was said.',
  ],
  'system-prompt': [
    'the system prompt, which precedes everything, was changed',
    'Change it before a chat rather than within one.',
  ],
  dropped: ['the oldest messages were dropped to make room', 'A longer context or a new chat avoids that.'],
  'window-slid': [
    'this model can rewind only to a checkpoint',
    'A model without a sliding window or recurrent layers keeps more of a changed chat.',
  ],
  'not-kept': [
    'this chat’s state was not stored',
    'Give Hearth a few seconds after an answer, and some space in “Chat cache on disk”.',
  ],
  evicted: [
    'this chat’s state on disk made room for others',
    'More space in “Chat cache on disk” keeps more of them.',
  ],
  refused: [
    'this chat’s state on disk was damaged',
    'If that happens again, check the disk of the data folder.',
  ],
  'other-model': ['another model had processed this chat', 'Stay with one model within a chat.'],
  'other-settings': [
    'this chat was processed with another backend or KV cache precision',
    'Stay with one of each within a chat.',
  ],
} as const;
export type ColdCause = keyof typeof coldCauses;

const counted = (value: number, noun: string): string => `${value} ${noun}${value === 1 ? '' : 's'}`;

const either = (ways: readonly string[]): string =>
  ways.length > 1 ? `${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}` : ways.join('');

const halved = (is16Bit: boolean, next: string): string =>
  is16Bit ? `8 bits in “KV cache precision” nearly halve it. ${next}` : next;

export const adviceSentences = {
  'advice.load': (facts: Wait & { bytes: number | null }) => [
    spent(facts, `loading the model${facts.bytes === null ? '' : ` (${bytes(facts.bytes)})`}`),
    'It stays loaded until you choose another model or setting; a smaller file loads faster.',
  ],
  'advice.queue': (facts: Wait) => [
    spent(facts, 'waiting for the engine, which does one thing at a time'),
    'If this is more urgent, stop the other answer or measurement first.',
  ],
  'advice.restore': (facts: Wait & { is16Bit: boolean }) => [
    spent(facts, 'restoring this chat’s state from disk'),
    halved(facts.is16Bit, 'A chat that you open a moment before you write is restored by then.'),
  ],
  'advice.make-room': (facts: Wait & { is16Bit: boolean }) => [
    spent(facts, 'saving another chat’s state to disk'),
    halved(facts.is16Bit, 'If you pause for a few seconds before you change chats, it is saved by then.'),
  ],
  'advice.cold-cache': ({ again, ms, cause }: { again: number; ms: number; cause: ColdCause }) => {
    const [why, remedy] = coldCauses[cause];
    return [`${tokens(again)} were processed again in ${duration(ms)}, because ${why}.`, remedy];
  },
  'advice.too-many-threads': (facts: Slowed & { threads: number; cores: number }) => [
    `${facts.threads} threads share ${counted(facts.cores, 'core')} and wait for each other; ${reached(facts)}.`,
    `Leave “Threads” empty, or set at most ${facts.cores}.`,
  ],
  'advice.layers-on-processor': (facts: Slowed & { gpuLayers: number; layers: number; is16Bit: boolean }) => [
    `Only ${facts.gpuLayers} of ${facts.layers} layers are on the GPU; ${reached(facts)}.`,
    `More of them fit with ${either([
      'a smaller quantization or model',
      'a shorter context',
      ...(facts.is16Bit ? ['a KV cache precision of 8 bits'] : []),
    ])}.`,
  ],
  'advice.other-processes': (facts: Slowed & { otherCores: number; cores: number }) => [
    `Other processes kept ${facts.otherCores} of ${counted(facts.cores, 'core')} busy; ${reached(facts)}.`,
    'Close what you do not need meanwhile.',
  ],
  'advice.throttled': (facts: Slowed & { times: number }) => [
    `The processor slowed down ${counted(facts.times, 'time')} because of heat; ${reached(facts)}.`,
    'Cooler air or fewer threads keep it at full speed.',
  ],
  'advice.few-threads': (facts: Slowed & { threads: number; cores: number }) => [
    `The engine runs ${counted(facts.threads, 'thread')} on ${counted(facts.cores, 'core')}; ${reached(facts)}.`,
    'Leave “Threads” empty.',
  ],
  'advice.stalls': (facts: {
    stalls: number;
    gaps: number;
    stallMs: number;
    decodeMs: number;
    medianMs: number;
  }) => [
    `${facts.stalls} of ${tokens(facts.gaps)} took ${duration(facts.stallMs)} of the ${duration(facts.decodeMs)} of decode; the median took ${duration(facts.medianMs)}.`,
    'Something holds up this machine now and then, such as memory that runs short. Its system monitor may show it.',
  ],
  'advice.long-context': (facts: { share: number; held: number; is16Bit: boolean }) => [
    `At least ${percent(facts.share)} of what decode read was the KV cache of ${tokens(facts.held)}.`,
    halved(facts.is16Bit, 'A new chat from a summary starts with little.'),
  ],
  'advice.memory-bound': (facts: {
    bytesPerS: number;
    share: number;
    limit: Limit;
    /** The quantization that a smaller one would replace; empty if it is unknown, `null` if none would be much smaller. */
    quantization: string | null;
    couldDraft: boolean;
  }) => [
    `Decode read ${bytes(facts.bytesPerS)}/s, ${percent(facts.share)} of what ${limitWords(facts.limit)} allows.`,
    `Fewer bytes per token help: ${either([
      ...(facts.quantization === null
        ? []
        : [`a smaller quantization${facts.quantization === '' ? '' : ` than ${facts.quantization}`}`]),
      'a smaller model',
      ...(facts.couldDraft ? ['a draft model of its family'] : []),
    ])}.`,
  ],
  'advice.arithmetic-bound': (facts: { tokens: number; share: number; limit: Limit; isOnGpu: boolean }) => [
    `Prefill of ${tokens(facts.tokens)} reached ${percent(facts.share)} of what ${limitWords(facts.limit)} allows.`,
    `Fewer tokens to process help: ${either([
      'a shorter message',
      'a chat that has processed most of it before',
      ...(facts.isOnGpu ? [] : ['a GPU']),
    ])}.`,
  ],
} as const satisfies Sentences<'advice'>;
