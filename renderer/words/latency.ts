/** The texts of an answer's progress, of the latency line under it, and of what that line opens. */
import type { ReactNode } from 'react';
import type { PartName } from '../../main/shared/contract/anatomy.ts';
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import type { EngineStatus } from '../../main/shared/contract/engine.ts';
import type { Ending, ReuseCause, SharedPrompt } from '../../main/shared/contract/message.ts';
import {
  count,
  leastPrefillTokens,
  percent,
  thin,
  tokens,
  unbroken,
} from '../../main/shared/format/figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

const waitingFor: Partial<Record<EngineStatus['state'], string>> = {
  loading: 'Waiting for the model to load',
  starting: 'Waiting for the model to load',
  restarting: 'Waiting for the engine to restart',
  tuning: 'Waiting while Hearth tunes this model for this machine',
  measuring: 'Waiting for the measurement to finish',
};

const notAtOnce: Record<Exclude<SharedPrompt['why'], null>, string> = {
  memory: 'there was not enough free memory to generate them at once',
  'no-gain': 'generating them at once is no faster with this model on this machine',
  model: 'the state of this model cannot be forked',
};

const sharedSentence = ({ answers, isAtOnce, why, gain }: SharedPrompt): string => {
  const once = `The prompt was processed once for ${count(answers)} answers.`;
  if (!isAtOnce)
    return `${once} They were generated one after the other, because ${notAtOnce[why ?? 'model']}.`;
  const faster = gain === null ? '' : `, which is ${percent(gain - 1)} faster than one after the other`;
  return `${once} They were generated at once: each pass over the weights yielded one token of every answer${faster}.`;
};

