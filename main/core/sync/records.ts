/**
 * What segments are made of: records, one for a row of the database or for some of its fields. Each field has the stamp of its last
 * change. Merging takes the later one of each field, so records can come in any order, several times, and from any machine.
 */
import { z } from 'zod';
import { id, longestText } from '../../shared/contract/call.ts';
import { settingsCalls } from '../../shared/contract/settings.ts';
import { stampForm, type Stamp } from './stamps.ts';

const time = z.number().min(0).max(8.64e15);
const shortText = z.string().max(1000);
/** Values that are validated where they are used. */
const values = z.record(z.string().max(100), z.unknown());
const gone = z.boolean();

const chat = z.strictObject({
  made: z.strictObject({
    createdAt: time,
    forkedFrom: z.string().max(1000).nullable(),
    source: z.string().max(1000).nullable(),
  }),
  title: z.strictObject({ title: z.string().max(10_000), titledBy: z.enum(['question', 'model', 'user']) }),
  /** When the last message was sent or finished. */
  used: time,
  folder: id.nullable(),
  pinned: time.nullable(),
  archived: time.nullable(),
  answering: z.strictObject({
    overflow: z.enum(['shift', 'stop', 'summary']),
    thinking: values.nullable(),
    settings: values.nullable(),
  }),
  preset: id.nullable(),
  /** When it became a recently deleted chat; `null`: it is none. */
  hidden: time.nullable(),
  gone,
});

const message = z.strictObject({
  made: z.strictObject({
    chatId: id,
    parentId: id.nullable(),
    role: z.enum(['user', 'model']),
    createdAt: time,
  }),
  content: z.strictObject({
    parts: z
      .array(
        z.strictObject({
          kind: z.string().max(40),
          text: z.string().max(longestText),
          data: values.nullable(),
        }),
      )
      .max(1000),
    modelName: shortText.nullable(),
    modelId: shortText.nullable(),
    ending: z.string().max(40),
    problem: z.string().max(10_000).nullable(),
    timings: values.nullable(),
    beginning: z.string().max(longestText).nullable(),
    source: shortText.nullable(),
  }),
  deleted: time.nullable(),
  gone,
});

const made = z.strictObject({ createdAt: time });
const folder = z.strictObject({ made, name: shortText, position: z.int(), gone });
const prompt = z.strictObject({
  made,
  content: z.strictObject({ name: shortText, text: z.string().max(longestText) }),
  gone,
});
const preset = z.strictObject({
  made,
  content: z.strictObject({ name: shortText, modelId: z.string().max(4096).nullable(), settings: values }),
  gone,
});
/** The largest document that is carried, in bytes. Larger ones are named in messages alone. */
export const largestDocument = 4 * 1024 ** 2;

/** A document that messages name. Its file is beside the segments, under its digest. */
const document = z.strictObject({
  made: z.strictObject({
    name: z.string().min(1).max(255),
    /** SHA-256 in hex. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(1).max(largestDocument),
    createdAt: time,
  }),
  gone,
});
/** A setting for all models; `id` is its name. */
const setting = z.strictObject({ value: z.unknown() });

/** The fields of each kind of row. */
const forms = { folder, preset, prompt, setting, document, chat, message };

export type Kind = keyof typeof forms;
/** The kinds whose rows are merged field by field. */
export type RowKind = Exclude<Kind, 'setting' | 'document'>;

export type FieldsOf<K extends Kind> = z.infer<(typeof forms)[K]>;

/** In the order in which they are stored: what others refer to comes first. */
export const kinds = Object.keys(forms) as Kind[];

/** One field: its value and the stamp of its last change. `after`: the stamps of the earlier values that this one was made from. */
export interface Field {
  stamp: Stamp;
  value: unknown;
  after?: Stamp[] | undefined;
}

export interface SyncRecord {
  kind: Kind;
  id: string;
  fields: Record<string, Field>;
}

/** The most earlier values of a field that are remembered. */
export const mostAfter = 100;

/** A later change of this field takes back an earlier deletion. */
export const revivedBy: Readonly<Record<Kind, string>> = {
  chat: 'used',
  message: 'content',
  folder: 'name',
  prompt: 'content',
  preset: 'content',
  setting: 'value',
  document: 'made',
};

/** If two machines change one of these at the same time, both values are kept, one of them as a copy. */
export const keepsBoth = (field: string): boolean => field === 'content';

const recordForm = z.strictObject({
  kind: z.enum(kinds),
  id,
  fields: z.record(
    z.string().max(40),
    z.strictObject({
      stamp: stampForm,
      value: z.unknown(),
      after: z.array(stampForm).max(mostAfter).optional(),
    }),
  ),
});

/** `null` if it is not a record of this version, with valid fields. */
export const readRecord = (json: unknown): SyncRecord | null => {
  const { data: record } = recordForm.safeParse(json);
  if (record === undefined) return null;
  const { shape } = forms[record.kind] as z.ZodObject;
  const fields: Record<string, Field> = {};
  for (const [name, field] of Object.entries(record.fields)) {
    const form = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const parsed = form?.safeParse(field.value) as { success: boolean; data?: unknown } | undefined;
    if (parsed?.success !== true) return null;
    fields[name] = { ...field, value: parsed.data };
  }
  if (record.kind === 'setting' && !isSetting(record.id, fields['value']?.value)) return null;
  return { kind: record.kind, id: record.id, fields };
};

const isSetting = (name: string, value: unknown): boolean =>
  settingsCalls.changeSettings.args.safeParse({ [name]: value }).success;
