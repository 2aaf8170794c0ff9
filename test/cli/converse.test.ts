/** A conversation in a terminal: what is typed, pasted and interrupted. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { converse } from '../../main/cli/session/converse.ts';
import { openTerminal } from '../../main/cli/session/terminal.ts';
import type { Context } from '../../main/cli/session/command.ts';
import type { Answer, AskMessage } from '../../main/cli/session/ask.ts';

const opened = () => {
  const tty = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const [input, output, errors] = [tty(), tty(), tty()];
  output.resume();
  errors.resume();
  const terminal = openTerminal({ input, output, errors, env: {} });
  return { input, context: { terminal, stop: new AbortController().signal } as Context };
};
const answered = (text: string): Answer => ({ text }) as Answer;
const textsOf = (messages: readonly AskMessage[]): string[] => messages.map(({ content }) => content);

it('answers line by line, also lines that are typed while an answer runs, and texts of several lines', async () => {
  const { input, context } = opened();
  const asked: string[][] = [];
  input.write('One\n');
  await converse(context, async (messages) => {
    asked.push(textsOf(messages));
    if (asked.length === 1) {
      input.write('Two\n"""Three\nand four"""\n\n/bye\n');
      await new Promise((resolve) => setImmediate(resolve));
    }
    return answered(`Answer ${asked.length}`);
  });
  expect(asked).toEqual([
    ['One'],
    ['One', 'Answer 1', 'Two'],
    ['One', 'Answer 1', 'Two', 'Answer 2', 'Three\nand four'],
  ]);
});

it('Ctrl+C stops an answer, which is forgotten, and Ctrl+D ends the conversation', async () => {
  const { input, context } = opened();
  const asked: string[][] = [];
  input.write('One\n');
  await converse(context, async (messages, stop) => {
    asked.push(textsOf(messages));
    if (asked.length === 1) {
      const stopped = new Promise<never>((_, reject) =>
        stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true }),
      );
      input.write('\u0003Two\n');
      return stopped;
    }
    setImmediate(() => input.write('\u0004'));
    return answered('Answer');
  });
  expect(asked).toEqual([['One'], ['Two']]);
});
