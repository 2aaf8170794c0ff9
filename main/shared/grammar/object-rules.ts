/** The rules of JSON objects: known properties in a fixed order, where optional ones may be left out, then additional ones. */
import { colon, comma, constant, objectOf, quoted } from './json-rules.ts';
import {
  chars,
  literal,
  optional,
  otherRanges,
  repeated,
  type CharRange,
  type Item,
  type Sequence,
} from './rules.ts';

export interface Property {
  key: string;
  value: Item;
  isRequired: boolean;
}

/** Adds a rule with these alternatives and returns a call of it. */
export type AddRule = (alternatives: readonly Sequence[]) => Item;

/** An object with `properties`, and with any number of others with the value `others`; `null`: no others. */
export const objectRules = (properties: readonly Property[], others: Item | null, add: AddRule): Sequence => {
  const other: Sequence | null =
    others === null
      ? null
      : [
          otherKey(
            properties.map(({ key }) => key),
            add,
          ),
          ...colon(),
          others,
        ];
  /** Rules for the rest of an object, by the number of properties before it and whether any of them was written. */
  const rests = new Map<string, Item>();
  const rest = (count: number, hasBegun: boolean): Item => {
    const name = `${count} ${hasBegun}`;
    const known = rests.get(name);
    if (known !== undefined) return known;
    const made = add(alternativesAfter(count, hasBegun));
    rests.set(name, made);
    return made;
  };
  const alternativesAfter = (count: number, hasBegun: boolean): Sequence[] => {
    const property = properties[count];
    if (property === undefined) {
      if (other === null) return [[]];
      const more = repeated([...comma, ...other], 0, null);
      return [[hasBegun ? more : optional(...other, more)]];
    }
    const { key, value, isRequired } = property;
    const written: Sequence = [
      ...(hasBegun ? comma : []),
      ...constant(key),
      ...colon(),
      value,
      rest(count + 1, true),
    ];
    return isRequired ? [written] : [written, [rest(count + 1, hasBegun)]];
  };
  // From the last to the first, so that no property waits for all that follow it.
  for (let count = properties.length; count >= 0; count -= 1) {
    rest(count, true);
    rest(count, false);
  }
  return objectOf([rest(0, false)]);
};

/** Characters of keys that are written as they are. Without escapes, no key can be one of the others in disguise. */
const plain = otherRanges([
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x7f, 0x7f],
  [0xd800, 0xdfff],
]);

interface Branch {
  isKey: boolean;
  further: Map<string, Branch>;
}

/** A key that is none of `keys`. */
const otherKey = (keys: readonly string[], add: AddRule): Item => {
  const root: Branch = { isKey: false, further: new Map() };
  for (const key of keys) {
    let branch = root;
    for (const char of key) {
      let next = branch.further.get(char);
      if (next === undefined) branch.further.set(char, (next = { isKey: false, further: new Map() }));
      branch = next;
    }
    branch.isKey = true;
  }
  const rest = repeated([chars(...plain)], 0, null);
  /** Branches that wait for their alternatives: a long key must not need a deep call. */
  const open: { branch: Branch; alternatives: Sequence[] }[] = [];
  const ruleOf = (branch: Branch): Item => {
    const alternatives: Sequence[] = [];
    open.push({ branch, alternatives });
    return add(alternatives);
  };
  const first = ruleOf(root);
  for (let waiting = open.pop(); waiting !== undefined; waiting = open.pop()) {
    const { branch, alternatives } = waiting;
    const known = [...branch.further.keys()].map((char): CharRange => [
      char.codePointAt(0)!,
      char.codePointAt(0)!,
    ]);
    const others = otherRanges([...otherRanges(plain), ...known]);
    alternatives.push([chars(...others), rest]);
    if (!branch.isKey) alternatives.push([]);
    for (const [char, further] of branch.further) alternatives.push([...literal(char), ruleOf(further)]);
  }
  return add([quoted(first)]);
};
