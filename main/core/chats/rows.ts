/** Converts rows of the database. Damaged values are replaced, so that a chat can be opened whatever its rows hold. */
import { readTold } from '../../shared/words/catalogue.ts';
import { chatTexts } from '../../shared/words/chats.ts';
import { z } from 'zod';
import { calls } from '../../shared/contract/contract.ts';
import { withoutNul } from '../../shared/format/visible-text.ts';
import type { Anatomy } from '../../shared/contract/anatomy.ts';
import type { BenchmarkRun, Ceilings } from '../../shared/contract/measuring.ts';
import type { Chat, Overflow, TitledBy } from '../../shared/contract/chats.ts';
import type { Folder } from '../../shared/contract/folders.ts';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { Ending, Message, Timings } from '../../shared/contract/message.ts';
import type { ModelFacts, ModelId } from '../../shared/contract/model.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import { parsed, timeOf } from '../database/stored-values.ts';

/** A damaged row can hold any value in any column. */
type Damaged<Row> = { [Name in keyof Row]: unknown };

export type ChatRow = Damaged<{
  id: string;
  title: string;
  created_at: number;
  updated_at: number;
  overflow: Overflow;
  first_kept_id: string | null;
  thinking: string | null;
  folder_id: string | null;
  pinned_at: number | null;
  archived_at: number | null;
  titled_by: TitledBy;
  forked_from: string | null;
  /** The chat of the message `forked_from`. */
  forked_chat: string | null;
}>;

export type FolderRow = Damaged<{ id: string; name: string; position: number; created_at: number }>;

export type MessageRow = Damaged<{
  id: string;
  chat_id: string;
  parent_id: string | null;
  role: 'user' | 'model';
  model_name: string | null;
  model_id: ModelId | null;
  created_at: number;
  ending: Ending | null;
  problem: string | null;
  timings: string | null;
  source: string | null;
  beginning: string | null;
}>;

const endings: Readonly<Record<Ending, true>> = {
  finished: true,
  stopped: true,
  'context-full': true,
  'too-long': true,
  repeating: true,
  'engine-lost': true,
  interrupted: true,
  failed: true,
};

export const toChat = (row: ChatRow): Chat => ({
  id: String(row.id),
  title: textOf(row.title) || chatTexts.untitled,
  createdAt: timeOf(row.created_at),
  updatedAt: timeOf(row.updated_at),
  overflow: row.overflow === 'stop' || row.overflow === 'summary' ? row.overflow : 'shift',
  firstKeptId: orNull(row.first_kept_id),
  thinking: thinkingOf(row.thinking),
  folderId: orNull(row.folder_id),
  pinnedAt: row.pinned_at === null ? null : timeOf(row.pinned_at),
  archivedAt: row.archived_at === null ? null : timeOf(row.archived_at),
  titledBy: row.titled_by === 'question' || row.titled_by === 'model' ? row.titled_by : 'user',
  forkedFrom:
    typeof row.forked_from === 'string' && typeof row.forked_chat === 'string'
      ? { chatId: row.forked_chat, messageId: row.forked_from }
      : null,
});

export const toFolder = (row: FolderRow): Folder => ({
  id: String(row.id),
  name: textOf(row.name) || chatTexts.untitledFolder,
  position: Number.isSafeInteger(row.position) ? (row.position as number) : 0,
  createdAt: timeOf(row.created_at),
});

export const toMessage = (row: MessageRow, parts: readonly MessagePart[], versions: string[]): Message => ({
  id: String(row.id),
  chatId: String(row.chat_id),
  parentId: orNull(row.parent_id),
  role: row.role === 'user' || (row.role !== 'model' && row.model_name === null) ? 'user' : 'model',
  parts,
  modelName: orNull(row.model_name),
  modelId: orNull(row.model_id),
  createdAt: timeOf(row.created_at),
  ending: endingOf(row.ending),
  problem: row.problem === null ? null : readTold(textOf(row.problem)),
  timings: timingsOf(row.timings),
  versions,
  ...(isEdited(row.source) ? { isEdited: true as const } : {}),
  ...(typeof row.beginning === 'string' ? { beginning: withoutNul(row.beginning) } : {}),
});

/** Whether a value is one of the endings. */
export const isEnding = (value: unknown): value is Ending =>
  typeof value === 'string' && Object.hasOwn(endings, value);

/** The ending in a row; a damaged one counts as interrupted, and `null` is a running answer. */
export const endingOf = (value: unknown): Ending | null =>
  value === null ? null : isEnding(value) ? value : 'interrupted';

/**
 * Sources of messages that no model wrote here as they are: answers that the user changed, and copies in a fork. The id of the
 * message follows, so that each source names one message, also in an export.
 */
export const editSource = 'edit:';
export const copySource = 'copy:';

/** Whether a message with this source came from an export, rather than from this Hearth. */
export const isImported = ({ id, source }: { id: string; source: string | null }): boolean =>
  source !== null && source !== editSource + id && source !== copySource + id;

/** Whether the user changed an answer with this `source`. */
export const isEdited = (source: unknown): boolean =>
  typeof source === 'string' && source.startsWith(editSource);

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : withoutNul(String(value));

const orNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses the timings of an answer; `null` if there are none or they are damaged. */
export const timingsOf = (json: unknown): Timings | null => {
  const value = parsed(json);
  if (!isRecord(value)) return null;
  const {
    cachedTokens,
    newTokens,
    prefillMs,
    firstTokenMs,
    decodeTokens,
    decodeMs,
    reuse,
    thoughts,
    continued,
    shared,
    documents,
    ...rest
  } = value;
  const optional = [firstTokenMs ?? 0, rest['writtenTokens'] ?? 0, rest['besideMs'] ?? 0];
  if (![cachedTokens, newTokens, prefillMs, decodeTokens, decodeMs, ...optional].every(isCount)) return null;
  const hasReuse = isRecord(reuse) && typeof reuse['from'] === 'string' && isCount(reuse['restoreMs']);
  const hasThoughts =
    isRecord(thoughts) && [thoughts['tokens'], thoughts['ms'], thoughts['textAfterMs'] ?? 0].every(isCount);
  const hasContinued =
    isRecord(continued) &&
    [continued['times'], continued['cachedTokens'], continued['newTokens'], continued['writtenTokens']].every(
      isCount,
    );
  const hasDocuments = isRecord(documents) && [documents['tokens'], documents['cachedTokens']].every(isCount);
  const hasShared = isRecord(shared) && isCount(shared['answers']) && typeof shared['isAtOnce'] === 'boolean';
  return {
    ...rest,
    cachedTokens,
    newTokens,
    prefillMs,
    firstTokenMs: firstTokenMs ?? null,
    decodeTokens,
    decodeMs,
    ...(hasReuse ? { reuse } : {}),
    ...(hasThoughts ? { thoughts } : {}),
    ...(hasContinued ? { continued } : {}),
    ...(hasDocuments ? { documents } : {}),
    ...(hasShared ? { shared } : {}),
  } as unknown as Timings;
};

/** Parses the anatomy of an answer, whose gaps are in a column of their own; `null` if there is none or it is damaged. */
export const anatomyOf = (json: unknown): Omit<Anatomy, 'gapsMs'> | null => {
  const value = parsed(json);
  if (!isRecord(value) || !isRecord(value['setup']) || !isRecord(value['surroundings'])) return null;
  const areParts =
    Array.isArray(value['parts']) && value['parts'].every((part) => isRecord(part) && isCount(part['ms']));
  const areSlices =
    Array.isArray(value['slices']) &&
    value['slices'].every((slice) => isRecord(slice) && isCount(slice['ms']) && isCount(slice['tokens']));
  const areCosts = [value['prefill'], value['decode']].every(
    (cost) => cost === null || (isRecord(cost) && isCount(cost['flops']) && isCount(cost['bytes'])),
  );
  return areParts && areSlices && areCosts ? (value as unknown as Omit<Anatomy, 'gapsMs'>) : null;
};

/** Parses the choice of thinking of a chat; `null` if there is none or it is damaged. */
const thinkingOf = (json: unknown): Thinking | null =>
  calls.setThinking.args.shape.thinking.safeParse(parsed(json)).data ?? null;

/** A buffer of 32-bit little-endian numbers; `null` if `bytes` does not consist of whole numbers. */
export const wordsOf = (bytes: unknown): ArrayBuffer | null =>
  Buffer.isBuffer(bytes) && bytes.length % 4 === 0 ? Uint8Array.from(bytes).buffer : null;

/** Something told; earlier versions of Hearth stored a text, which is shown as it is. */
const toldForm = z.union([
  z.string().transform(readTold),
  z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }),
]);

const ceilingsForm = z.looseObject({
  backend: z.string(),
  device: z.string(),
  threads: z.number(),
  bandwidthBytesPerS: z.number(),
  flopsPerS: z.number(),
  bandwidthHow: toldForm,
  flopsHow: toldForm,
  measuredAt: z.number().transform(timeOf),
});

/** Parses measured limits; `null` if they are damaged. */
export const ceilingsOf = (json: unknown): Ceilings | null =>
  (ceilingsForm.safeParse(parsed(json)).data as unknown as Ceilings | undefined) ?? null;

const benchmarkForm = z.looseObject({
  id: z.string(),
  startedAt: z.number().transform(timeOf),
  backend: z.string(),
  device: z.string(),
  gpuLayers: z.number().catch(0),
  kvPrecision: z.string().catch('f16'),
  flashAttention: z.boolean().catch(false),
  llamaCpp: z.string().catch(''),
  parameters: z.number().catch(0),
  isComplete: z.boolean().catch(false),
  threads: z.looseObject({ prefill: z.number(), decode: z.number() }),
  rows: z.array(
    z.looseObject({
      test: z.enum(['pp', 'tg']),
      tokens: z.number(),
      depth: z.number(),
      batchSize: z.number(),
      speeds: z.array(z.number()),
      cost: z.looseObject({ flops: z.number(), bytes: z.number() }).nullable(),
    }),
  ),
});

const modelForm = z.object({
  path: z.string(),
  id: z.string().nullable(),
  name: z.string(),
  architecture: z.string(),
  quantization: z.string().nullable(),
  bytes: z.number(),
  trainedContextLength: z.number(),
});

/** The facts of a model as earlier versions of Hearth stored them: as fields of the run, and without the identity. */
const earlierModelForm = z
  .object({
    modelPath: z.string(),
    modelName: z.string(),
    architecture: z.string().default(''),
    quantization: z.string().nullish(),
    /** An earlier spelling of `quantization`. */
    quantisation: z.string().nullish(),
    fileBytes: z.number().default(0),
  })
  .transform(({ modelPath, modelName, architecture, quantization, quantisation, fileBytes }): ModelFacts => ({
    path: modelPath,
    id: null,
    name: modelName,
    architecture,
    quantization: quantization ?? quantisation ?? null,
    bytes: fileBytes,
    trainedContextLength: 0,
  }));

/** Parses a benchmark run; `null` if it is damaged. */
export const benchmarkRunOf = (json: unknown): BenchmarkRun | null => {
  const { data: run } = benchmarkForm.safeParse(parsed(json));
  if (run === undefined) return null;
  const { data: model } =
    run['model'] === undefined ? earlierModelForm.safeParse(run) : modelForm.safeParse(run['model']);
  return model === undefined ? null : ({ ...run, model } as unknown as BenchmarkRun);
};
