/** JSON schemas of requests: what an answer is bound to. */
import { faultIn } from '../grammar/response-format.ts';
import { englishSentenceOf } from '../words/catalogue.ts';
import type { ResponseFormat } from '../settings/entry.ts';
import { ApiFault } from './fault.ts';

/** `format`, unless it cannot be enforced: then the fault names `field` and what is wrong. */
const checked = (format: ResponseFormat, field: string): ResponseFormat => {
  const fault = faultIn(format);
  if (fault === null) return format;
  throw new ApiFault('unsupported', `The field ${field} cannot be enforced: ${englishSentenceOf(fault)}`, {
    field,
  });
};

/** The format of an answer that validates against `schema`. */
export const schemaFormat = (schema: unknown, field: string): ResponseFormat =>
  checked({ kind: 'schema', source: JSON.stringify(schema) }, field);

/** The format of an answer that follows a grammar in GBNF. */
export const grammarFormat = (source: string, field: string): ResponseFormat =>
  checked({ kind: 'grammar', source }, field);

/** The format of an answer that is any JSON object. */
export const objectFormat: ResponseFormat = { kind: 'schema', source: '{"type":"object"}' };
