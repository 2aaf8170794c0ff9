/**
 * `npm run bench -- soak`: 500 random operations over 20 chats on the whole of Hearth but its window, with a small
 * budget for snapshots. Memory of each process, disk and open files must level off.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../main/shared/speed/spread.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { startHostProcess } from '../fixtures/host/host-process.ts';
import { reasoningModel } from '../fixtures/models/files.ts';
import { fillerText } from './workload.ts';

const operations = Number(process.argv[3] ?? 500);
const mostChats = 20;
const budgetBytes = 40e6;
const sampleEvery = 20;
/** The last third may take so much more than the middle one. */
const mostGrowth = 1.1;

if (process.platform !== 'linux') {
  console.log('The soak reads /proc, so it runs on Linux alone.');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'hearth-soak-'));
const host = await startHostProcess(['--web', '--no-open', '--data', folder]);
const window: TestWindow = await host.connect();
await window.call('changeSettings', {
  backend: 'cpu',
  contextLength: 2048,
  temperature: 0,
  snapshotBudget: budgetBytes,
});
await window.call('openModel', { path: reasoningModel() });

let state = Number(process.argv[4] ?? 1);
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = <Item>(items: Item[]): Item | undefined => items[Math.floor(random() * items.length)];

/** Waits for the answer, which is stopped after its first words or some time. */
const answer = async (start: () => Promise<unknown>, chatId?: string): Promise<void> => {
  const finished = window.next('turn.finished');
  const wrote = window.next('turn.wrote').then(({ chatId: running }) => running);
  await start();
  const running = await Promise.race([wrote, finished.then(() => null)]);
  if (running !== null) await window.call('stopTurn', { chatId: chatId ?? running });
  await finished;
};

const textOf = (): string =>
  fillerText(Math.floor(random() * 1e6), 10 + Math.floor(random() * (random() < 0.2 ? 900 : 60)));

const operate = async (): Promise<string> => {
  const { chats } = await window.call('greet', {});
  const chat = pick(chats);
  const kind = pick(
    'send send send send new regenerate edit draft delete settings'
      .split(' ')
      .concat(chats.length < 5 ? ['new', 'new'] : []),
  )!;
  if (kind === 'new' || chat === undefined) {
    if (chats.length >= mostChats) await window.call('deleteChats', { chatIds: [chats.at(-1)!.id] });
    await answer(() => window.call('startTurn', { chatId: null, parts: textParts(textOf()) }));
    return 'new';
  }
  const { messages } = await window.call('openChat', { chatId: chat.id });
  const question = messages.findLast(({ role }) => role === 'user');
  if (kind === 'send')
    await answer(() => window.call('startTurn', { chatId: chat.id, parts: textParts(textOf()) }));
  else if (kind === 'regenerate' && question)
    await answer(() => window.call('regenerate', { messageId: question.id }));
  else if (kind === 'edit' && question)
    await answer(() => window.call('editMessage', { messageId: question.id, parts: textParts(textOf()) }));
  else if (kind === 'draft') await window.call('readDraft', { chatId: chat.id, text: textOf() });
  else if (kind === 'delete' && chats.length > mostChats / 2)
    await window.call('deleteChats', { chatIds: [chat.id] });
  else if (kind === 'settings')
    // Another model would be another engine process, and no leak would live to be seen.
    await window.call('changeSettings', { snapshotBudget: budgetBytes - Math.floor(random() * 10e6) });
  // Now and then there is time for idle work.
  if (random() < 0.1) await new Promise((resolve) => setTimeout(resolve, 1800));
  return kind;
};

interface Sample {
  hostMb: number;
  engineMb: number;
  diskMb: number;
  hostFiles: number;
  engineFiles: number;
}

const mbOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
const filesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
const sample = (): Sample => {
  const engine = host.engines()[0]!;
  const snapshots = readdirSync(join(folder, 'kv'));
  const bytes = snapshots.reduce(
    (sum, name) => sum + (statSync(join(folder, 'kv', name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  return {
    hostMb: mbOf(host.child.pid!),
    engineMb: mbOf(engine),
    diskMb: bytes / 1e6,
    hostFiles: filesOf(host.child.pid!),
    engineFiles: filesOf(engine),
  };
};

const samples: Sample[] = [];
const counts = new Map<string, number>();
console.log('operations   host MB   engine MB   snapshots MB   host files   engine files');
for (let done = 1; done <= operations; done += 1) {
  const kind = await operate();
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (done % sampleEvery > 0) continue;
  const now = sample();
  samples.push(now);
  const cells: [number, number][] = [
    [done, 10],
    [now.hostMb, 10],
    [now.engineMb, 12],
    [now.diskMb, 15],
    [now.hostFiles, 13],
    [now.engineFiles, 15],
  ];
  console.log(cells.map(([value, width]) => value.toFixed(0).padStart(width)).join(''));
}
console.log([...counts].map(([kind, count]) => `${kind} ${count}`).join(', '));

let isGood = true;
const third = Math.floor(samples.length / 3);
for (const name of ['hostMb', 'engineMb', 'hostFiles', 'engineFiles'] as const) {
  const middle = median(samples.slice(third, 2 * third).map((one) => one[name]));
  const last = median(samples.slice(2 * third).map((one) => one[name]));
  const isLevel = last <= middle * mostGrowth;
  isGood &&= isLevel;
  console.log(
    `${name}: ${middle.toFixed(0)} in the middle third, ${last.toFixed(0)} in the last${isLevel ? '' : ': IT GROWS'}`,
  );
}
const most = Math.max(...samples.map(({ diskMb }) => diskMb));
isGood &&= most * 1e6 <= budgetBytes;
console.log(`snapshots: at most ${most.toFixed(1)} MB of ${budgetBytes / 1e6}`);
window.port.close();
await host.end('SIGTERM');
rmSync(folder, { recursive: true, force: true });
console.log(isGood ? 'All of it levels off.' : 'NOT all of it levels off.');
process.exit(isGood ? 0 : 1);
