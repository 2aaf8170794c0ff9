import { describe, expect, it } from 'vitest';
import type { CallFormat } from '../../../main/engine/calls/call-format.ts';
import { CallReader, type ReadPiece } from '../../../main/engine/calls/call-reader.ts';
import { genericFormat } from '../../../main/engine/calls/known-formats.ts';
import { Offered } from '../../../main/engine/calls/offered.ts';

const offered = new Offered([
  { name: 'look', description: '', parameters: { type: 'object', properties: { at: { type: 'string' } } } },
]);
/** As Llama 3 writes calls. */
const bare: CallFormat = {
  ...genericFormat,
  first: '\n\n',
  begins: '\n\n',
  next: null,
  after: '',
  close: '',
};

const read = (
  format: CallFormat,
  text: string,
  size = 1,
  wasCut = false,
): { text: string; calls: string[] } => {
  const result = { text: '', calls: [] as string[] };
  const take = (piece: ReadPiece): void => {
    if (piece.field === 'plain') result.text += piece.text;
    if (piece.field === 'call') result.calls.push(`${piece.name} `);
    if (piece.field === 'arguments') result.calls[piece.index] += piece.text;
    if (piece.field === 'call-ended') result.calls[piece.index] += '.';
  };
  const reader = new CallReader(format, offered, take, () => true);
  for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
  reader.finish(wasCut);
  return result;
};

describe.each([1, 4, 10_000])('in pieces of %i', (size) => {
  it.each([
    'A plain answer with <tool_call in it',
    '<tool_call>\n{"name": "other", "arguments": {}}\n</tool_call>',
    '<tool_call>\nno JSON\n</tool_call> and more',
    '<tool_call>\n{"arguments": {"at": "it"}}\n</tool_call>',
    '<tool_call>',
  ])('%j has no call, and nothing of it is lost', (text) => {
    expect(read(genericFormat, text, size)).toEqual({ text, calls: [] });
  });

  it.each(['{"city": "Bonn"}', '{"name": "Bonn", "population": 1}', '{', '{"a": [1, 2, {"name": "look"}]}'])(
    'the answer %j is no call of a model that writes them without marks',
    (text) => {
      expect(read(bare, text, size)).toEqual({ text, calls: [] });
    },
  );

  it('fields may have another order and other white space, and more than are asked for', () => {
    const call =
      ' <tool_call> {"id": 7, "arguments":\n{"at": "{\\"}"} , "type":"function","name" : "look"}</tool_call>';
    expect(read(genericFormat, `Hm.${call}`, size)).toEqual({
      text: 'Hm.',
      calls: ['look {"at": "{\\"}"}.'],
    });
  });

  it('arguments that are a text are read as JSON, and none are an empty object', () => {
    const text =
      '<tool_call>{"name": "look", "arguments": "{\\"at\\": 1}"}</tool_call><tool_call>{"name": "look"}</tool_call>';
    expect(read(genericFormat, text, size)).toEqual({ text: '', calls: ['look {"at": 1}.', 'look {}.'] });
  });

  it.each([
    ['<tool_call>{"name": "look", "arguments": {"at": "ro', 'look {"at": "ro', '.'],
    ['<tool_call>{"name": "look", "arguments":', 'look ', '{}.'],
    ['<tool_call>{"name": "look", ', 'look ', '{}.'],
    ['<tool_call>{"name": "look", "arguments": {"at": "it"}}</tool_call>', 'look {"at": "it"}.', ''],
  ])('%j is told as far as it came, and ends only if the model ended it', (text, cut, more) => {
    expect(read(genericFormat, text, size, true)).toEqual({ text: '', calls: [cut] });
    expect(read(genericFormat, text, size).calls).toEqual([cut + more]);
  });

  it('arguments in marks stay open where they were cut', () => {
    const tagged: CallFormat = {
      ...genericFormat,
      parts: [
        { kind: 'mark', text: '<function=' },
        { kind: 'name' },
        { kind: 'mark', text: '>' },
        {
          kind: 'arguments',
          how: {
            style: 'tagged',
            tags: { before: '<p=', middles: [{ mark: '>', holds: 'text' }], after: '</p>' },
          },
        },
      ],
      after: '</function></tool_call>',
    };
    const text = '<tool_call><function=look><p=at>it</p>';
    expect(read(tagged, text, size, true).calls).toEqual(['look {"at": "it"']);
    expect(read(tagged, `${text}</function></tool_call>`, size, true).calls).toEqual(['look {"at": "it"}.']);
  });
});

it('a long call takes no more than its share of time for each character', () => {
  const long = `<tool_call>{"name": "look", "arguments": {"at": "${'x'.repeat(400_000)}"}}</tool_call>`;
  expect(read(genericFormat, long, 40).calls[0]).toHaveLength(400_000 + 'look {"at": ""}.'.length);
});
