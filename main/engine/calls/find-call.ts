/** Finds one call in the text of a template: its parts, by the values that were given for them. */
import { commonEnd, commonStart } from './atoms.ts';
import { keyMark, type ArgumentsForm, type CallPart, type ObjectFields } from './call-format.ts';
import { objectAt } from './json-scan.ts';

/** What a call was rendered with: words that no template has in its own text. */
export interface ProbeCall {
  name: string;
  id: string;
  arguments: Record<string, unknown>;
}

/** The arguments of every probe. */
export const probeArguments = { qkeya: 'qvaluea', qkeyb: 'qvalueb' };
const [keyA, keyB] = Object.keys(probeArguments) as [string, string];
const [valueA, valueB] = Object.values(probeArguments) as [string, string];

/** A call that was found: it is between `start` and `end` of the text. */
export interface FoundCall {
  start: number;
  end: number;
  parts: CallPart[];
}

/** The call in `text` from `from` on; `null` if the template does not write it in any known way. */
export const findCall = (text: string, from: number, call: ProbeCall): FoundCall | null => {
  if (text.indexOf(call.name, from) < 0) return null;
  return jsonCall(text, from, call) ?? otherCall(text, from, call);
};

/** A call whose arguments are a JSON object. */
const jsonCall = (text: string, from: number, call: ProbeCall): FoundCall | null => {
  const keyAt = text.indexOf(`"${keyA}"`, from);
  const start = keyAt < 0 ? -1 : text.lastIndexOf('{', keyAt);
  const found = start < from ? null : objectAt(text, start);
  if (found === null || found.value[keyA] !== valueA || found.value[keyB] !== valueB) return null;
  return (
    objectCall(text, from, start, call) ??
    withHoles(text, from, { start, end: found.end }, { style: 'json' }, call)
  );
};

/** The most objects around the arguments that are looked at. */
const mostAround = 4;

/** A call that is an object as a whole. */
const objectCall = (
  text: string,
  from: number,
  argumentsAt: number,
  { name, id }: ProbeCall,
): FoundCall | null => {
  let start = argumentsAt;
  for (let tries = 0; tries < mostAround; tries += 1) {
    start = start === 0 ? -1 : text.lastIndexOf('{', start - 1);
    if (start < from) return null;
    const found = objectAt(text, start);
    if (found === null || found.end < argumentsAt) continue;
    const order = Object.entries(found.value).map(([key, value]): ObjectFields['order'][number] => {
      if (value === name) return { key, holds: 'name' };
      if (value === id) return { key, holds: 'id' };
      if (typeof value === 'object' && value !== null && keyA in value) return { key, holds: 'arguments' };
      return { key, holds: /^\d+$/.test(String(value)) ? 'number' : 'fixed', value };
    });
    const keyOf = (holds: string): string | null => order.find((one) => one.holds === holds)?.key ?? null;
    const isNamed = keyOf('arguments') === name;
    if (keyOf('arguments') === null || (!isNamed && keyOf('name') === null)) continue;
    const fields: ObjectFields = isNamed
      ? { name: null, arguments: null, id: null, order: [] }
      : { name: keyOf('name'), arguments: keyOf('arguments'), id: keyOf('id'), order };
    return { start, end: found.end, parts: [{ kind: 'object', fields }] };
  }
  return null;
};

interface Region {
  start: number;
  end: number;
}

/** The call from its first hole to the end of its arguments. */
const withHoles = (
  text: string,
  from: number,
  region: Region,
  how: ArgumentsForm,
  { name, id }: ProbeCall,
): FoundCall | null => {
  const parts: CallPart[] = [];
  const holes = [
    ...positions(text, name, from, region.start).map((at) => ({
      at,
      end: at + name.length,
      kind: 'name' as const,
    })),
    ...positions(text, id, from, region.start).map((at) => ({
      at,
      end: at + id.length,
      kind: 'id' as const,
    })),
  ].toSorted((one, other) => one.at - other.at);
  if (!holes.some(({ kind }) => kind === 'name')) return null;
  let at = holes[0]!.at;
  for (const hole of holes) {
    if (hole.at > at) parts.push({ kind: 'mark', text: text.slice(at, hole.at) });
    parts.push({ kind: hole.kind });
    at = hole.end;
  }
  if (region.start > at) parts.push({ kind: 'mark', text: text.slice(at, region.start) });
  parts.push({ kind: 'arguments', how });
  return { start: holes[0]!.at, end: region.end, parts };
};

const positions = (text: string, word: string, from: number, to: number): number[] => {
  const found: number[] = [];
  for (let at = text.indexOf(word, from); at >= 0 && at < to; at = text.indexOf(word, at + word.length))
    found.push(at);
  return found;
};

/** A call whose arguments are written one by one. */
const otherCall = (text: string, from: number, call: ProbeCall): FoundCall | null => {
  const firstKey = text.indexOf(keyA, from);
  const firstValue = text.indexOf(valueA, firstKey);
  const secondKey = text.indexOf(keyB, firstValue);
  const secondValue = text.indexOf(valueB, secondKey);
  if ([firstKey, firstValue, secondKey, secondValue].includes(-1)) return null;
  const nameEnd = text.lastIndexOf(call.name, firstKey) + call.name.length;
  if (nameEnd < from + call.name.length) return null;
  const before = text.slice(nameEnd, firstKey);
  const middle = text.slice(firstKey + keyA.length, firstValue);
  const between = text.slice(firstValue + valueA.length, secondKey);
  const behind = text.slice(secondValue + valueB.length);
  const quote = /^=(['"])$/.exec(middle)?.[1];
  if (quote !== undefined && before.trim() === '(') {
    const start = nameEnd + before.indexOf('(') + 1;
    return withHoles(
      text,
      from,
      { start, end: secondValue + valueB.length + quote.length },
      { style: 'python' },
      call,
    );
  }
  if (middle.startsWith(':') && middle.length > 1 && before.trim() === '{') {
    const mark = middle.slice(1);
    if (!between.startsWith(mark) || !behind.startsWith(`${mark}}`)) return null;
    const end = secondValue + valueB.length + mark.length + 1;
    return withHoles(
      text,
      from,
      { start: nameEnd + before.indexOf('{'), end },
      { style: 'bare', quote: mark },
      call,
    );
  }
  // Python's way to print a mapping: the template expects the arguments as text.
  if (/\{\s*'$/.test(before) || before === '' || middle === '' || between === '' || behind === '')
    return null;
  const keyed = between.replaceAll(keyA, keyMark);
  const after = commonStart(keyed, behind.replaceAll(keyB, keyMark));
  const opening = commonEnd(keyed.slice(after.length), before);
  if (after === '' || opening === '') return null;
  const end = secondValue + valueB.length + after.replaceAll(keyMark, keyB).length;
  const tags = { before: opening, middles: [{ mark: middle, holds: 'either' as const }], after };
  return withHoles(text, from, { start: firstKey - opening.length, end }, { style: 'tagged', tags }, call);
};
