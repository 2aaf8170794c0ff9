/** A real core on a real database in a temporary folder, with a scripted engine and a window. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../../main/contract/types.ts';
import { createCore, type Core, type CoreOptions } from '../../main/core.ts';
import { openLog } from '../../main/log.ts';
import { scriptedEngine, type Script, type ScriptedEngine } from '../engine/scripted-engine.ts';
import { openWindow, portPair, type TestWindow } from './window.ts';

export interface TestCore {
  core: Core;
  engine: ScriptedEngine;
  window: TestWindow;
  folder: string;
  /** Another window on the same core. */
  connect: () => TestWindow;
  close: () => Promise<void>;
}

/** A temporary folder that is removed by `remove`. */
export const temporaryFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** `folder` continues an earlier core's data; it is then left in place. */
export const startTestCore = (
  script: Partial<Script> = {},
  folder?: string,
  more: Partial<CoreOptions> = {},
): TestCore => {
  const temporary = folder === undefined ? temporaryFolder() : null;
  const path = folder ?? temporary!.path;
  const engine = scriptedEngine(script);
  const log = openLog(path);
  const core = createCore({
    dataFolder: path,
    starterModel: '/starter.gguf',
    version: '0.0.0',
    shell: 'browser',
    // No other program's models, and no proxy.
    home: path,
    env: {},
    spawnEngine: engine.spawn,
    log,
    ...more,
  });
  const connect = (): TestWindow => {
    const [ours, theirs] = portPair();
    core.connect(theirs);
    return openWindow(ours);
  };
  return {
    core,
    engine,
    window: connect(),
    folder: path,
    connect,
    close: async () => {
      await core.close();
      log.close();
      temporary?.remove();
    },
  };
};

/** Sends a message and waits for the end of its answer. */
export const ask = async (core: TestCore, chatId: string | null, text: string): Promise<Message> => {
  const finished = core.window.next('turn.finished');
  await core.window.call('startTurn', { chatId, text });
  return (await finished).message;
};
