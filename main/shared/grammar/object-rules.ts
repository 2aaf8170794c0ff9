/** The rules of JSON objects: known properties in a fixed order, where optional ones may be left out, then additional ones. */
import { colon, comma, constant, objectOf } from './json-rules.ts';
import { repeated, type Item, type Sequence } from './rules.ts';

export interface Property {
  key: string;
  value: Item;
  isRequired: boolean;
}

/** Adds a rule with these alternatives and returns a call of it. */
export type AddRule = (alternatives: readonly Sequence[]) => Item;

/** How many properties an object has; `to`: `null` without an upper bound. */
export interface Counts {
  from: number;
  to: number | null;
}

/**
 * An object with `properties`, and with others of the form `other`: a key, the colon and a value; `null`: no others. A model may write
 * the key of another property twice, so only one of them counts towards `from`.
 */
export const objectRules = (
  properties: readonly Property[],
  other: Item | null,
  { from, to }: Counts,
  add: AddRule,
): Sequence => {
  /** More written properties than this make no difference. */
  const mostCounted = Math.max(1, from, to ?? 0);
  /** Rules for the rest of an object, by the number of properties before it and how many of them were written. */
  const rests = new Map<string, Item>();
  const rest = (count: number, written: number): Item => {
    const counted = Math.min(written, mostCounted);
    const name = `${count} ${counted}`;
    const known = rests.get(name);
    if (known !== undefined) return known;
    const made = add(alternativesAfter(count, counted));
    rests.set(name, made);
    return made;
  };
  const alternativesAfter = (count: number, written: number): Sequence[] => {
    const property = properties[count];
    if (property === undefined) return othersAfter(written);
    const { key, value, isRequired } = property;
    const isFull = to !== null && written >= to;
    const all: Sequence = [
      ...(written > 0 ? comma : []),
      ...constant(key),
      ...colon(),
      value,
      ...(isFull ? [] : [rest(count + 1, written + 1)]),
    ];
    return [...(isFull ? [] : [all]), ...(isRequired ? [] : [[rest(count + 1, written)]])];
  };
  const othersAfter = (written: number): Sequence[] => {
    const missing = Math.max(0, from - written);
    const most = to === null ? null : to - written;
    if (missing > (other === null ? 0 : 1) || (most !== null && most < missing)) return [];
    if (other === null || most === 0) return [[]];
    const further = [...comma, other];
    if (written > 0) return [[repeated(further, missing, most)]];
    const some = [other, repeated(further, 0, most === null ? null : most - 1)];
    return missing > 0 ? [some] : [some, []];
  };
  // From the last to the first, so that no property waits for all that follow it.
  for (let count = properties.length; count >= 0; count -= 1)
    for (let written = Math.min(count, mostCounted); written >= 0; written -= 1) rest(count, written);
  return objectOf([rest(0, 0)]);
};
