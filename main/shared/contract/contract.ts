/**
 * The one contract between the window and the core: every call with the validator of its argument and the
 * type of its reply, and every event. To add a call, add it here, to its handler in `core.ts`, and use it.
 *
 * In the texts that the user writes, a NUL becomes U+2400 and a lone surrogate U+FFFD: a database or a tokenizer would cut the
 * text there.
 *
 * The window imports types alone from here, so the validators stay out of its bundle.
 */
import { z } from 'zod';
import { repositoryName } from './repository-name.ts';
import { visible } from '../format/visible-text.ts';
import type {
  Anatomy,
  BenchmarkRun,
  Ceilings,
  DayStatistics,
  MeasuringProgress,
  PhaseWork,
} from './lens-types.ts';
import type {
  CatalogueAdvice,
  CatalogueModel,
  Download,
  Fit,
  HubFile,
  HubModel,
  HubModelDetails,
  ImportProgress,
  Library,
  MachineMemory,
  MetadataLine,
  OutgoingRequest,
} from './model-types.ts';
import type {
  AppFacts,
  Chat,
  ChatWarmth,
  DeletedChat,
  Draft,
  DraftProgress,
  EngineStatus,
  LoadSettings,
  Message,
  ModelFacts,
  Notice,
  Settings,
  SnapshotUsage,
  TurnPhase,
} from './types.ts';

/** The longest message Hearth takes, in UTF-16 code units; longer ones are refused with a sentence. */
const longestText = 2_000_000;

const id = z.string().min(1).max(64);
const text = z
  .string()
  .max(longestText, 'The message is too long: at most 2 million characters can be sent at once.')
  .refine((value) => value.trim() !== '', 'The message is empty: write something first.')
  .transform(visible);
const nothing = z.strictObject({});
const filePath = z
  .string()
  .trim()
  .min(1, 'The path is empty: give the path of a GGUF file.')
  .max(4096, 'The path is too long.');
