/** A conversation in a terminal: a message, an answer, and so on until the user ends it. Nothing of it is stored. */
import { createInterface } from 'node:readline/promises';
import { cliWords } from '../../shared/words/cli.ts';
import type { Answer, AskMessage } from './ask.ts';
import type { Context } from './command.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** Begins and ends a message of several lines. */
const marks = '"""';
const end = '/bye';
const prompts = { first: '>>> ', more: '... ' } as const;

/** `answer` writes the answer to all messages so far. Ctrl+C stops an answer, and in the line ends the conversation. */
export const converse = async (
  { terminal, stop }: Context,
  answer: (messages: readonly AskMessage[], stop: AbortSignal) => Promise<Answer>,
): Promise<void> => {
  const lines = createInterface({ input: terminal.input, output: terminal.output, terminal: true });
  const ending = new AbortController();
  stop.addEventListener('abort', () => ending.abort(), { once: true });
  lines.on('close', () => ending.abort());
  let stopAnswer: AbortController | null = null;
  lines.on('SIGINT', () => {
    if (stopAnswer === null) ending.abort();
    else stopAnswer.abort();
  });
  /** Lines that were typed or pasted while an answer ran. */
  const typed: string[] = [];
  let take: ((line: string) => void) | null = null;
  lines.on('line', (line) => {
    if (take === null) typed.push(line);
    else take(line);
  });
  const nextLine = async (prompt: string): Promise<string> => {
    lines.setPrompt(prompt);
    lines.prompt();
    const line = typed.shift();
    if (line !== undefined) {
      terminal.write(`${line}\n`);
      return line;
    }
    try {
      return await new Promise((resolve, reject) => {
        take = resolve;
        if (ending.signal.aborted) reject(ending.signal.reason as Error);
        ending.signal.addEventListener('abort', () => reject(ending.signal.reason as Error), { once: true });
      });
    } finally {
      take = null;
    }
  };
  const read = async (): Promise<string | null> => {
    let text = await nextLine(prompts.first);
    if (!text.trimStart().startsWith(marks)) return text.trim() === end ? null : text;
    while (text.trimEnd().length < 2 * marks.length || !text.trimEnd().endsWith(marks))
      text += `\n${await nextLine(prompts.more)}`;
    return text.trim().slice(marks.length, -marks.length).trim();
  };
  terminal.note(cliWords.interactive(marks, end));
  let messages: AskMessage[] = [];
  try {
    for (let text = await read(); text !== null; text = await read()) {
      if (text.trim() === '') continue;
      const asked: AskMessage[] = [...messages, { role: 'user', content: text }];
      stopAnswer = new AbortController();
      try {
        const answered = await answer(asked, AbortSignal.any([stopAnswer.signal, ending.signal]));
        messages = [...asked, { role: 'assistant', content: answered.text }];
      } catch (error) {
        if (stopAnswer.signal.aborted) terminal.note('');
        else if (error instanceof Refusal) terminal.note(error.message);
        else throw error;
      }
      stopAnswer = null;
    }
  } catch (error) {
    // The end of the input, or Ctrl+C.
    if (!ending.signal.aborted) throw error;
  } finally {
    lines.close();
  }
};
