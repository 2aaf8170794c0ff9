/**
 * Opens many malformed files, made by changing good ones, through all of Hearth. Each is refused in one sentence, none crashes
 * Hearth or its engine, and none makes it use much memory.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFileSource } from '../../main/system/file-source.ts';
import { readGgufHeader, type GgufHeader } from '../../main/shared/gguf/gguf-header.ts';
import { starterModel } from '../../main/system/paths.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { modelReady, type TestWindow } from '../fixtures/core/window.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { times } from '../fixtures/long.ts';
import { hybridModel, reasoningModel, slidingWindowModel, tinyModel } from '../fixtures/models/files.ts';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';

const folder = temporaryFolder();
let host: HostProcess;
let window: TestWindow;
beforeAll(async () => {
  leaveModel(folder.path);
  host = await startHostProcess(['--web', '--no-open', '--port', '0', '--data', folder.path], {
    HOME: folder.path,
  });
  window = await host.connect();
});
afterAll(() => {
  host.child.kill('SIGKILL');
  folder.remove();
});

/** The generator is seeded, so that a failure can be reproduced (Numerical Recipes). */
let state = 11;
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const hugeNumber = (): bigint => BigInt(random(2 ** 31)) * BigInt(1 + random(2 ** 31));

type Change = (bytes: Buffer, header: GgufHeader) => Buffer | void;
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
/** Position of a text in the header. */
const placeOf = (bytes: Buffer, text: string): number => {
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`${text} is not in the header`);
  return at;
};
const keyPlace = (bytes: Buffer, { metadata }: GgufHeader): { at: number; key: string } => {
  const key = pick([...metadata.keys()]);
  return { at: placeOf(bytes, key), key };
};
/** Positions in a tensor's entry, which has its name, the number of dimensions, the dimensions, the type and the offset. */
const tensorPlace = (
  bytes: Buffer,
  { tensors }: GgufHeader,
): { name: number; fields: number; rank: number } => {
  const { name, dimensions } = pick(tensors);
  const at = placeOf(bytes, name);
  return { name: at, fields: at + Buffer.byteLength(name), rank: dimensions.length };
};

/** Changes that make a file unusable. */
const changes: [string, Change][] = [
  ['magic', (bytes) => void bytes.write(pick(['FUGG', 'ggml', 'PK\u0003\u0004', '\0\0\0\0']))],
  ['version', (bytes) => void bytes.writeUInt32LE(pick([0, 1, 4, 77, 2 ** 31]), 4)],
  ['count of tensors', (bytes) => void bytes.writeBigUInt64LE(hugeNumber() + 1000n, 8)],
  [
    'a tensor more',
    (bytes, { tensors }) => void bytes.writeBigUInt64LE(BigInt(tensors.length + 1 + random(9)), 8),
  ],
  ['count of entries', (bytes) => void bytes.writeBigUInt64LE(hugeNumber() + 1000n, 16)],
  [
    'an entry more',
    (bytes, { metadata }) => void bytes.writeBigUInt64LE(BigInt(metadata.size + 1 + random(9)), 16),
  ],
  [
    'length of a key',
    (bytes, header) => void bytes.writeBigUInt64LE(hugeNumber() + 2000n, keyPlace(bytes, header).at - 8),
  ],
  [
    'type of a value',
    (bytes, header) => {
      const { at, key } = keyPlace(bytes, header);
      bytes.writeUInt32LE(13 + random(1000), at + Buffer.byteLength(key));
    },
  ],
  [
    'length of an array',
    (bytes) => {
      const key = 'tokenizer.ggml.tokens';
      bytes.writeBigUInt64LE(hugeNumber() + 2n ** 33n, placeOf(bytes, key) + key.length + 8);
    },
  ],
  [
    'length of a text',
    (bytes) => {
      const key = 'general.architecture';
      bytes.writeBigUInt64LE(hugeNumber() + 2n ** 25n, placeOf(bytes, key) + key.length + 4);
    },
  ],
  [
    'architecture',
    (bytes) => {
      const key = 'general.architecture';
      const at = placeOf(bytes, key) + key.length + 12;
      bytes.fill(0x21 + random(90), at, at + 3);
    },
  ],
  // llama.cpp ends its process for each of these, or loads nonsense.
  ...['block_count', 'embedding_length', 'feed_forward_length', 'attention.head_count'].map(
    (figure): [string, Change] => [
      figure,
      (bytes, { metadata }) => {
        const key = `${String(metadata.get('general.architecture'))}.${figure}`;
        const at = placeOf(bytes, key) + key.length;
        // Some models give it for each layer.
        bytes.writeUInt32LE(pick([3, 7, 65_535, 2 ** 31]), bytes.readUInt32LE(at) === 9 ? at + 16 : at + 4);
      },
    ],
  ),
  ['name of a tensor', (bytes, header) => void bytes.write('zz', tensorPlace(bytes, header).name)],
  [
    'dimensions of a tensor',
    (bytes, header) => void bytes.writeUInt32LE(5 + random(1000), tensorPlace(bytes, header).fields),
  ],
  [
    'size of a tensor',
    (bytes, header) =>
      void bytes.writeBigUInt64LE(hugeNumber() + 2n ** 40n, tensorPlace(bytes, header).fields + 4),
  ],
  [
    'type of a tensor',
    (bytes, header) => {
      const { fields, rank } = tensorPlace(bytes, header);
      bytes.writeUInt32LE(pick([4, 5, 31, 36, 99, 2 ** 31]), fields + 4 + 8 * rank);
    },
  ],
  [
    'offset of a tensor',
    (bytes, header) => {
      const { fields, rank } = tensorPlace(bytes, header);
      bytes.writeBigUInt64LE(pick([hugeNumber() + 2n ** 34n, 33n, 2n ** 63n]), fields + 8 + 8 * rank);
    },
  ],
  ['cut off in the header', (bytes, { dataOffset }) => bytes.subarray(0, random(dataOffset))],
  [
    'cut off in the weights',
    (bytes, { dataOffset }) => bytes.subarray(0, dataOffset + random(bytes.length - dataOffset - 4096)),
  ],
  [
    'zeros in the header',
    (bytes, { dataOffset }) => void bytes.fill(0, 24 + random(200), Math.min(dataOffset, 400 + random(1000))),
  ],
  [
    'noise in the header',
    (bytes) => {
      const at = 24 + random(300);
      for (let place = at; place < at + 200; place += 1) bytes[place] = random(256);
    },
  ],
];

