import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { resolve } from 'node:path';
import type { Chat } from '../../shared/contract/chats.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { exportFormats } from '../../shared/transfer/export-formats.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import { choiceOf } from '../session/parse.ts';
import { withSession } from '../session/with-session.ts';

const formats = exportFormats.map(({ id }) => id);

export const exportCommand = defineCommand({
  name: 'export',
  operands: '[CHAT…]',
  least: 0,
  most: Infinity,
  completes: null,
  options: {
    format: { kind: 'value', value: 'NAME', completes: formats },
    out: { kind: 'value', short: 'o', value: 'FILE', completes: 'files' },
  },
  run: async (context, titles, values) => {
    const format = choiceOf('format', values.format, formats) ?? 'jsonl';
    return withSession(context, 'any', async (session) => {
      const { terminal } = context;
      const { chats } = await session.call('greet', {});
      const chatIds = titles.length === 0 ? null : titles.map((title) => chatOf(chats, title).id);
      const exported = await session.call('exportChats', { chatIds, format, asDownload: true });
      const text = exported?.how === 'download' ? await session.download(exported.path) : null;
      if (exported?.how !== 'download' || text === null) throw new Refusal('cli.export-gone');
      const out = values.out ?? (terminal.outputIsTerminal ? exported.name : '-');
      if (out === '-') await toStdout(context, text);
      else {
        await toFile(context, text, resolve(out));
        terminal.note(cliWords.exported(resolve(out)));
      }
      return exitCodes.done;
    });
  },
});

/** Finds it by its title or its id. Throws `Refusal` if no chat has either. */
const chatOf = (chats: readonly Chat[], given: string): Chat => {
  const found = chats.find(({ id, title }) => title === given || id === given);
  if (found === undefined) throw new Refusal('cli.no-such-chat', { name: given });
  return found;
};

const toStdout = ({ terminal, stop }: Context, text: Readable): Promise<void> =>
  pipeline(text, terminal.output, { signal: stop, end: false });

/** The file is complete or not there. Throws `Refusal` if it cannot be written. */
const toFile = async ({ stop }: Context, text: Readable, path: string): Promise<void> => {
  const partial = `${path}.part`;
  try {
    await pipeline(text, createWriteStream(partial, { mode: 0o600 }), { signal: stop });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new Refusal('cli.not-written', {
      path,
      reason: (error as NodeJS.ErrnoException).code ?? String(error),
    });
  }
};
