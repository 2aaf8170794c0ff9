import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { runLlamaBench, startLlamaServer } from './llama-cpp.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe.skipIf(process.platform === 'win32')('a program of llama.cpp that dies', () => {
  for (const name of ['llama-server', 'llama-bench']) {
    const path = join(folder.path, name);
    writeFileSync(path, '#!/bin/sh\necho "load_backend: loaded" >&2\nkill -ILL $$\n');
    chmodSync(path, 0o755);
  }

  it('is told at once, with how it ended and what it said last', async () => {
    const told = /ended with signal SIGILL; its last line was: load_backend: loaded/;
    const options = { modelPath: 'none.gguf', contextLength: 256, threads: 1, slotFolder: folder.path };
    await expect(startLlamaServer({ programs: folder.path, ...options })).rejects.toThrow(told);
    expect(() => runLlamaBench(folder.path, [])).toThrow(told);
  });
});
