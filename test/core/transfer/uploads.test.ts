/** Uploads of files to import, in a real folder. */
import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openUploads } from '../../../main/core/transfer/uploads.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  folder.remove();
});

test('an upload is taken once; one that no import takes within an hour is removed', async () => {
  const uploads = openUploads(folder.path);
  const [taken, left] = [uploads.open('taken.json'), uploads.open('left.json')];
  for (const upload of [taken, left]) await upload.receive(Readable.from(['[]']));
  const [path] = uploads.take([taken.id]);
  expect(() => uploads.take([left.id, taken.id])).toThrow('was not received');
  vi.advanceTimersByTime(3_600_000);
  expect(readFileSync(path!, 'utf8')).toBe('[]');
  expect(() => uploads.take([left.id])).toThrow('was not received');
  expect(existsSync(path!.replace(taken.id, left.id).replace('taken', 'left'))).toBe(false);
  uploads.remove([taken.id]);
  expect(existsSync(path!)).toBe(false);
});
