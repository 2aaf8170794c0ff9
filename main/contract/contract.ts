/**
 * The one contract between the window and the core: every call with the validator of its argument and the
 * type of its reply, and every event. To add a call, add it here, to its handler in `core.ts`, and use it.
 *
 * The window imports types alone from here, so the validators stay out of its bundle.
 */
import { z } from 'zod';
import type {
  Anatomy,
  BenchmarkRun,
  Ceilings,
  DayStatistics,
  MeasuringProgress,
  PhaseWork,
} from './lens-types.ts';
import type {
  AppFacts,
  Chat,
  ChatWarmth,
  DraftProgress,
  EngineStatus,
  Message,
  ModelFacts,
  Settings,
  SnapshotUsage,
  TurnPhase,
  Timings,
} from './types.ts';

/** The longest message Hearth takes, in UTF-16 code units; longer ones are refused with a sentence. */
const longestText = 2_000_000;

const id = z.string().min(1).max(64);
const text = z
  .string()
  .max(longestText, 'The message is too long: at most 2 million characters can be sent at once.')
  .refine((value) => value.trim() !== '', 'The message is empty: write something first.');
const nothing = z.strictObject({});
const filePath = z
  .string()
  .trim()
  .min(1, 'The path is empty: give the path of a GGUF file.')
  .max(4096, 'The path is too long.');
const tokens = z.int().min(1).max(131_072);
/** Of a part of a turn, which no one waits for longer than a day. */
const ms = z.number().min(0).max(86_400_000);

const settingsPatch = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  backend: z.enum(['cpu', 'cuda', 'metal', 'vulkan']).nullable().optional(),
  threads: z
    .number('Threads must be a whole number from 1 to 256.')
    .int('Threads must be a whole number from 1 to 256.')
    .min(1, 'Threads must be a whole number from 1 to 256.')
    .max(256, 'Threads must be a whole number from 1 to 256.')
    .nullable()
    .optional(),
  flashAttention: z.boolean().nullable().optional(),
  batchSize: z
    .number('The batch size must be a whole number from 32 to 8,192 tokens.')
    .int('The batch size must be a whole number from 32 to 8,192 tokens.')
    .min(32, 'The batch size must be a whole number from 32 to 8,192 tokens.')
    .max(8192, 'The batch size must be a whole number from 32 to 8,192 tokens.')
    .nullable()
    .optional(),
  contextLength: z
    .number('The context length must be a whole number from 256 to 4,194,304 tokens.')
    .int('The context length must be a whole number from 256 to 4,194,304 tokens.')
    .min(256, 'The context length must be a whole number from 256 to 4,194,304 tokens.')
    .max(4_194_304, 'The context length must be a whole number from 256 to 4,194,304 tokens.')
    .nullable()
    .optional(),
  temperature: z
    .number('The temperature must be a number from 0 to 2.')
    .min(0, 'The temperature must be a number from 0 to 2.')
    .max(2, 'The temperature must be a number from 0 to 2.')
    .nullable()
    .optional(),
  systemPrompt: z
    .string()
    .max(longestText, 'The system prompt is too long: at most 2 million characters.')
    .optional(),
  kvPrecision: z.enum(['f16', 'q8_0']).optional(),
  typeAhead: z.boolean().optional(),
  speculative: z.boolean().optional(),
  snapshotBudget: z
    .number('The disk budget must be a number of bytes.')
    .int('The disk budget must be a whole number of bytes.')
    .min(0, 'The disk budget cannot be less than nothing.')
    .max(1e15, 'The disk budget is larger than any disk.')
    .optional(),
});

/** Everything the window needs to draw itself once; events tell the rest. */
export interface Welcome {
  app: AppFacts;
  chats: Chat[];
  engine: EngineStatus;
  settings: Settings;
  /** Of every chat. */
  warmth: ChatWarmth[];
}

/** A chat with the messages of its current path, first to last, and where its running answer stands. */
export interface OpenedChat {
  chat: Chat;
  messages: Message[];
  phase: TurnPhase | null;
}

/** A call: `args` validates its one argument, `reply` exists for the types alone. */
interface Call<Schema extends z.ZodType, Value> {
  args: Schema;
  reply?: Value;
}

const call = <Value>() => ({
  takes: <Schema extends z.ZodType>(args: Schema): Call<Schema, Value> => ({ args }),
});

