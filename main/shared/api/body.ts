/** Reads bodies with zod, and says in one sentence what is wrong with one. */
import type { z } from 'zod';
import { ApiFault } from './fault.ts';

/** A path within a body as developers write it: `messages[2].content`; empty for the body itself. */
export const fieldAt = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

/** The longest name of a field that a message repeats, in UTF-16 code units. */
const longestName = 100;
const short = (text: string): string => (text.length > longestName ? `${text.slice(0, longestName)}…` : text);

/** The issue that says most: of a union the one of the alternative that went furthest. */
const innermost = (issue: z.core.$ZodIssue, path: readonly PropertyKey[] = []): z.core.$ZodIssue => {
  const here = { ...issue, path: [...path, ...issue.path] };
  if (here.code !== 'invalid_union') return here;
  const inner = here.errors.flatMap((issues) => issues.slice(0, 1)).map((one) => innermost(one, here.path));
  const depth = (one: z.core.$ZodIssue) => 2 * one.path.length + (one.code === 'unrecognized_keys' ? 1 : 0);
  const best = inner.toSorted((one, other) => depth(other) - depth(one))[0];
  return best !== undefined && depth(best) > 2 * here.path.length ? best : here;
};

/** A refusal of a field that is understood and cannot be honoured. `why` ends the sentence "FIELD is not supported: WHY." */
export const unsupported = (field: string, why: string): ApiFault =>
  new ApiFault('unsupported', `${short(field)} is not supported: ${why}.`, { field: short(field) });

const faultOf = (first: z.core.$ZodIssue, within: string): ApiFault => {
  const issue = innermost(first);
  const place = (path: readonly PropertyKey[]) => {
    const inner = fieldAt(path);
    if (within === '' || inner === '') return short(within + inner);
    return short(inner.startsWith('[') ? `${within}${inner}` : `${within}.${inner}`);
  };
  if (issue.code === 'unrecognized_keys') {
    const field = place([...issue.path, issue.keys[0] ?? '']);
    return new ApiFault('unsupported', `Hearth does not know the field ${field}.`, { field });
  }
  const field = place(issue.path);
  if (issue.code === 'custom' && issue.params?.['isRefusal'] === true)
    return unsupported(field, issue.message);
  const named = field === '' ? 'The body' : `The field ${field}`;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return new ApiFault('bad-request', `${named} is missing.`, { field: field || null });
  return new ApiFault('bad-request', `${named} is wrong: ${issue.message}.`, { field: field || null });
};

/**
 * The body as `schema` reads it. Throws `ApiFault` that names the first wrong field. `within`: the path of what is read, if it is a part
 * of a body.
 */
export const readBody = <Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  within = '',
): z.infer<Schema> => {
  if (body === undefined) throw new ApiFault('bad-request', 'The request has no body.');
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw first === undefined ? new ApiFault('bad-request', 'The body is wrong.') : faultOf(first, within);
};
