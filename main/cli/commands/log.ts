import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiRequestEntry } from '../../shared/contract/api.ts';
import type { OutgoingRequest } from '../../shared/contract/network.ts';
import { count, duration } from '../../shared/format/figures.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import { numberOf, refuseBoth } from '../session/parse.ts';
import { withSession } from '../session/with-session.ts';

const usualLines = 50;

export const log = defineCommand({
  name: 'log',
  operands: '',
  least: 0,
  most: 0,
  completes: null,
  options: {
    follow: { kind: 'switch', short: 'f' },
    lines: { kind: 'value', short: 'n', value: 'N' },
    network: { kind: 'switch' },
    programs: { kind: 'switch' },
    json: { kind: 'switch' },
  },
  run: async (context, _, { follow, lines, network, programs, json }) => {
    refuseBoth({ network, programs });
    const most = numberOf('lines', lines, { from: 1, to: 1_000_000 }) ?? usualLines;
    if (network) return tellRequests(context, most, json);
    if (programs) return tellPrograms(context, most, json);
    await printEnd(context, join(context.dataFolder, 'logs', 'hearth.log'), most, follow);
    return exitCodes.done;
  },
});

const tellRequests = (context: Context, most: number, json: boolean): Promise<number> =>
  withSession(context, 'any', async (session) => {
    const { terminal } = context;
    const requests = (await session.call('outgoingRequests', {})).slice(0, most);
    if (json) terminal.json(requests.map((request) => ({ ...request, why: sentenceOf(request.why) })));
    else if (requests.length === 0) terminal.note(cliWords.requestsNone);
    else {
      const { columns } = cliWords;
      terminal.list(
        [columns.time, columns.status, columns.duration, columns.request, columns.why],
        requests.map(rowOf),
      );
    }
    return exitCodes.done;
  });

const rowOf = ({ startedAt, status, ms, method, url, why, problem }: OutgoingRequest): string[] => [
  new Date(startedAt).toISOString(),
  status === null ? '' : String(status),
  ms === null ? '' : duration(ms),
  `${method} ${url}`,
  sentenceOf(problem ?? why),
];

/** The requests of other programs, newest first, with their tokens. */
const tellPrograms = (context: Context, most: number, json: boolean): Promise<number> =>
  withSession(context, 'any', async (session) => {
    const { terminal } = context;
    const requests = (await session.call('apiRequests', {})).slice(0, most);
    if (json) terminal.json(requests);
    else if (requests.length === 0) terminal.note(cliWords.requestsNone);
    else {
      const { columns } = cliWords;
      terminal.list(
        [
          columns.time,
          columns.status,
          columns.duration,
          columns.program,
          columns.request,
          columns.prompt,
          columns.cached,
          columns.answer,
          columns.why,
        ],
        requests.map(programRow),
      );
    }
    return exitCodes.done;
  });

const programRow = ({ startedAt, status, ms, client, method, path, figures, problem }: ApiRequestEntry) => [
  new Date(startedAt).toISOString(),
  status === null ? '' : String(status),
  ms === null ? '' : duration(ms),
  client,
  `${method} ${path}`,
  ...[figures?.promptTokens, figures?.cachedTokens, figures?.answerTokens].map((tokens) =>
    tokens === undefined ? '' : count(tokens),
  ),
  problem ?? figures?.whyNotMore ?? '',
];

/** The longest end of the log that is read, in bytes; a log has at most 5 MB. */
const mostBytes = 5 * 1024 * 1024;
const lookEveryMs = 300;

/** Prints the last lines and, with `follow`, what is added until Ctrl+C. Throws `Refusal` if the file cannot be read. */
const printEnd = async (
  { terminal, stop }: Context,
  path: string,
  lines: number,
  follow: boolean,
): Promise<void> => {
  let at = 0;
  const readOn = async (): Promise<string> => {
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      throw new Refusal('cli.no-file', { path, reason: error.code ?? String(error) });
    });
    try {
      const { size } = await file.stat();
      // A new log has begun.
      if (size < at) at = 0;
      const from = Math.max(at, size - mostBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      at = from + bytesRead;
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  };
  const text = await readOn();
  const last = text.replace(/\n$/, '').split('\n').slice(-lines).join('\n');
  if (last !== '') terminal.line(last);
  while (follow && !stop.aborted) {
    await pause(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
    if (!stop.aborted) terminal.write(await readOn().catch(() => ''));
  }
};
