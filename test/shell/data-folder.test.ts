/** The lock of the data folder holds, whatever the file of the lock contains. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

it.each([
  ['nothing', (file: string) => writeFileSync(file, '')],
  ['another file', (file: string) => writeFileSync(file, 'no database '.repeat(500))],
  ['a cut-off database', (file: string) => writeFileSync(file, `SQLite format 3\0${'x'.repeat(50)}`)],
  ['a folder', (file: string) => mkdirSync(join(file, 'inner'), { recursive: true })],
])('whose file is %s is claimed once', (_what, make) => {
  make(join(folder.path, 'hearth.lock'));
  const claimed = claimDataFolder(folder.path);
  expect(() => claimDataFolder(folder.path)).toThrow('Another Hearth is using');
  claimed.release();
  claimDataFolder(folder.path).release();
});
