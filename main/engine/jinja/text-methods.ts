/** The methods of Python's strings. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { braceFormat, joinItems, padded } from './format.ts';
import { CodePoints } from './operations.ts';
import { isSpace, Text } from './text.ts';
import { argument, integer, isTrue, List, typeName, type Arguments, type Value } from './values.ts';

export type Method<Self> = (self: Self, args: Arguments, budget: Budget) => Value;

/** Methods that look at the whole string. */
const ofWhole = (methods: Record<string, Method<Text>>): ReadonlyMap<string, Method<Text>> =>
  new Map(
    Object.entries(methods).map(([name, method]) => [
      name,
      (self, args, budget) => {
        budget.step(self.length / 64);
        return method(self, args, budget);
      },
    ]),
  );

const textAt = (args: Arguments, place: number, what: string): Text => {
  const value = args.positional[place];
  if (!(value instanceof Text)) throw new TemplateError(`${what} wants a string, not ${typeName(value)}`);
  return value;
};

export const strip = (self: Text, args: Arguments, budget: Budget, left: boolean, right: boolean): Text => {
  budget.step(self.length / 64 + self.marks.length);
  const chars = argument(args, 0, 'chars');
  if (!(chars instanceof Text)) return self.strip(isSpace, left, right);
  budget.characters(chars.length);
  const dropped = new Set(chars.value.split(''));
  return self.strip((char) => dropped.has(char), left, right);
};

const limitOf = (value: Value): number => {
  const most = value === undefined || value === null ? -1 : integer(value, 'a limit');
  return most < 0 ? Infinity : most;
};

const split = (self: Text, args: Arguments, budget: Budget, fromEnd: boolean): List => {
  const separator = argument(args, 0, 'sep');
  const most = limitOf(argument(args, 1, 'maxsplit'));
  budget.characters(self.length);
  if (!(separator instanceof Text)) return new List(words(self, most, fromEnd, budget));
  if (separator.length === 0) throw new TemplateError('"split" wants a separator that is not empty');
  const count = Math.min(most, occurrences(self.value, separator.value)) + 1;
  budget.items(count);
  budget.step(count * self.marks.length);
  return new List(fromEnd ? self.splitFromEnd(separator.value, most) : self.split(separator.value, most));
};

/** How often `wanted` is in `text`, without overlap. */
export const occurrences = (text: string, wanted: string): number => {
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count++;
  return count;
};

/** The parts between runs of white space. */
const words = (self: Text, most: number, fromEnd: boolean, budget: Budget): Text[] => {
  const found: { start: number; end: number }[] = [];
  for (const { index, 0: word } of self.value.matchAll(/\S+/g)) {
    budget.items(1);
    budget.step(1 + self.marks.length);
    found.push({ start: index, end: index + word.length });
  }
  if (found.length > most + 1) {
    if (fromEnd) {
      const cut = found.length - most;
      found.splice(0, cut, { start: 0, end: found[cut - 1]!.end });
    } else found.splice(most, Infinity, { start: found[most]!.start, end: self.length });
  }
  return found.map(({ start, end }) => self.slice(start, end));
};

const hasEnd = (args: Arguments, budget: Budget, matches: (end: string) => boolean): boolean => {
  const [ends] = args.positional;
  const all = ends instanceof List ? ends.items : [ends];
  return all.some((end) => {
    if (!(end instanceof Text)) return false;
    budget.step(1 + end.length / 64);
    return matches(end.value);
  });
};

/** Where `wanted` is, by code points; -1 if it is not in there. */
const find = (self: Text, args: Arguments, budget: Budget, last: boolean): number => {
  budget.step(self.length / 16);
  const wanted = textAt(args, 0, '"find"').value;
  const start = args.positional[1];
  const points = new CodePoints(self.value);
  const from = typeof start === 'number' ? points.offset(Math.min(Math.max(start, 0), points.length)) : 0;
  const at = last ? self.value.lastIndexOf(wanted) : self.value.indexOf(wanted, from);
  return at < from ? -1 : new CodePoints(self.value.slice(0, at)).length;
};

export const found = (position: number): number => {
  if (position < 0) throw new TemplateError('"index" did not find what it looks for');
  return position;
};

const partition = (self: Text, args: Arguments, budget: Budget, last: boolean): List => {
  budget.step(self.length / 16 + self.marks.length);
  const separator = textAt(args, 0, '"partition"');
  const at = last ? self.value.lastIndexOf(separator.value) : self.value.indexOf(separator.value);
  const empty = new Text('');
  if (at < 0) return new List(last ? [empty, empty, self] : [self, empty, empty], true);
  const end = at + separator.length;
  return new List([self.slice(0, at), self.slice(at, end), self.slice(end)], true);
};

/** All characters match, and there is one. */
const all =
  (pattern: RegExp): Method<Text> =>
  (self, _args, budget) => {
    budget.step(self.length / 16);
    return pattern.test(self.value);
  };

const changed =
  (change: (run: string) => string): Method<Text> =>
  (self, _args, budget) => {
    budget.characters(self.length);
    return self.map(change);
  };

/** Each word with a capital first. */
const titled = (run: string): string =>
  run.toLowerCase().replace(/(?<![\p{L}])\p{L}/gu, (letter) => letter.toUpperCase());

