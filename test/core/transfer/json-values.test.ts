/** Splitting a stream into JSON objects, wherever the chunks begin and end. */
import { describe, expect, it } from 'vitest';
import { createJsonSplitter, type JsonPiece } from '../../../main/core/transfer/reading/json-values.ts';
import { randomFrom } from '../../fixtures/chats/stored-chats.ts';

const limits = { bytes: 1000, depth: 20 };
const split = (text: string, sizeOf: () => number, given = limits): JsonPiece[] => {
  const bytes = Buffer.from(text);
  const splitter = createJsonSplitter(given);
  const pieces: JsonPiece[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + sizeOf();
    pieces.push(...splitter.take(bytes.subarray(at, end)));
    at = end;
  }
  return [...pieces, ...splitter.end()];
};
const valuesOf = (pieces: JsonPiece[]): unknown[] =>
  pieces.map((piece) => (piece.kind === 'value' ? JSON.parse(piece.text) : piece.kind));

describe('the splitter', () => {
  it('finds random objects in arrays, lines and one behind the other, with chunks of any size', () => {
    const random = randomFrom(3);
    const below = (end: number): number => Math.floor(random() * end);
    const texts = ['', 'a', '{', '}', '[', ']', '"', '\\', '\n', 'é😀', '\\"', '{"a":1}', ',', '\u0000'];
    const value = (depth: number): unknown => {
      const kind = below(depth > 4 ? 3 : 5);
      if (kind < 2) return Array.from({ length: below(4) }, () => texts[below(texts.length)]).join('');
      if (kind === 2) return [null, true, -1.5e3][below(3)];
      if (kind === 3) return Array.from({ length: below(3) }, () => value(depth + 1));
      return Object.fromEntries(
        Array.from({ length: below(3) }, (_, at) => [`${at}${texts[below(6)]}`, value(depth + 1)]),
      );
    };
    for (let round = 0; round < 100; round++) {
      const objects = Array.from({ length: below(5) }, () => ({ value: value(0) }));
      const json = objects.map((one) => JSON.stringify(one, null, below(2) * 2));
      const text = [
        `[${json.join(',')}]`,
        json.join('\n'),
        `\ufeff ${json.join(' ')}\r\n`,
        ` [\n${json.join(',\n')}\n]`,
      ][below(4)]!;
      expect(valuesOf(split(text, () => 1 + below(9), { bytes: 1e6, depth: 50 }))).toEqual(objects);
    }
  });

  it('leaves out what is too large, too deep, broken or cut off, and finds what follows', () => {
    const large = JSON.stringify({ text: 'x'.repeat(2000) });
    const deep = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const text = `[${large},{"a":1},${deep},{"b":2},{"c":"line\n{"d":3},{"e":{"f":"`;
    for (const size of [1, 7, 1e6])
      expect(valuesOf(split(text, () => size))).toEqual([
        'too-large',
        { a: 1 },
        'too-deep',
        { b: 2 },
        'broken',
        { d: 3 },
        'cut-off',
      ]);
  });

  it('finds the next line after one that was cut off, but no line inside of an indented object', () => {
    const lines = '{"a":1}\r\n{"b":[1,\n{"c":3}\n';
    expect(valuesOf(split(lines, () => 4))).toEqual([{ a: 1 }, 'broken', { c: 3 }]);
    expect(valuesOf(split('[{"a":1},\n{"b":[\n{\n"c":3\n}\n]\n}\n]', () => 4))).toEqual([
      { a: 1 },
      { b: [{ c: 3 }] },
    ]);
  });

  it('takes nothing of other files', () => {
    expect(split('1, 2, "text", [true], ]]], null', () => 3)).toEqual([]);
    expect(split('', () => 1)).toEqual([]);
  });
});
