/** The files of documents in a sync folder, which anybody may write into. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFile, putFile, removeFiles } from '../../../main/core/sync/document-files.ts';
import { readRecord } from '../../../main/core/sync/records.ts';
import { syncFolderName } from '../../../main/core/sync/segments.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

const machine = '0123456789abcdef';
const content = Buffer.from('A note about Wednesday.');
const made = {
  name: 'note.txt',
  digest: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
  createdAt: 1,
};

let folder: ReturnType<typeof temporaryFolder>;
let own = '';
beforeEach(() => {
  folder = temporaryFolder();
  own = join(folder.path, syncFolderName, machine, 'files');
  mkdirSync(own, { recursive: true });
});
afterEach(() => folder.remove());

describe('the file of a document', () => {
  it('is taken if it is what its record says, from whichever machine has it whole', async () => {
    const other = join(folder.path, syncFolderName, 'fedcba9876543210', 'files');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(own, made.digest), content.subarray(1));
    expect(await findFile(folder.path, made)).toBeNull();
    writeFileSync(join(other, made.digest), content);
    expect(await findFile(folder.path, made)).toEqual(content);
  });

  it.each([
    [
      'of another content of the same size',
      () => writeFileSync(join(own, made.digest), content.toString().toUpperCase()),
    ],
    ['that is empty', () => writeFileSync(join(own, made.digest), '')],
    ['that is longer', () => writeFileSync(join(own, made.digest), `${content.toString()} `)],
    [
      'that is far longer',
      () => {
        writeFileSync(join(own, made.digest), content);
        truncateSync(join(own, made.digest), 2 ** 34);
      },
    ],
    ['that is a link', () => symlinkSync(secret(), join(own, made.digest))],
    ['that is a link to nothing', () => symlinkSync(join(folder.path, 'nothing'), join(own, made.digest))],
    ['that is a link to itself', () => symlinkSync(join(own, made.digest), join(own, made.digest))],
    ['that is a folder', () => mkdirSync(join(own, made.digest))],
    [
      'in a folder that is a link',
      () => {
        secret();
        renameSync(own, `${own}-away`);
        symlinkSync(folder.path, own);
        renameSync(join(folder.path, 'secret'), join(folder.path, made.digest));
      },
    ],
    [
      'of a machine whose folder is a link',
      () => {
        const away = join(folder.path, 'elsewhere');
        mkdirSync(join(away, 'files'), { recursive: true });
        writeFileSync(join(away, 'files', made.digest), content);
        symlinkSync(away, join(folder.path, syncFolderName, 'fedcba9876543210'));
      },
    ],
  ])('%s is not taken', async (_what, plant) => {
    plant();
    expect(await findFile(folder.path, made)).toBeNull();
  });

  it('replaces nothing that is there, and goes with its document', async () => {
    const source = secret();
    writeFileSync(join(own, 'foreign'), 'x');
    await putFile(folder.path, machine, made, source);
    await putFile(folder.path, machine, made, source);
    expect(readdirSync(own).toSorted()).toEqual([made.digest, 'foreign'].toSorted());
    await removeFiles(folder.path, machine, new Set([made.digest]));
    expect(readdirSync(own)).toEqual([made.digest]);
    await removeFiles(folder.path, machine, new Set());
    expect(readdirSync(own)).toEqual([]);
    expect(existsSync(source)).toBe(true);
  });
});

it.each([
  { digest: '../../../../etc/passwd' },
  { digest: `${made.digest}\n` },
  { digest: made.digest.toUpperCase() },
  { bytes: 0 },
  { bytes: 2 ** 40 },
  { bytes: 1.5 },
  { name: '' },
  { name: 'x'.repeat(256) },
  { path: '/etc/passwd' },
])('a record of a document with %j is not read', (wrong) => {
  const record = (value: object) => ({
    kind: 'document',
    id: 'one',
    fields: { made: { stamp: `zzzzzzzzz-0000-${machine}`, value } },
  });
  expect(readRecord(record(made))).not.toBeNull();
  expect(readRecord(record({ ...made, ...wrong }))).toBeNull();
});

/** A file outside of the sync folder with the content of the document. */
const secret = (): string => {
  const path = join(folder.path, 'secret');
  writeFileSync(path, content);
  return path;
};