export const capitalized = (text: Text): Text =>
  Text.join([
    text.slice(0, 1).map((first) => first.toUpperCase()),
    text.slice(1).map((rest) => rest.toLowerCase()),
  ]).slice(0, text.length === 0 ? 0 : undefined);

export const textMethods = ofWhole({
  strip: (self, args, budget) => strip(self, args, budget, true, true),
  lstrip: (self, args, budget) => strip(self, args, budget, true, false),
  rstrip: (self, args, budget) => strip(self, args, budget, false, true),
  split: (self, args, budget) => split(self, args, budget, false),
  rsplit: (self, args, budget) => split(self, args, budget, true),
  splitlines: (self, args, budget) => {
    const keepsEnds = isTrue(argument(args, 0, 'keepends'));
    const lines: Text[] = [];
    for (const { index, 0: line, 1: bare } of self.value.matchAll(/([^\n\r]*)(\r\n|\n|\r|$)/g)) {
      if (line === '') continue;
      budget.items(1);
      budget.step(self.marks.length);
      lines.push(self.slice(index, index + (keepsEnds ? line : bare!).length));
    }
    return new List(lines);
  },
  replace: (self, args, budget) => {
    const [from, to] = [textAt(args, 0, '"replace"'), textAt(args, 1, '"replace"')];
    const most = limitOf(argument(args, 2, 'count'));
    return replaced(self, from, to, most, budget);
  },
  startswith: (self, args, budget) => hasEnd(args, budget, (end) => self.value.startsWith(end)),
  endswith: (self, args, budget) => hasEnd(args, budget, (end) => self.value.endsWith(end)),
  removeprefix: (self, args) => {
    const prefix = textAt(args, 0, '"removeprefix"').value;
    return self.value.startsWith(prefix) ? self.slice(prefix.length) : self;
  },
  removesuffix: (self, args) => {
    const suffix = textAt(args, 0, '"removesuffix"').value;
    return suffix !== '' && self.value.endsWith(suffix) ? self.slice(0, self.length - suffix.length) : self;
  },
  upper: changed((run) => run.toUpperCase()),
  lower: changed((run) => run.toLowerCase()),
  casefold: changed((run) => run.toLowerCase()),
  swapcase: changed((run) =>
    run.replace(/\p{L}/gu, (char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())),
  ),
  title: changed(titled),
  capitalize: (self, _args, budget) => {
    budget.characters(self.length);
    return capitalized(self);
  },
  count: (self, args, budget) => {
    budget.step(self.length / 16);
    const wanted = textAt(args, 0, '"count"').value;
    return wanted === '' ? new CodePoints(self.value).length + 1 : occurrences(self.value, wanted);
  },
  find: (self, args, budget) => find(self, args, budget, false),
  rfind: (self, args, budget) => find(self, args, budget, true),
  index: (self, args, budget) => found(find(self, args, budget, false)),
  rindex: (self, args, budget) => found(find(self, args, budget, true)),
  partition: (self, args, budget) => partition(self, args, budget, false),
  rpartition: (self, args, budget) => partition(self, args, budget, true),
  join: (self, args, budget) => joinItems(self, args.positional[0], budget),
  format: (self, args, budget) => braceFormat(self, args, budget),
  isdigit: all(/^\p{Nd}+$/u),
  isdecimal: all(/^\p{Nd}+$/u),
  isnumeric: all(/^\p{N}+$/u),
  isalpha: all(/^\p{L}+$/u),
  isalnum: all(/^[\p{L}\p{N}]+$/u),
  isspace: all(/^\s+$/),
  isascii: all(/^[\0-\u007f]*$/),
  isupper: (self, _args, budget) => isCased(self, budget) && self.value === self.value.toUpperCase(),
  islower: (self, _args, budget) => isCased(self, budget) && self.value === self.value.toLowerCase(),
  istitle: (self, _args, budget) => isCased(self, budget) && self.value === titled(self.value),
  zfill: (self, args, budget) => pad(self, args, '>', budget, '0'),
  ljust: (self, args, budget) => pad(self, args, '<', budget),
  rjust: (self, args, budget) => pad(self, args, '>', budget),
  center: (self, args, budget) => pad(self, args, 'center', budget),
});

const isCased = ({ value }: Text, budget: Budget): boolean => {
  budget.characters(3 * value.length);
  return value.toUpperCase() !== value.toLowerCase();
};

const pad = (self: Text, args: Arguments, align: string, budget: Budget, fill?: string): Text => {
  const width = integer(args.positional[0], 'a width');
  budget.characters(Math.max(width, self.length));
  const [, given] = args.positional;
  return padded(self, width, align, fill ?? (given instanceof Text ? given.value.slice(0, 1) : ' '));
};

/** With `to` in place of `from`. */
export const replaced = (self: Text, from: Text, to: Text, most: number, budget: Budget): Text => {
  budget.step(self.length / 16);
  const count = Math.min(most, from.length === 0 ? self.length + 1 : occurrences(self.value, from.value));
  if (count === 0) return self;
  budget.characters(self.length + count * to.length);
  budget.step(count * (1 + self.marks.length));
  return self.replace(from.value, to.value, most);
};
