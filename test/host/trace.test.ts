import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTrace } from '../../main/host/trace.ts';
import { createClient, type AnyEvent } from '../../main/shared/rpc/client.ts';
import { openLog } from '../../main/system/log.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { openWindow, portPair } from '../fixtures/core/window.ts';
import { createReplay, readTrace } from '../fixtures/states/replay.ts';

let folder: ReturnType<typeof temporaryFolder>;
let core: TestCore;
beforeEach(() => {
  folder = temporaryFolder();
  core = startTestCore();
});
afterEach(async () => {
  await core.close();
  folder.remove();
});

/** Asks a question in a window that is recorded, and gives the trace's text. */
const recorded = async (): Promise<string> => {
  const path = join(folder.path, 'session.trace');
  const trace = openTrace(path, openLog(folder.path));
  const [ours, theirs] = portPair();
  core.core.connect(trace.record(theirs));
  const window = openWindow(ours);
  await window.call('greet', {});
  const finished = window.next('turn.finished');
  await window.call('startTurn', {
    chatId: null,
    parts: [{ kind: 'text', text: 'What is recorded?' }],
  } as never);
  await finished;
  await window.call('setHubToken', { token: 'hf_verysecrettoken' });
  trace.close();
  expect(statSync(path).mode & 0o077).toBe(0);
  return readFileSync(path, 'utf8');
};

describe('A trace', () => {
  it('replays to a window what happened in another one', async () => {
    const replay = createReplay(readTrace(await recorded()), 1000);
    const events: AnyEvent[] = [];
    const client = createClient(await replay.openPort(), (event) => events.push(event));
    expect((await client.call('greet', {})).engine).toHaveProperty('state');
    expect((await client.call('openChat', { chatId: replay.chatId! })).messages).toEqual([]);
    await expect.poll(() => events.some(({ name }) => name === 'turn.finished')).toBe(true);
    expect(JSON.stringify(events)).toContain('What is recorded?');
    expect(events.some(({ name }) => name === 'turn.wrote')).toBe(true);
  });

  it('keeps the access token to itself', async () => {
    const text = await recorded();
    expect(text).toContain('setHubToken');
    expect(text).not.toContain('hf_verysecrettoken');
  });

  it('never writes over a file', () => {
    const path = join(folder.path, 'session.trace');
    openTrace(path, openLog(folder.path)).close();
    expect(() => openTrace(path, openLog(folder.path))).toThrow(/already exists\. Choose another file/);
    expect(() => openTrace(join(path, 'below'), openLog(folder.path))).toThrow(/could not be created/);
  });
});