const webAddress = (what: string) =>
  z
    .string()
    .trim()
    .max(500, `${what} is too long: at most 500 characters.`)
    .refine(
      (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      `${what} must begin with https:// or http://.`,
    );
/** `owner/name`, as the hub writes it. */
const repository = z
  .string()
  .trim()
  .max(200)
  .regex(repositoryName, 'A model on the hub is named owner/name.');
const tokens = z.int().min(1).max(131_072);
/** Of a part of a turn, which no one waits for longer than a day. */
const ms = z.number().min(0).max(86_400_000);

const unloadAfter = 'Unload after must be a whole number from 1 to 1,440 minutes, or empty for never.';

/** What becomes of a running answer that is in the way of the call; without it the call is refused then. */
const whileAnswering = z.enum(['stop', 'wait']).optional();

/** As `Thinking` in types.ts; what the loaded model does not know is left out of its prompts. */
const thinking = z.strictObject({
  on: z.boolean().nullable(),
  effort: z.string().min(1).max(40).nullable(),
  budget: z
    .number('The thinking budget must be a whole number of tokens from 0 to 1,000,000.')
    .int('The thinking budget must be a whole number of tokens from 0 to 1,000,000.')
    .min(0, 'The thinking budget must be a whole number of tokens from 0 to 1,000,000.')
    .max(1_000_000, 'The thinking budget must be a whole number of tokens from 0 to 1,000,000.')
    .nullable(),
  // What an earlier Hearth stored says nothing of it.
  keepsEarlier: z.boolean().nullable().default(null),
});

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
    .transform(visible)
    .optional(),
  kvPrecision: z.enum(['f16', 'q8_0']).optional(),
  typeAhead: z.boolean().optional(),
  longestAnswer: z
    .number('The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .int('The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .min(1, 'The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .max(1_000_000, 'The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .nullable()
    .optional(),
  speculative: z.boolean().optional(),
  offline: z.boolean().optional(),
  hubAddress: webAddress('The address of the hub').optional(),
  hubMirror: webAddress('The address of the mirror').or(z.literal('')).optional(),
  proxy: webAddress('The address of the proxy').or(z.literal('')).optional(),
  unloadAfterMinutes: z
    .number(unloadAfter)
    .int(unloadAfter)
    .min(1, unloadAfter)
    .max(1440, unloadAfter)
    .nullable()
    .optional(),
  snapshotBudget: z
    .number('The disk budget must be a number of bytes.')
    .int('The disk budget must be a whole number of bytes.')
    .min(0, 'The disk budget cannot be less than nothing.')
    .max(1e15, 'The disk budget is larger than any disk.')
    .optional(),
});

const loadSettings = z.strictObject({
  contextLength: settingsPatch.shape.contextLength,
  /** `null`, as everywhere here: as the settings for all models say. */
  gpuLayers: z
    .number('GPU layers must be a whole number from 0 to 1,000.')
    .int('GPU layers must be a whole number from 0 to 1,000.')
    .min(0, 'GPU layers must be a whole number from 0 to 1,000.')
    .max(1000, 'GPU layers must be a whole number from 0 to 1,000.')
    .nullable()
    .optional(),
  backend: settingsPatch.shape.backend,
  /** Numbers of the devices of that backend. */
  devices: z.array(z.int().min(0).max(63)).min(1).max(16).nullable().optional(),
  kvPrecision: z.enum(['f16', 'q8_0']).nullable().optional(),
  flashAttention: settingsPatch.shape.flashAttention,
  threads: settingsPatch.shape.threads,
  batchSize: settingsPatch.shape.batchSize,
  memoryMap: z.boolean().nullable().optional(),
  temperature: settingsPatch.shape.temperature,
  topK: z
    .number('Top K must be a whole number from 0 to 1,000.')
    .int('Top K must be a whole number from 0 to 1,000.')
    .min(0, 'Top K must be a whole number from 0 to 1,000.')
    .max(1000, 'Top K must be a whole number from 0 to 1,000.')
    .nullable()
    .optional(),
  topP: z
    .number('Top P must be a number from 0 to 1.')
    .min(0, 'Top P must be a number from 0 to 1.')
    .max(1, 'Top P must be a number from 0 to 1.')
    .nullable()
    .optional(),
  minP: z
    .number('Min P must be a number from 0 to 1.')
    .min(0, 'Min P must be a number from 0 to 1.')
    .max(1, 'Min P must be a number from 0 to 1.')
    .nullable()
    .optional(),
  repeatPenalty: z
    .number('The repeat penalty must be a number from 1 to 2.')
    .min(1, 'The repeat penalty must be a number from 1 to 2.')
    .max(2, 'The repeat penalty must be a number from 1 to 2.')
    .nullable()
    .optional(),
  systemPrompt: z
    .string()
    .max(longestText, 'The system prompt is too long: at most 2 million characters.')
    .transform(visible)
    .nullable()
    .optional(),
  /** Jinja. */
  chatTemplate: z
    .string()
    .max(200_000, 'The chat template is too long: at most 200,000 characters.')
    .transform(visible)
    .nullable()
    .optional(),
});

const fitWish = z.strictObject({
  contextLength: z.int().min(256).max(4_194_304).nullable(),
  kvPrecision: z.enum(['f16', 'q8_0']),
  gpuLayers: z.int().min(0).max(1000).nullable(),
  flashAttention: z.boolean().nullable(),
  batchSize: z.int().min(32).max(8192),
  memoryMap: z.boolean().nullable().optional(),
});

/** Everything the window needs to draw itself once; events tell the rest. */
export interface Welcome {
  app: AppFacts;
  chats: Chat[];
  engine: EngineStatus;
  settings: Settings;
  /** Of every chat. */
  warmth: ChatWarmth[];
  /** The chats whose answer is being written or waits, by their ids. */
  running: string[];
  drafts: Draft[];
  /** The oldest first. */
  notices: Notice[];
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

  /** Takes a notice away in every window. Does nothing if there is no such notice. */
  dismissNotice: call<void>().takes(z.strictObject({ id })),

  openChat: call<OpenedChat>().takes(z.strictObject({ chatId: id })),
  renameChat: call<void>().takes(
    z.strictObject({
      chatId: id,
      title: z
        .string()
        .trim()
        .min(1, 'The title is empty: give the chat a name.')
        .max(200, 'The title is too long: at most 200 characters.')
        .transform(visible),
    }),
  ),
  /** What happens when this chat outgrows its context. */
  setOverflow: call<void>().takes(
    z.strictObject({ chatId: id, overflow: z.enum(['shift', 'stop', 'summary']) }),
  ),
  /**
   * How much the model thinks from the next answer on: in one chat, and in new ones with the model that is loaded. `chatId`
   * is `null` for a chat that does not exist yet.
   */
  setThinking: call<void>().takes(z.strictObject({ chatId: id.nullable(), thinking })),
  /** Goes on in a new chat, which begins with the model's summary of this one. */
  continueFromSummary: call<{ chatId: string }>().takes(z.strictObject({ chatId: id })),
  /** Moves the chat to the recently deleted ones, where it is kept for 30 days. */
  deleteChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** Undoes `deleteChat`. Refused if the chat was deleted for good. */
  restoreChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** The recently deleted chats, the last deleted first. */
  deletedChats: call<DeletedChat[]>().takes(nothing),
  /** Deletes a recently deleted chat for good. Refused for any other chat. */
  purgeChat: call<void>().takes(z.strictObject({ chatId: id })),
  /** Deletes all recently deleted chats for good. */
  purgeDeletedChats: call<void>().takes(nothing),

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
  /** How many answers `statistics` leaves out because the clock was wrong when they were dated. */
  misdatedAnswers: call<number>().takes(z.strictObject({ days: z.int().min(1).max(3650) })),

  /**
   * Checks a GGUF file and loads it; if it cannot be used, the loaded model stays. While an answer is being written, in
   * any window, it is refused unless `whileAnswering` says what becomes of that.
   */
  openModel: call<ModelFacts>().takes(z.strictObject({ path: filePath, whileAnswering })),
  /** The small model that guesses for the loaded one, from now on; `null` for none. It is checked first. */
  setDraftModel: call<void>().takes(z.strictObject({ path: filePath.nullable() })),
  /** Lets go of the loaded model and its memory; the next message loads it again. */
  unloadModel: call<void>().takes(z.strictObject({ whileAnswering })),
  /** Ends a load that is going on; the model before comes back. Does nothing where none loads. */
  cancelLoad: call<void>().takes(nothing),
  /** How one model is run, where that differs from the settings for all. */
  loadSettings: call<LoadSettings>().takes(z.strictObject({ path: filePath })),
  /** Stores them all; `{}` goes back to the defaults. Where the model is loaded, it is loaded anew. */
  changeLoadSettings: call<LoadSettings>().takes(z.strictObject({ path: filePath, settings: loadSettings })),

  /** All models here; `library.changed` tells of changes. */
  library: call<Library>().takes(nothing),
  /** Looks into every folder again. */
  rescanLibrary: call<void>().takes(nothing),
  /** The raw metadata of a file's header. */
  modelMetadata: call<MetadataLine[]>().takes(z.strictObject({ path: filePath })),
  addModelFolder: call<void>().takes(z.strictObject({ path: filePath })),
  /** Looks into it no longer; its files stay. Refused for folders that are not the user's. */
  removeModelFolder: call<void>().takes(z.strictObject({ path: filePath })),
  /** The native folder picker; `null` when it was closed without a choice. */
  pickFolder: call<string | null>().takes(nothing),
  /**
   * Takes a file into the library, where it lies or in Hearth's folder. Replies with its path from then on; `null` where
   * it was cancelled.
   */
  importModel: call<string | null>().takes(
    z.strictObject({ path: filePath, how: z.enum(['in-place', 'move', 'copy']) }),
  ),
  /** Copies that are under way; `imports.changed` tells how they go on. */
  imports: call<ImportProgress[]>().takes(nothing),
  /** Ends one, of which nothing stays. Does nothing where it is over. */
  cancelImport: call<void>().takes(z.strictObject({ id })),
  /** Moves all files of a model to the system's bin, or, with `forGood`, removes them. */
  deleteModel: call<void>().takes(z.strictObject({ path: filePath, forGood: z.boolean() })),

  /** What a model here would take of this machine now. `null`: the file's header cannot tell. */
  fitModel: call<Fit | null>().takes(z.strictObject({ path: filePath, wish: fitWish })),
  /** The same for one on the hub, from its header alone, of which no more is fetched than needed. */
  fitHubFile: call<Fit | null>().takes(z.strictObject({ repository, file: filePath, wish: fitWish })),

  /** The same for every model file of a repository, from their sizes and one header; none where that cannot tell. */
  fitHubFiles: call<{ path: string; fit: Fit }[]>().takes(z.strictObject({ repository, wish: fitWish })),
  /** What this machine has for a model now. */
  machineMemory: call<MachineMemory>().takes(nothing),

  catalogue: call<CatalogueModel[]>().takes(nothing),
  /** How well each model of the catalogue suits this machine. */
  adviseCatalogue: call<CatalogueAdvice>().takes(nothing),
  searchHub: call<{ models: HubModel[]; next: string | null }>().takes(
    z.strictObject({
      text: z.string().trim().max(200),
      sort: z.enum(['downloads', 'likes', 'changed']),
      /** As `next` of the reply before, for more. */
      cursor: z.string().max(2000).nullable(),
    }),
  ),
  hubModel: call<HubModelDetails>().takes(z.strictObject({ repository })),
  /** The best file of a model for this machine, and why, from their sizes and one header. */
  adviseQuantization: call<{ file: HubFile; fit: Fit; why: string } | null>().takes(
    z.strictObject({ repository }),
  ),

  downloads: call<Download[]>().takes(nothing),
  /** Queues it. Refused where the disk has no room, or it is here. */
  startDownload: call<Download>().takes(z.strictObject({ repository, file: filePath })),
  pauseDownload: call<void>().takes(z.strictObject({ id })),
  resumeDownload: call<void>().takes(z.strictObject({ id })),
  /** Takes what was fetched; of one that is done, only its line. */
  cancelDownload: call<void>().takes(z.strictObject({ id })),

  /** Newest first. */
  outgoingRequests: call<OutgoingRequest[]>().takes(nothing),
  clearOutgoingRequests: call<void>().takes(nothing),
  /** Kept in the key store where there is one; it is never told again. Empty takes it away. */
  setHubToken: call<void>().takes(
    z.strictObject({ token: z.string().trim().max(500, 'An access token has at most 500 characters.') }),
  ),

  /** Goes back to the small guide that comes with Hearth. */
  openStarterModel: call<ModelFacts>().takes(z.strictObject({ whileAnswering })),
  /** The native file picker; `null` when it was closed without a choice. */
  pickModelFile: call<string | null>().takes(nothing),
  /** Starts the engine again after it stopped for good. */
  restartEngine: call<void>().takes(nothing),

  changeSettings: call<Settings>().takes(settingsPatch),

  /** Keeps what was typed, for every window and the next start; empty removes it. `draft.saved` tells the others. */
  saveDraft: call<void>().takes(
    z.strictObject({ place: z.string().min(1).max(80), text: z.string().max(longestText) }),
  ),
  /** The draft rests: read it ahead. Sending interrupts that; `draft.moved` tells how far it is. */
  readDraft: call<void>().takes(
    z.strictObject({ chatId: id.nullable(), text: z.string().max(longestText).transform(visible) }),
  ),
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
  /** After each change of the recently deleted chats. */
  'deletedChats.changed': { deletedChats: DeletedChat[] };
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
  /** A mark came that makes all text so far thoughts: `reasoning` is all of them, and the text begins anew. */
  'turn.rethought': { chatId: string; messageId: string; reasoning: string };
  /**
   * More is known of an answer that ended: when its key was pressed, or, if it was stopped while the engine was still at a
   * step, the timings of that step, the text that it yielded, and its anatomy.
   */
  'turn.measured': { chatId: string; message: Message };
  /** `finishedAt`: by the clock that `clock` reads. */
  'turn.finished': { chatId: string; message: Message; finishedAt: number };
  'engine.changed': { engine: EngineStatus };
  'settings.changed': { settings: Settings };
  /** Of every chat, after each change of the KV cache. */
  'cache.changed': { warmth: ChatWarmth[] };
  'draft.moved': DraftProgress;
  'draft.saved': Draft;
  'library.changed': { library: Library };
  'imports.changed': { imports: ImportProgress[] };
  /** One download began, moved or changed its state. */
  'download.changed': { download: Download };
  'download.gone': { id: string };
  'request.changed': { request: OutgoingRequest };
  /** After each change of the notices. */
  'notices.changed': { notices: Notice[] };
  /** `null` when it is over. */
  'measuring.moved': { measuring: MeasuringProgress | null };
}
export type EventName = keyof Events;
