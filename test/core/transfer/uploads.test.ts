/** Uploads of files to import, in a real folder. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
  const path = uploads.take([taken.id])[0]?.path;
  expect(() => uploads.take([left.id, taken.id])).toThrow('was not received');
  vi.advanceTimersByTime(3_600_000);
  expect(readFileSync(path!, 'utf8')).toBe('[]');
  expect(() => uploads.take([left.id])).toThrow('was not received');
  expect(existsSync(path!.replace(taken.id, left.id).replace('taken', 'left'))).toBe(false);
  uploads.remove([taken.id]);
  expect(existsSync(path!)).toBe(false);
});

test('a file is taken in parts, too, and is there after the last one', async () => {
  const uploads = openUploads(folder.path);
  const upload = uploads.open('screenshot.png');
  await upload.append(Buffer.from('one '), false);
  expect(() => uploads.take([upload.id])).toThrow('was not received');
  await upload.append(Buffer.from('two'), true);
  const [taken] = uploads.take([upload.id]);
  expect(basename(taken!.path)).toBe('screenshot.png');
  expect(readFileSync(taken!.path, 'utf8')).toBe('one two');
});

test('a folder that is not complete leaves nothing', async () => {
  const uploads = openUploads(folder.path);
  const upload = uploads.open('../project', true);
  const body = '{"path":"a.ts","bytes":3}\nab';
  await expect(upload.receive(Readable.from([Buffer.from(body)]))).rejects.toThrow('could not be received');
  expect(existsSync(join(folder.path, 'uploads', upload.id))).toBe(false);
  const whole = uploads.open('../project', true);
  await whole.receive(Readable.from([Buffer.from(`${body}c`)]));
  const [taken] = uploads.take([whole.id]);
  expect(taken!.path).toBe(join(folder.path, 'uploads', whole.id, 'project'));
  expect(taken!.digest).not.toBeNull();
});
