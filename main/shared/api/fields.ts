/**
 * How dialects describe the fields of their bodies. Every field is honoured, has no effect for a stated reason, or is refused for one;
 * docs/api.md is made from these notes.
 */
import { z } from 'zod';
import { ApiFault } from './fault.ts';
import { readBody } from './body.ts';

/** A field that may be absent or `null`, which clients send for it. */
export const field = <Schema extends z.ZodType>(schema: Schema, description: string) =>
  schema.nullish().meta({ description });

/** A field that is taken and changes nothing. `why` is a sentence. Its note has the `effect` `none`, that of a refused one `refused`. */
export const noEffect = <Schema extends z.ZodType = z.ZodUnknown>(why: string, schema?: Schema) =>
  (schema ?? z.unknown()).nullish().meta({ description: why, effect: 'none' });

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** A field that Hearth cannot honour: only absent, `null` or one of `neutral`, which change nothing. `why` ends "is not supported: …". */
export const refused = (why: string, ...neutral: readonly unknown[]) =>
  z
    .unknown()
    .refine((value) => value === undefined || value === null || neutral.some((one) => isSame(one, value)), {
      message: why,
      params: { isRefusal: true },
    })
    .optional()
    .meta({ description: why, effect: 'refused' });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON object that is passed on as it is, such as a JSON schema. */
export const anyObject = z
  .custom<Record<string, unknown>>(isRecord, 'it must be an object')
  .meta({ type: 'object' });

/** The most names of ignored fields that an answer tells. */
const mostIgnored = 20;

/** The paths of `raw` that `read` leaves out. Both are the same where nothing was read. */
const leftOut = (raw: unknown, read: unknown, path: string, found: string[]): void => {
  if (raw === read || found.length >= mostIgnored) return;
  if (Array.isArray(raw) && Array.isArray(read))
    raw.forEach((one, index) => leftOut(one, read[index], `${path}[${index}]`, found));
  else if (isRecord(raw) && isRecord(read))
    for (const [name, value] of Object.entries(raw)) {
      const here = (path === '' ? name : `${path}.${name}`).slice(0, 200);
      if (Object.hasOwn(read, name)) leftOut(value, read[name], here, found);
      else if (value !== null) ignore(found, here);
    }
};

/** What was read of a body, and the names of what was skipped in it, which the answer tells as `hearth.ignored`. */
export interface FieldsRead<Fields> {
  fields: Fields;
  ignored: string[];
}

/**
 * Reads a body. Unknown fields of the body itself are refused, except those that begin with `x_`; unknown fields of the objects in it,
 * such as messages, are ignored and named, because newer clients add them to what they send back.
 */
export const readFields = <Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): FieldsRead<z.infer<Schema>> => {
  if (!isRecord(body)) throw new ApiFault('bad-request', 'The body must be a JSON object.');
  const known = Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('x_')));
  const fields = readBody(schema, known);
  const ignored: string[] = [];
  leftOut(body, fields, '', ignored);
  return { fields, ignored };
};

/**
 * Reads a part of a body that `readFields` has left as it is, such as one block of many forms. `at`: its path. Unknown fields are ignored
 * and named.
 */
export const readPart = <Schema extends z.ZodType>(
  schema: Schema,
  part: unknown,
  at: string,
  ignored: string[],
): z.infer<Schema> => {
  const read = readBody(schema, part, at);
  leftOut(part, read, at, ignored);
  return read;
};

/** Adds the name of something that was skipped. */
export const ignore = (ignored: string[], name: string): void => {
  if (ignored.length < mostIgnored) ignored.push(name);
};
