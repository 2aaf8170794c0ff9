/**
 * `npm run bench -- transfer`: 100 MB of chats in ChatGPT's format are imported, imported again, exported and imported into an empty
 * Hearth. For each: time, MB/s, the most memory of the process, and the longest time that the core could do nothing else.
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../main/core/chats/open-store.ts';
import { exportJob, writeExport } from '../../main/core/transfer/export.ts';
import { importFiles } from '../../main/core/transfer/import.ts';

const bytes = 100_000_000;
const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const never = new AbortController().signal;

const words =
  'the model reads a prompt and writes an answer token by token while memory and compute wait'.split(' ');
let seed = 1;
const random = (end: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1;
  return seed % end;
};
const text = (count: number): string =>
  Array.from({ length: count }, () => words[random(words.length)]).join(' ');

/** A chat of 2 to 40 questions with their answers, about 20 kB. */
const chat = (id: number): string => {
  const mapping: Record<string, unknown> = {
    root: { id: 'root', parent: null, children: ['0'], message: null },
  };
  const count = 2 * (2 + random(39));
  for (let at = 0; at < count; at++)
    mapping[at] = {
      id: String(at),
      parent: at === 0 ? 'root' : String(at - 1),
      children: at === count - 1 ? [] : [String(at + 1)],
      message: {
        author: { role: at % 2 === 0 ? 'user' : 'assistant' },
        create_time: 1_700_000_000 + id * 1000 + at,
        content: { content_type: 'text', parts: [text(at % 2 === 0 ? 20 : 100)] },
        metadata: { model_slug: 'gpt' },
      },
    };
  return JSON.stringify({
    conversation_id: `c${id}`,
    title: text(4),
    create_time: 1_700_000_000 + id,
    mapping,
  });
};

const writeFixture = (path: string): number => {
  const file = openSync(path, 'w');
  let written = writeSync(file, '[');
  let count = 0;
  while (written < bytes) written += writeSync(file, `${count === 0 ? '' : ','}${chat(count++)}`);
  writeSync(file, ']');
  closeSync(file);
  return count;
};

/** Measures `work`, and prints its line. */
const measured = async <Result>(
  name: string,
  size: () => number,
  work: () => Promise<Result>,
): Promise<Result> => {
  let longestMs = 0;
  let mostMemory = 0;
  let last = performance.now();
  const look = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - 1);
    last = now;
    mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
  }, 1);
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(look);
  const megabytes = size() / 1e6;
  console.log(
    `${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s ${(megabytes / seconds).toFixed(0).padStart(5)} MB/s ` +
      `${(mostMemory / 1e6).toFixed(0).padStart(6)} MB memory ${longestMs.toFixed(0).padStart(6)} ms longest task`,
  );
  return result;
};

const open = (name: string) =>
  openStore({
    dataFolder: mkdtempSync(join(folder, name)),
    reserve: { release: () => false, restore: () => {} },
    log: silent,
    tell: () => {},
  });
const imported = (db: ReturnType<typeof open>['db'], path: string) =>
  importFiles(
    [path],
    { db, refuseIfGone: () => {}, onState: () => {}, onChats: () => {}, log: silent },
    never,
  );

try {
  const source = join(folder, 'conversations.json');
  const target = join(folder, 'hearth.jsonl');
  console.log(`${writeFixture(source)} chats, ${(statSync(source).size / 1e6).toFixed(0)} MB`);
  const first = open('first');
  const size = (): number => statSync(source).size;
  const { summary } = await measured('import', size, () => imported(first.db, source));
  console.log(`  ${summary.added} chats, ${summary.messages} messages`);
  await measured('import the same again', size, () => imported(first.db, source));
  for (const format of ['jsonl', 'markdown', 'html'] as const)
    await measured(
      `export as ${format}`,
      () => statSync(target).size,
      () => writeExport(exportJob(first.db, null, format, ''), target, never),
    );
  await writeExport(exportJob(first.db, null, 'jsonl', ''), target, never);
  first.store.close();
  const second = open('second');
  await measured(
    'import of that export',
    () => statSync(target).size,
    () => imported(second.db, target),
  );
  second.store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
