import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerFormat } from '../../../main/engine/answer/answer-format.ts';
import type { CallForm } from '../../../main/engine/calls/call-format.ts';
import { CallReader, type ReadPiece } from '../../../main/engine/calls/call-reader.ts';
import { findCallForm } from '../../../main/engine/calls/find-form.ts';
import { Offered } from '../../../main/engine/calls/offered.ts';
import { parseChatTemplate, type ChatTemplate } from '../../../main/engine/prompt/chat-template.ts';
import type { Tool } from '../../../main/shared/engine/tools.ts';
import { randomFrom } from '../../fixtures/random.ts';
import { hasGit, llamaTemplates } from '../../fixtures/templates/llama-templates.ts';

const object = (properties: Record<string, unknown>): Record<string, unknown> => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const tools: Tool[] = [
  {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: object({
      city: { type: 'string' },
      days: { type: 'integer' },
      exact: { type: 'boolean' },
      share: { type: 'number' },
    }),
  },
  {
    name: 'write-file.v2',
    description: 'Writes a file.',
    parameters: object({
      path: { type: 'string' },
      text: { type: 'string' },
      modes: { type: 'array', items: { type: 'string' } },
      more: { type: 'object' },
      nothing: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    }),
  },
  { name: 'now', description: 'The time.', parameters: { type: 'object', properties: {} } },
];
const wanted = [
  { name: 'get_weather', arguments: { city: 'Köln "am Rhein" & 東京 👍🏽', days: 7, exact: true, share: 1.5 } },
  {
    name: 'write-file.v2',
    arguments: {
      path: 'C:\\temp\\a.ts',
      text: 'if (a < b && c) {\n\treturn `x`; // {"y": [1]}\n}\n\n<b>\'q\'</b>',
      modes: ['r', 'w'],
      more: { deep: { list: [1, { a: null }], flag: false } },
      nothing: null,
    },
  },
];
const openAiTools = tools.map(({ name, description, parameters }) => ({
  type: 'function',
  function: { name, description, parameters },
}));

/**
 * LFM 2.5's template does not escape texts in Python's quotation marks. MiniMax M3's writes lists and objects in marks of their own,
 * and Hearth tells them as text.
 */
const lossy = ['LFM2.5-8B-A1B.jinja', 'MiniMax-M3.jinja'];

interface Read {
  text: string;
  calls: { name: string; arguments: string; ended: boolean }[];
}

const readPieces = (form: CallForm, pieces: readonly string[]): Read => {
  const read: Read = { text: '', calls: [] };
  const take = (piece: ReadPiece): void => {
    if (piece.field === 'plain') read.text += piece.text;
    if (piece.field === 'call') read.calls.push({ name: piece.name, arguments: '', ended: false });
    if (piece.field === 'arguments') read.calls[piece.index]!.arguments += piece.text;
    if (piece.field === 'call-ended') read.calls[piece.index]!.ended = true;
  };
  const reader = new CallReader(form.format, new Offered(tools), take, () => true);
  for (const piece of pieces) reader.push(piece);
  reader.finish();
  return read;
};

/** An answer with these calls, as the template writes it behind the prompt. */
const written = (
  template: ChatTemplate,
  { argumentsAs, prompts }: CallForm,
  close: string,
  calls: typeof wanted,
): string => {
  const question = { role: 'user', content: 'QquestionQ' };
  const render = (messages: Record<string, unknown>[]): string =>
    template.renderRaw(messages, { generationPrompt: false, tools: openAiTools });
  const base = render([question]);
  const text = render([
    question,
    {
      role: 'assistant',
      content: '',
      tool_calls: calls.map(({ name, arguments: given }, index) => ({
        id: `qcall000${index}`,
        type: 'function',
        function: { name, arguments: argumentsAs === 'text' ? JSON.stringify(given) : given },
      })),
    },
  ]);
  let shared = 0;
  while (shared < base.length && base[shared] === text[shared]) shared += 1;
  const ends = prompts.map((prompt) => {
    const at = text.indexOf(prompt.trimEnd(), Math.max(0, shared - prompt.length));
    return at < 0 ? -1 : at + prompt.trimEnd().length;
  });
  const start = Math.max(...ends, -1) < 0 ? shared : Math.max(...ends);
  const answer = text.slice(start);
  const closed = close === '' ? -1 : answer.lastIndexOf(close, answer.indexOf(calls[0]!.name));
  return closed < 0 ? answer : answer.slice(closed + close.length);
};

describe.skipIf(!hasGit)(
  `calls in the formats of real models${hasGit ? '' : ' (skipped: git is not installed)'}`,
  () => {
    const models: { name: string; template: ChatTemplate; form: CallForm; close: string }[] = [];
    beforeAll(() => {
      for (const [name, source] of llamaTemplates()) {
        const template = parseChatTemplate(source, '<s>', '</s>');
        const format = answerFormat(source, template.renderRaw);
        const form = findCallForm(source, template.renderRaw, format);
        if (form.writesCalls) models.push({ name, template, form, close: format.close });
      }
    });

    it('are read as they were rendered', () => {
      const unlike: string[] = [];
      for (const { name, template, form, close } of models) {
        const calls = form.format.next === null ? wanted.slice(0, 1) : wanted;
        for (const some of [calls, [wanted[1]!], [{ name: 'now', arguments: {} }]]) {
          let text: string;
          try {
            text = written(template, form, close, some as typeof wanted);
          } catch (error) {
            unlike.push(`${name}: ${(error as Error).message}`);
            continue;
          }
          const read = readPieces(form, [text]);
          const found = read.calls.map((call) => {
            try {
              return { name: call.name, arguments: JSON.parse(call.arguments) as unknown, ended: call.ended };
            } catch {
              return call;
            }
          });
          const expected = some.map((one) => ({ ...one, ended: true }));
          if (!isDeepStrictEqual(found, expected) && !lossy.includes(name))
            unlike.push(`${name}\n${text}\n→ ${JSON.stringify(found)} not ${JSON.stringify(expected)}`);
        }
      }
      expect(unlike.join('\n\n')).toBe('');
    });

    it('are read the same in pieces of any length, behind text', () => {
      const random = randomFrom(7);
      const unlike: string[] = [];
      for (const { name, template, form, close } of models) {
        const calls = form.format.next === null ? wanted.slice(1) : wanted;
        const isBare = form.format.first.trim() === '';
        const before = isBare ? '' : 'Let me <look>: {"a": 1} functions';
        const answer = written(template, form, close, calls);
        const text =
          before + (isBare ? '' : form.format.first.slice(0, -form.format.first.trim().length)) + answer;
        const chars = [...text];
        const whole = readPieces(form, [text]);
        for (let round = 0; round < 6; round += 1) {
          const pieces: string[] = [];
          for (let at = 0; at < chars.length;) {
            const length = 1 + Math.floor(random() * (round < 2 ? 3 : 25));
            pieces.push(chars.slice(at, (at += length)).join(''));
          }
          const read = readPieces(form, pieces);
          if (!isDeepStrictEqual(read, whole)) unlike.push(`${name} ${JSON.stringify(read)}`);
        }
      }
      expect(unlike.join('\n\n')).toBe('');
    });
  },
);