export const calls = {
  /** First call of every connection: the state as of now; events follow from here on. */
  greet: call<Welcome>().takes(nothing),

  openChat: call<OpenedChat>().takes(z.strictObject({ chatId: id })),
  renameChat: call<void>().takes(
    z.strictObject({
      chatId: id,
      title: z
        .string()
        .trim()
        .min(1, 'The title is empty: give the chat a name.')
        .max(200, 'The title is too long: at most 200 characters.'),
    }),
  ),
  /** What happens when this chat outgrows its context. */
  setOverflow: call<void>().takes(
    z.strictObject({ chatId: id, overflow: z.enum(['shift', 'stop', 'summary']) }),
  ),
  /** Goes on in a new chat, which begins with the model's summary of this one. */
  continueFromSummary: call<{ chatId: string }>().takes(z.strictObject({ chatId: id })),
  /** Hides the chat at once; its data goes when the time for undo has passed. */
  deleteChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** Undoes `deleteChat`. */
  restoreChat: call<void>().takes(z.strictObject({ chatId: id })),

  /**
   * Stores the user's message and starts the answer. Without `chatId` a new chat is made. `receivedAt` is when the core
   * got the call, by the clock that `clock` reads.
   */
  startTurn: call<{ chatId: string; messageId: string; answerId: string; receivedAt: number }>().takes(
    z.strictObject({ chatId: id.nullable(), text }),
  ),
  /** Answers the same question again, as a new version of that answer. */
  regenerate: call<{ answerId: string; receivedAt: number }>().takes(z.strictObject({ messageId: id })),
  /** Sends a changed question, as a new version of that message. */
  editMessage: call<{ messageId: string; answerId: string; receivedAt: number }>().takes(
    z.strictObject({ messageId: id, text }),
  ),
  /** Shows another version of a message, with what followed it. */
  selectVersion: call<OpenedChat>().takes(z.strictObject({ messageId: id })),
  /** Ends the running or waiting answer of a chat; does nothing where none runs. */
  stopTurn: call<void>().takes(z.strictObject({ chatId: id })),

  /** A reading of the core's monotonic clock, in ms. */
  clock: call<number>().takes(nothing),
  /** Where the time of an answer went; `null` where that was not measured. */
  turnAnatomy: call<Anatomy | null>().takes(z.strictObject({ messageId: id })),
  /** What all answers of its chat did on the backend and device that this one ran on, other versions among them. */
  chatWork: call<PhaseWork>().takes(z.strictObject({ messageId: id })),
  /** The window's two parts of a turn, told once the whole answer is on screen. */
  notePaint: call<void>().takes(
    z.strictObject({
      messageId: id,
      sendMs: ms,
      paintMs: ms,
      tokenToPaint: z.strictObject({ medianMs: ms, mostMs: ms }).nullable(),
    }),
  ),

  /** Of the backend in use; `null` until measured. */
  ceilings: call<Ceilings | null>().takes(nothing),
  /** Measures them, which takes up to 20 s; `measuring.moved` tells how far it is. Refused where it was stopped. */
  calibrate: call<Ceilings>().takes(nothing),
  /** Measures a model; `measuring.moved` tells how far it is. Where it is stopped, the run has what was done by then. */
  benchmark: call<BenchmarkRun>().takes(
    z.strictObject({
      path: z.string().min(1).max(4096),
      plan: z.strictObject({
        promptLengths: z.array(tokens).max(16),
        depths: z.array(z.int().min(0).max(131_072)).max(16),
        decodeTokens: tokens,
        batchSizes: z.array(tokens).min(1).max(8),
        repeats: z.int().min(1).max(20),
      }),
    }),
  ),
  /** Measures anew how to run the loaded model on this machine. */
  tuneModel: call<void>().takes(nothing),
  /** Ends a calibration or a benchmark; does nothing where none runs. */
  stopMeasuring: call<void>().takes(nothing),
  /** Newest first. */
  benchmarkRuns: call<BenchmarkRun[]>().takes(nothing),
  deleteBenchmarkRun: call<void>().takes(z.strictObject({ id })),
  /** Of the last `days`, oldest first. */
  statistics: call<DayStatistics[]>().takes(z.strictObject({ days: z.int().min(1).max(3650) })),

  /** Checks a GGUF file and loads it; if it cannot be used, the loaded model stays. */
  openModel: call<ModelFacts>().takes(z.strictObject({ path: filePath })),
  /** The small model that guesses for the loaded one, from now on; `null` for none. It is checked first. */
  setDraftModel: call<void>().takes(z.strictObject({ path: filePath.nullable() })),
  /** Goes back to the small guide that comes with Hearth. */
  openStarterModel: call<ModelFacts>().takes(nothing),
  /** The native file picker; `null` when it was closed without a choice. */
  pickModelFile: call<string | null>().takes(nothing),
  /** Starts the engine again after it stopped for good. */
  restartEngine: call<void>().takes(nothing),

  changeSettings: call<Settings>().takes(settingsPatch),

  /** The draft rests: read it ahead. Sending interrupts that; `draft.moved` tells how far it is. */
  readDraft: call<void>().takes(z.strictObject({ chatId: id.nullable(), text: z.string().max(longestText) })),
  /** The draft changed or is gone. */
  dropDraft: call<void>().takes(nothing),

  snapshotUsage: call<SnapshotUsage>().takes(nothing),
  /** Deletes every KV state on disk. */
  clearSnapshots: call<SnapshotUsage>().takes(nothing),
};

type Calls = typeof calls;
export type CallName = keyof Calls;
export type Args<Name extends CallName> = z.infer<Calls[Name]['args']>;
export type Reply<Name extends CallName> = Calls[Name] extends Call<z.ZodType, infer R> ? R : never;

/** What happened, told to every open window. Events report; they do not steer. */
export interface Events {
  'chat.changed': { chat: Chat };
  'chat.deleted': { chatId: string };
  /** A turn began: its new messages, at the end of the path that stops at `parentId` of the first. */
  'turn.started': { chatId: string; messages: Message[] };
  'turn.moved': { chatId: string; messageId: string; phase: TurnPhase };
  /**
   * More of the answer. `at` is the length of that field before this piece, in UTF-16 code units, so a window
   * that has it already, or that missed one, can tell.
   */
  'turn.wrote': {
    chatId: string;
    messageId: string;
    field: 'text' | 'reasoning';
    at: number;
    text: string;
  };
  /** What a turn cost that was stopped while the engine was still at its last step. */
  'turn.measured': { chatId: string; messageId: string; timings: Timings };
  /** `finishedAt`: by the clock that `clock` reads. */
  'turn.finished': { chatId: string; message: Message; finishedAt: number };
  'engine.changed': { engine: EngineStatus };
  'settings.changed': { settings: Settings };
  /** Of every chat, after each change of the KV cache. */
  'cache.changed': { warmth: ChatWarmth[] };
  'draft.moved': DraftProgress;
  /** `null` when it is over. */
  'measuring.moved': { measuring: MeasuringProgress | null };
}
export type EventName = keyof Events;
