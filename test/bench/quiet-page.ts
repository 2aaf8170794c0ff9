/**
 * A page in a real Chromium with nothing attached but one line to its script engine. Test drivers listen to the network
 * and look through the page while they wait, and on two cores that takes its time from the model.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { chromiumArguments, findChromium } from '../fixtures/browser/chromium.ts';

export interface QuietPage {
  /** Runs an expression in the page and resolves with its value, awaited there. */
  evaluate: (expression: string) => Promise<unknown>;
  /** Collects garbage; resolves with what the page's objects take. Bytes. */
  heapBytes: () => Promise<number>;
  close: () => Promise<void>;
}

export const openQuietPage = async (url: string): Promise<QuietPage> => {
  const { executablePath, env } = findChromium();
  if (executablePath === undefined) throw new Error('name a Chromium in HEARTH_CHROMIUM');
  const profile = mkdtempSync(join(tmpdir(), 'hearth-profile-'));
  const child = spawn(
    executablePath,
    [
      ...chromiumArguments,
      '--headless',
      '--window-size=1280,800',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      url,
    ],
    { env: env ?? process.env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stderr.on('data', (data: Buffer) => {
      printed += data.toString();
      const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(printed);
      if (found) resolve(found[1]!);
    });
    child.on('exit', () => reject(new Error(printed)));
  });
  const socket = new WebSocket(await targetOf(port));
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const waiting = new Map<number, (message: Reply) => void>();
  socket.on('message', (data: Buffer) => {
    const reply = JSON.parse(data.toString()) as Reply;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  let calls = 0;
  const send = (method: string, params: object = {}): Promise<NonNullable<Reply['result']>> =>
    new Promise((resolve, reject) => {
      const id = ++calls;
      waiting.set(id, ({ result, error }) =>
        result === undefined || result.exceptionDetails
          ? reject(new Error(JSON.stringify(result?.exceptionDetails ?? error)))
          : resolve(result),
      );
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    evaluate: async (expression) =>
      (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result?.value,
    heapBytes: async () => {
      await send('HeapProfiler.collectGarbage');
      return (await send('Runtime.getHeapUsage')).usedSize!;
    },
    close: async () => {
      socket.close();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
      // Its other processes may still write for a moment.
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
};

interface Reply {
  id: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: unknown; usedSize?: number };
  error?: unknown;
}

/** The page comes a moment after the browser. */
const targetOf = async (port: string): Promise<string> => {
  for (;;) {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const page = targets.find(({ type }) => type === 'page');
    if (page) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
