/** Writes calls in a format, as a template would. */
import { parsed, isObject } from './json-scan.ts';
import { keyMark, type ArgumentsForm, type CallFormat, type ObjectFields } from './call-format.ts';
import type { ToolCall } from '../../shared/engine/tools.ts';

/** A piece of a written call: a mark, or what a program gave. */
export interface WrittenPiece {
  text: string;
  isContent: boolean;
}

const mark = (text: string): WrittenPiece => ({ text, isContent: false });
const content = (text: string): WrittenPiece => ({ text, isContent: true });

export const writtenCalls = (
  { first, next, after, close, parts }: CallFormat,
  calls: readonly ToolCall[],
): WrittenPiece[] => [
  ...calls.flatMap((call, index) => [
    mark(index === 0 ? first : (next ?? first)),
    ...parts.flatMap((part): WrittenPiece[] => {
      switch (part.kind) {
        case 'mark':
        case 'up-to':
          return [mark(part.text)];
        case 'name':
          return [content(call.name)];
        case 'id':
          return [content(call.id)];
        case 'number':
          return [mark(String(part.from + index))];
        case 'object':
          return [content(writtenObject(part.fields, call, index))];
        case 'arguments':
          return writtenArguments(part.how, call.arguments);
      }
    }),
    mark(after),
  ]),
  mark(close),
];

const writtenObject = (fields: ObjectFields, call: ToolCall, index: number): string => {
  const given = call.arguments.trim() || '{}';
  if (fields.name === null) return `{${JSON.stringify(call.name)}: ${given}}`;
  const values = fields.order.map(({ key, holds, value }) => {
    const written = {
      name: () => JSON.stringify(call.name),
      arguments: () => given,
      id: () => JSON.stringify(call.id),
      number: () => JSON.stringify(typeof value === 'number' ? value + index : String(Number(value) + index)),
      fixed: () => JSON.stringify(value),
    }[holds]();
    return `${JSON.stringify(key)}: ${written}`;
  });
  return `{${values.join(', ')}}`;
};

const writtenArguments = (how: ArgumentsForm, text: string): WrittenPiece[] => {
  const value = parsed(text);
  const given = isObject(value) ? value : {};
  if (how.style === 'json') return [content(text.trim() || '{}')];
  const entries = Object.entries(given);
  switch (how.style) {
    case 'python':
      return [content(entries.map(([key, one]) => `${key}=${pythonOf(one)}`).join(', '))];
    case 'bare':
      return barePieces(given, how.quote);
    case 'tagged':
      return entries.flatMap(([key, one]) => {
        const isText = typeof one === 'string';
        const { before, middles, after } = how.tags;
        const holds = isText ? 'text' : 'json';
        const middle = middles.find((some) => some.holds === holds) ?? middles[0]!;
        return [
          mark(before),
          content(key),
          mark(middle.mark),
          content(isText && middle.holds !== 'json' ? one : JSON.stringify(one)),
          mark(after.replaceAll(keyMark, key)),
        ];
      });
  }
};

const pythonOf = (value: unknown): string => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${pythonOf(one)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
};

const barePieces = (value: unknown, quote: string): WrittenPiece[] => {
  if (typeof value === 'string') return [mark(quote), content(value), mark(quote)];
  const comma = (pieces: WrittenPiece[], index: number): WrittenPiece[] =>
    index === 0 ? pieces : [mark(','), ...pieces];
  if (Array.isArray(value))
    return [mark('['), ...value.flatMap((one, index) => comma(barePieces(one, quote), index)), mark(']')];
  if (isObject(value))
    return [
      mark('{'),
      ...Object.entries(value).flatMap(([key, one], index) =>
        comma([content(key), mark(':'), ...barePieces(one, quote)], index),
      ),
      mark('}'),
    ];
  return [mark(String(value))];
};
