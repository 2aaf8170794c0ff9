/** What an answer can be bound to, checked as it is typed, before it is stored, and again where it is used. */
import { say } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import type { ResponseFormat } from '../settings/entry.ts';
import { Fault, faultAt } from './fault.ts';
import { readGbnf, type ReadGrammar } from './gbnf.ts';
import { networkOf, type Network } from './network.ts';
import { readSchema } from './schema.ts';

/** The longest schema or grammar, in UTF-16 code units. */
export const longestFormat = 64_000;

/** The network of `format`; `null` if it leaves the answer free. Throws `Fault` with the first fault. */
export const networkOfFormat = (format: ResponseFormat): Network | null => {
  const read = grammarOfFormat(format);
  if (read === null) return null;
  const { kind, source } = format;
  const { grammar, at } = read;
  const network = networkOf(grammar);
  if (!('why' in network)) return network;
  if (network.why === 'too-large') throw new Fault(say('format.too-large', { kind }));
  const place = at.get(network.rule);
  // The rules of a schema have no place of their own.
  if (place === undefined) throw new Fault(say('format.schema-endless'));
  const code = network.why === 'endless' ? 'format.rule-endless' : 'format.rule-left-recursive';
  throw faultAt(source, place, code, { name: network.rule });
};

/** The grammar of `format`; `null` if it leaves the answer free. Throws `Fault` with the first fault that reading it finds. */
export const grammarOfFormat = ({ kind, source }: ResponseFormat): ReadGrammar | null => {
  if (kind === 'text') return null;
  if (source.length > longestFormat) throw new Fault(say('format.too-long', { longest: longestFormat }));
  const control = source.search(/(?![\t\r\n])[\p{Cc}\p{Surrogate}]/u);
  if (control >= 0) throw faultAt(source, control, 'format.control-character');
  if (source.trim() === '') throw new Fault(say('format.empty', { kind }));
  return kind === 'grammar' ? readGbnf(source) : { grammar: readSchema(source), at: new Map() };
};

/** The first fault of `format`; `null` if it has none. */
export const faultIn = (format: ResponseFormat): Told | null => {
  try {
    networkOfFormat(format);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.told;
    // Its references form a chain that is too long to follow.
    if (error instanceof RangeError) return say('format.too-large', { kind: format.kind });
    throw error;
  }
};
