/** One rule says what a full disk is, to whatever writes. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isDiskFull } from '../../main/system/disk-full.ts';
import { freeBytes, freeBytesNow } from '../../main/system/disk-space.ts';

it.each([
  [{ code: 'ENOSPC' }, true],
  [{ code: 'EDQUOT' }, true],
  [{ code: 'SQLITE_FULL' }, true],
  [{ code: 'SQLITE_ERROR', rawCode: 13 }, true],
  [{ code: 'EACCES' }, false],
  [new Error('ENOSPC'), false],
  [null, false],
])('%j is a full disk: %s', (error, expected) => {
  expect(isDiskFull(error)).toBe(expected);
});

it('the room of a folder that does not exist yet is that of the folder it will be in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-room-'));
  const missing = join(folder, 'a', 'b');
  expect(Math.abs((await freeBytes(missing)) - freeBytesNow(folder))).toBeLessThan(2 ** 30);
  expect(freeBytesNow(missing)).toBeGreaterThan(0);
  await expect(freeBytes('/\0')).rejects.toThrow('null bytes');
});
