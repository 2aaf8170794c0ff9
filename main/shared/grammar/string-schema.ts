/** Strings of a JSON schema: their length, patterns and formats. */
import { ofLength, productOf, regular, rulesOfProduct, type Description } from './automaton.ts';
import type { Case } from './cases.ts';
import { inString, quoted, stringChar } from './json-rules.ts';
import { call, repeated, type Sequence } from './rules.ts';
import type { Conversion } from './conversion.ts';
import { stringFormats } from './string-formats.ts';

/** How long strings may be, and texts that they all must be. */
export const textsOf = (
  { source }: Pick<Conversion, 'source'>,
  parts: Case,
): { from: number; to: number | null; contents: readonly Sequence[] } => {
  const contents: Sequence[] = [];
  for (const { entries } of parts) {
    const [pattern, format] = [entries.get('pattern'), entries.get('format')];
    if (pattern !== undefined)
      contents.push(source.pattern(source.text('pattern', pattern), pattern.value.at));
    if (format === undefined) continue;
    const name = source.text('format', format);
    const supported = Object.keys(stringFormats);
    if (!supported.includes(name))
      throw source.fault(format.value.at, 'format.format-unsupported', {
        name,
        supported: supported.join(', '),
      });
    contents.push(stringFormats[name]!);
  }
  return {
    from: source.count(parts, 'minLength', 'least') ?? 0,
    to: source.count(parts, 'maxLength', 'most'),
    contents,
  };
};

export const stringRules = (conversion: Conversion, parts: Case): Sequence[] => {
  const { from, to, contents } = textsOf(conversion, parts);
  const { source } = conversion;
  const place = parts.map(
    ({ entries }) => entries.get('maxLength') ?? entries.get('pattern') ?? entries.get('format'),
  );
  const at = place.find((one) => one !== undefined)?.at ?? 0;
  if (to !== null && to < from) return conversion.nothing(source.fault(at, 'format.no-value'));
  const isAnyLength = from === 0 && to === null;
  if (contents.length === 0)
    return isAnyLength
      ? [[call('string')]]
      : [[conversion.shared(`string ${from} ${to}`, () => quoted(repeated([call('char')], from, to)))]];
  if (contents.length === 1 && isAnyLength) return [quoted(...inString(contents[0]!))];
  const descriptions: Description[] = [
    ...(isAnyLength ? [] : [ofLength(from, to)]),
    ...contents.map((one) => regular(one, source.work)),
  ];
  const content = rulesOfProduct(
    productOf(descriptions, source.work),
    (reached) => descriptions.every((one, index) => one.isEnd(reached[index]!)),
    stringChar,
    conversion.add,
  );
  conversion.nothing(source.fault(at, 'format.no-value'));
  return [quoted(content)];
};
