/** The formats of strings that a grammar can enforce. Each has only a part of the valid texts, those that people write. */
import {
  chars,
  choice,
  joinedRanges,
  literal,
  oneOf,
  optional,
  repeated,
  type CharRange,
  type Item,
  type Sequence,
} from './rules.ts';

const digit = chars([0x30, 0x39]);
const letters: CharRange[] = [
  [0x41, 0x5a],
  [0x61, 0x7a],
];
const letter = chars(...letters);
const alphanumerics: CharRange[] = [[0x30, 0x39], ...letters];
const alphanumeric = chars(...alphanumerics);
const hex = chars([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]);
const among = (list: string, ...ranges: CharRange[]): Item =>
  chars(
    ...joinedRanges([
      ...ranges,
      ...[...list].map((char): CharRange => [char.codePointAt(0)!, char.codePointAt(0)!]),
    ]),
  );

const twoDigits = (from: number, to: number): Item =>
  choice(
    ...Array.from({ length: to - from + 1 }, (_, index) => literal(String(from + index).padStart(2, '0'))),
  );

const days = choice(
  [choice(...['01', '03', '05', '07', '08', '10', '12'].map(literal)), oneOf('-'), twoDigits(1, 31)],
  [choice(...['04', '06', '09', '11'].map(literal)), oneOf('-'), twoDigits(1, 30)],
  // 29 February is left out: only some years have it.
  [...literal('02-'), twoDigits(1, 28)],
);
const date: Sequence = [repeated([digit], 4, 4), oneOf('-'), days];
const time: Sequence = [
  twoDigits(0, 23),
  oneOf(':'),
  twoDigits(0, 59),
  oneOf(':'),
  twoDigits(0, 59),
  optional(oneOf('.'), repeated([digit], 1, 9)),
  choice([oneOf('Z')], [oneOf('+-'), twoDigits(0, 23), oneOf(':'), twoDigits(0, 59)]),
];
const byte = choice(
  [oneOf('0')],
  [chars([0x31, 0x39]), optional(digit)],
  [oneOf('1'), digit, digit],
  [oneOf('2'), chars([0x30, 0x34]), digit],
  [...literal('25'), chars([0x30, 0x35])],
);

/** RFC 1123, with shorter labels and fewer of them, and without two hyphens in a row. */
const label: Sequence = [
  repeated([alphanumeric], 1, 15),
  repeated([oneOf('-'), repeated([alphanumeric], 1, 15)], 0, 2),
];
const hostname: Sequence = [...label, repeated([oneOf('.'), ...label], 0, 4)];
const domain: Sequence = [...label, repeated([oneOf('.'), ...label], 1, 4)];

/** RFC 5322's dot-atoms. */
const atom = repeated([among("!#$%&'*+/=?^_`{|}~-", ...alphanumerics)], 1, 20);
const email: Sequence = [atom, repeated([oneOf('.'), atom], 0, 2), oneOf('@'), ...domain];

/** RFC 3986. */
const escaped: Sequence = [oneOf('%'), hex, hex];
const inPath = choice([among("-._~!$&'()*+,;=:@", ...alphanumerics)], escaped);
const inQuery = choice([among("-._~!$&'()*+,;=:@/?", ...alphanumerics)], escaped);
const path = repeated([oneOf('/'), repeated([inPath], 0, null)], 0, null);
const end: Sequence = [
  optional(oneOf('?'), repeated([inQuery], 0, null)),
  optional(oneOf('#'), repeated([inQuery], 0, null)),
];
const scheme: Sequence = [letter, repeated([among('+-.', ...alphanumerics)], 1, 20), oneOf(':')];
const uri: Sequence = [
  ...scheme,
  choice(
    [...literal('//'), ...hostname, optional(oneOf(':'), repeated([digit], 1, 5)), path],
    [inPath, repeated([inPath], 0, null), path],
  ),
  ...end,
];
const uriReference: Sequence = [
  choice(
    uri,
    [oneOf('/'), repeated([inPath], 1, null), path, ...end],
    [oneOf('#'), repeated([inQuery], 0, null)],
  ),
];

const group = repeated([hex], 1, 4);
const groups = (count: number): Sequence =>
  count === 0 ? [] : [group, repeated([oneOf(':'), group], count - 1, count - 1)];
/** RFC 4291, without IPv4 addresses in them. */
const ipv6: Sequence = [
  choice(
    groups(8),
    ...Array.from({ length: 8 }, (_, before) =>
      Array.from({ length: 8 - before }, (__, behind) => [
        ...groups(before),
        ...literal('::'),
        ...groups(behind),
      ]),
    ).flat(),
  ),
];

const units = (names: string): Item[] =>
  [...names].map((name) => choice([repeated([digit], 1, 4), oneOf(name)]));
/** Some of the units in their order, with none left out between two of them. */
const someOf = (names: string): Item => {
  const all = units(names);
  return choice(
    ...all.flatMap((_, first) => all.slice(first).map((__, length) => all.slice(first, first + length + 1))),
  );
};
/** RFC 3339, appendix A. */
const duration: Sequence = [
  oneOf('P'),
  choice(
    [repeated([digit], 1, 4), oneOf('W')],
    [someOf('YMD'), optional(oneOf('T'), someOf('HMS'))],
    [oneOf('T'), someOf('HMS')],
  ),
];

/** RFC 6901. */
const pointer: Sequence = [
  repeated(
    [oneOf('/'), repeated([choice([chars([0x20, 0x2e], [0x30, 0x7d])], [oneOf('~'), oneOf('01')])], 0, null)],
    0,
    null,
  ),
];

/** By their names (RFC 3339, RFC 4122, RFC 2673 and those above). */
export const stringFormats: Readonly<Record<string, Sequence>> = {
  date,
  time,
  'date-time': [...date, oneOf('T'), ...time],
  uuid: [8, 4, 4, 4, 12].flatMap((length, index) => [
    ...(index === 0 ? [] : [oneOf('-')]),
    repeated([hex], length, length),
  ]),
  hostname,
  email,
  uri,
  iri: uri,
  'uri-reference': uriReference,
  'iri-reference': uriReference,
  ipv6,
  duration,
  'json-pointer': pointer,
  ipv4: [byte, ...Array.from({ length: 3 }, () => [oneOf('.'), byte]).flat()],
};