export const latencyWords = translatable('latencyWords', {
  line: {
    label: 'Latency',
    notMeasured: 'no timings',
    cached: 'cached',
    new: 'new',
    firstToken: 'first token',
    firstAnswerToken: 'first answer token',
    generated: 'generated',
    thinking: 'thinking',
    answering: 'answering',
    continued: (times: number): string => (times === 1 ? 'continued' : `continued ${count(times)} times`),
    /** One of several answers to a prompt that was processed once. */
    shared: (answers: number, isAtOnce: boolean): string =>
      isAtOnce ? `${count(answers)} answers at once` : `prompt shared by ${count(answers)} answers`,
    /** Around the title of the chat from whose state this answer started. */
    continuesFrom: { before: 'continues from “', after: '”' },
    continuesFromOther: 'continues from a chat that was deleted',
    /** The tokens of documents in the prompt, and those of them that were cached. */
    documents: (all: number, cached: number): string =>
      `documents ${tokens(all)}, ${cached === all ? 'all' : cached === 0 ? 'none' : count(cached)} cached`,
    whereStarted: 'Show how much of the prompt came from the cache',
    explain: 'Explain these figures',
    copy: 'Copy figures',
  },

  /** Why an answer ended, as a figure of the line. */
  endings: {
    finished: 'finished',
    stopped: 'you stopped it',
    'context-full': 'context full',
    'too-long': 'too long',
    repeating: 'repeating itself',
    'engine-lost': 'engine crashed',
    interrupted: 'interrupted',
    failed: 'failed',
  } satisfies Record<Ending, string>,
  /** The ending of an answer that Hearth itself stopped. */
  stopped: 'stopped',
  /** The same endings as sentences. */
  endingMeanings: {
    finished: 'The model generated its end-of-turn token.',
    stopped: 'The answer was stopped. The text so far is kept.',
    'context-full': 'The context had no room for another token.',
    'too-long': 'The answer reached the length limit, or filled the context without an end.',
    repeating: 'The model repeated the same passage, so Hearth ended the answer.',
    'engine-lost': 'The engine crashed during the answer. The text so far is kept.',
    interrupted: 'Hearth was closed during the answer. The text so far is kept.',
    failed: 'The model could not answer.',
  } satisfies Record<Ending, string>,

  /** Each figure of an answer, with its definition. */
  table: {
    none: 'n/a',
    cached: {
      name: 'Cached tokens',
      meaning: 'Prompt tokens reused from the KV cache. They needed no processing.',
    },
    new: { name: 'New tokens', meaning: 'Prompt tokens that had to be processed.' },
    documents: {
      name: 'Document tokens',
      meaning: 'The part of the cached and new tokens that documents take. The rest is the chat.',
    },
    prefill: {
      name: 'Prefill',
      meaning: 'Prompt processing: from the first new token of the prompt to the first token of the answer.',
    },
    prefillSpeed: {
      name: 'Prefill speed',
      meaning: `New tokens ÷ prefill time. Not available below ${leastPrefillTokens} new tokens, which take about as long as one.`,
    },
    firstToken: {
      name: 'First token',
      meaning: 'From sending your message to the first token: waiting plus prefill.',
    },
    firstAnswerToken: {
      name: 'First answer token',
      meaning: 'From sending your message to the first token after the thoughts.',
    },
    generated: {
      name: 'Generated',
      meaning: 'Tokens of the answer, including thoughts. The end-of-turn token does not count.',
    },
    decode: {
      name: 'Decode',
      meaning: 'Generation: from the first token of the answer to the last.',
    },
    decodeSpeed: {
      name: 'Decode speed',
      meaning: 'Generated tokens ÷ decode time. Counts the end-of-turn token, but not the first token.',
    },
    thinking: { name: 'Thinking', meaning: 'The part of decode that produced thoughts.' },
    answer: { name: 'Answer', meaning: 'The part of decode that produced the answer.' },
    shared: { name: 'Compared' },
    continued: {
      name: 'Continued',
      meaning:
        'The figures are the sums of all turns that produced this answer; cached tokens and first token are those of its first turn.',
    },
    ending: { name: 'Ending' },
  },

  progress: {
    label: 'Prompt processing',
    /** The value of the progress bar for screen readers. */
    value: (done: number, total: number): string => `${count(done)} of ${count(total)} tokens`,
    /** `done` is an element. */
    processing: (done: ReactNode, total: number, cached: number): ReactNode[] => [
      'Processing prompt: ',
      done,
      ` of ${tokens(total)}`,
      cached > 0 && ` (${count(cached)} more from cache)`,
    ],
    timeLeft: (duration: string): string => `about ${duration} left`,
    /** If the length of answers is limited. */
    mostTimeLeft: (duration: string): string => `at most ${duration} left`,
    thinking: 'Thinking…',
    generating: 'Generating…',
    waiting: 'Waiting for the engine',
    waitingForAnswer: 'Waiting for another answer to finish',
    /** What an answer waits for, by the state of the engine. */
    waitingFor,
  },

  /** How much of the prompt the KV cache had, and why not more. */
  reuse: {
    nothing: 'The whole prompt was processed.',
    /** How the answers were generated that share a prompt. */
    shared: sharedSentence,
    /** Before the sentences about the turn that continued an answer last. */
    whenContinued: 'When it was continued: ',
    hot: (cached: number): string => `${unbroken(promptTokens(cached))} reused from memory.`,
    snapshot: (cached: number, duration: string): string =>
      `${unbroken(promptTokens(cached))} restored from disk in ${unbroken(duration)}.`,
    /** The tokens of documents in the prompt, and those of them that were cached. */
    documents: (all: number, cached: number): string =>
      cached === all
        ? `All ${unbroken(tokens(all))} of its documents were cached: they were not processed again.`
        : `${unbroken(count(cached))} of the ${unbroken(tokens(all))} of its documents were cached.`,
    /** Around the name of the document from whose kept state the prompt started. */
    fromDocument: { before: 'It started from the saved state of the document “', after: '”.' },
    fromOtherDocument: 'It started from the saved state of a document that was removed since.',
    /** Around the name of a document that was read before, and the part of a sentence that says why it was read again. */
    readAgain: { before: 'The document “', between: '” was reprocessed: ', after: '.' },
    /** Around the button that leads to the message from which the prompt was processed again. */
    reprocessedFrom: { before: ' Reprocessed from ', after: '.' },
    yourMessage: 'your message',
    theAnswer: 'the answer',
    /** Each sentence also makes sense alone, if the message is not known. */
    causes: {
      'first-time': 'This model had not processed this chat before.',
      edited: 'A message was edited.',
      'other-version': 'Another version of this chat was processed last.',
      rewritten:
        'The model’s chat template now formats earlier messages differently; usually it leaves out their thoughts.',
      documents: 'A document was added before it, removed or changed.',
      'system-prompt': 'The system prompt was changed, and it comes before all messages.',
      dropped: 'The oldest messages of this chat were dropped to make room.',
      'window-slid': 'This model can only rewind to a checkpoint, and the last checkpoint was further up.',
      'not-kept': 'The rest was not saved before the engine ended, or was too short to save.',
      evicted: 'The saved state of this chat was evicted to make room for other chats.',
      refused: 'The saved state of this chat was damaged and was not used.',
      'other-model': 'Another model processed this chat, and models cannot share a saved state.',
      'other-settings':
        'This chat was processed with a different backend, KV cache precision, flash attention setting or version of llama.cpp.',
    } satisfies Record<ReuseCause, string>,
  },

  /** How soon a chat answers: hot is in memory, warm is saved on disk, cold is neither. */
  warmth: {
    ready: 'Hot: ready now',
    hot: (wait: string): string => `Hot: ready in about ${wait}`,
    warm: (wait: string): string => `Warm: ready in about ${wait}`,
    cold: (wait: string): string => `Cold: about ${wait} to process`,
    unknown: {
      hot: 'Hot: ready now',
      warm: 'Warm: saved on disk',
      cold: 'Cold: must be processed again',
    } satisfies Record<ChatWarmth['temperature'], string>,
  },

  /** What the opened line draws of one turn. */
  turn: {
    advice: 'Suggestions',
    time: 'Where the time went',
    noTime: 'No timings.',
    gaps: 'Time between tokens',
    noGaps: 'Only one token.',
    roofline: 'Compared with this machine’s limits',
    noRoofline: 'No data.',
    noCeilings: 'Measure this machine to see its limits: Performance, This machine.',
    wholeChat: (phase: string): string => `${phase}, whole chat`,
    parts: {
      send: 'Send',
      queue: 'Queue',
      load: 'Model load',
      handover: 'Handover',
      tokenise: 'Tokenise',
      lookup: 'Cache lookup',
      'make-room': 'Make room',
      restore: 'Restore',
      prefill: 'Prefill',
      decode: 'Decode',
      finish: 'Store',
      paint: 'Paint',
    } satisfies Record<PartName, string>,
    /** `gain`: decode speed over that without drafts, 1 if equal; `null` if unknown. */
    speculation: (drafted: number, accepted: number, gain: number | null, isPaused: boolean): string =>
      [
        `Speculative decoding: ${count(accepted)} of ${count(drafted)} drafted tokens were accepted (${percent(accepted / drafted)})`,
        gain === null ? '' : `; generation was ${gainWords(gain)}`,
        isPaused ? '; paused for now.' : '.',
      ].join(''),
    nothingDrafted: 'Speculative decoding: paused, because drafts slowed earlier answers down.',
  },
});

const promptTokens = (cached: number): string =>
  cached === 1 ? `1${thin}prompt token was` : `${count(cached)}${thin}prompt tokens were`;

const gainWords = (gain: number): string => {
  const change = Math.round(100 * Math.abs(gain - 1));
  if (change === 0) return 'as fast as without drafts';
  return `${percent(change / 100)} ${gain > 1 ? 'faster' : 'slower'} than without drafts`;
};