const cheap = changes.filter(([what]) => what.startsWith('cut off'));

/** A round of all changes on each of the five models. */
const files = times(1, 5) * changes.length;

/** The most memory that any process of Hearth has used so far, in bytes. Processes come and go. */
let most = 0;
const watchMemory = (): void => {
  if (process.platform !== 'linux') return;
  const parents = new Map<number, number>();
  const peaks = new Map<number, number>();
  for (const name of readdirSync('/proc'))
    if (/^\d+$/.test(name))
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        parents.set(Number(name), Number(/PPid:\s+(\d+)/.exec(status)?.[1]));
        peaks.set(Number(name), Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
      } catch {
        // The process has ended.
      }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === host.child.pid || isOurs(parents.get(pid)));
  for (const [pid, peak] of peaks) if (isOurs(pid)) most = Math.max(most, peak);
};

it(`each of ${files} malformed files is refused in one sentence, and nothing else happens`, async () => {
  const good = await Promise.all(
    [tinyModel(), slidingWindowModel(), hybridModel(), reasoningModel(), starterModel].map(async (path) => {
      const source = await openFileSource(path);
      const header = await readGgufHeader(source);
      await source.close();
      return { bytes: readFileSync(path), header };
    }),
  );
  const watching = setInterval(watchMemory, 50);
  const problems = new Map<string, number>();
  await modelReady(window);
  const { engine } = await window.call('greet', {});
  for (let count = 0; count < files; count += 1) {
    const round = Math.floor(count / changes.length);
    const usual = changes[count % changes.length]!;
    // These pass the first check, so the running model is unloaded and loaded again, which takes seconds each time.
    const [what, change] = usual[0] === 'name of a tensor' && round > 2 ? pick(cheap) : usual;
    const { bytes, header } = good[round % good.length]!;
    const copy = Buffer.from(bytes);
    const path = join(folder.path, `bad-${count}.gguf`);
    writeFileSync(path, change(copy, header) ?? copy);
    const problem = await window.call('openModel', { path }).then(
      () => 'it was opened',
      (error: Error) => error.message,
    );
    const sentence = problem.replaceAll(basename(path), 'X');
    expect(sentence, `${what} (${count})`).toMatch(/^[^\n]{10,300}\.$/);
    expect(sentence, `${what} (${count})`).not.toMatch(/went wrong|unexpected error/);
    problems.set(sentence, (problems.get(sentence) ?? 0) + 1);
  }
  clearInterval(watching);
  console.log(
    [...problems].map(([sentence, count]) => `${count} × ${sentence}`).join('\n'),
    `\nmost memory of a process: ${Math.round(most / 1e6)} MB`,
  );
  const after = (await window.call('greet', {})).engine;
  expect(after.state).toBe('ready');
  expect(after.model).toEqual(engine.model);
  expect(most).toBeLessThan(1e9);
  // The library treats such files in a user's folder with the same care.
  await window.call('addModelFolder', { path: folder.path });
  await expect
    .poll(async () => (await window.call('library', {})).isScanning, { timeout: 60_000 })
    .toBe(false);
  const { models } = await window.call('library', {});
  for (const { problem, name } of models.filter(({ owner }) => owner === 'user'))
    expect(problem === null ? 'It is a sentence.' : sentenceOf(problem), name).toMatch(/^[^\n]{10,300}\.$/);
}, 300_000);
