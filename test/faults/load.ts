/**
 * `npm run soak -- load`: a day's work in minutes: many turns, one after the other, among new, edited, repeated and deleted chats, drafts,
 * searches and requests of programs. Memory, handles, disk and latency must level off. `--turns 10000`, `--engine scripted`; Linux.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../main/shared/contract/message.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { median } from '../../main/shared/speed/spread.ts';
import { fillerText } from '../bench/workload.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';
import { reasoningModel } from '../fixtures/models/files.ts';
import { randomFrom } from '../fixtures/random.ts';
import { startApp, type App } from './app.ts';

/** What is measured at one moment, or over the turns since the last one. Sizes are MB, times ms. */
interface Sample {
  turns: number;
  coreMb: number;
  engineMb: number;
  coreFiles: number;
  engineFiles: number;
  databaseMb: number;
  statesMb: number;
  otherMb: number;
  /** Medians: from sending to the reply, to the end of the answer, and to an opened chat. */
  sentMs: number;
  answeredMs: number;
  openedMs: number;
}

export interface LoadOptions {
  turns: number;
  engine: 'scripted' | 'real';
  onSample: (sample: Sample) => void;
}

/** Chats that are kept, and turns in each. */
const mostChats = 40;
const mostTurns = 12;
const samplesWanted = 30;
const budgetBytes = 40e6;
/** The last third may take so much more than the middle one. */
const mostGrowth = 1.15;

export const runLoad = async ({ turns, engine, onSample }: LoadOptions): Promise<Sample[]> => {
  const folder = temporaryFolder();
  if (engine === 'real') leaveModel(folder.path, reasoningModel());
  const app = await startApp({
    folder: join(folder.path, 'data'),
    engine,
    env: { HEARTH_TEST_PIECES: '4', HEARTH_TEST_STEP_MS: '0' },
  });
  try {
    return await load(app, join(folder.path, 'data'), { turns, engine, onSample });
  } finally {
    await app.quit();
    folder.remove();
  }
};

const load = async (app: App, folder: string, options: LoadOptions): Promise<Sample[]> => {
  const { turns, onSample, engine } = options;
  const { window } = app;
  const random = randomFrom(1);
  const samples: Sample[] = [];
  const times: Record<'sent' | 'answered' | 'opened', number[]> = { sent: [], answered: [], opened: [] };
  if (engine === 'real') await window.call('openModel', { path: reasoningModel() });
  await window.call('changeSettings', { snapshotBudget: budgetBytes, contextLength: 2048 });
  await modelReady(window);
  const chats: { id: string; turns: number }[] = [];
  const timed = async <Result>(list: number[], work: () => Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    const result = await work();
    list.push(performance.now() - startedAt);
    return result;
  };
  const answered = async <Begun>(start: () => Promise<Begun>): Promise<Begun & { message: Message }> => {
    const startedAt = performance.now();
    const finished = window.next('turn.finished');
    const begun = await timed(times.sent, start);
    const { message } = await finished;
    times.answered.push(performance.now() - startedAt);
    return { ...begun, message };
  };
  for (let turn = 1; turn <= turns; turn += 1) {
    const text = fillerText(turn, 10 + Math.floor(random() * 60));
    const chat = random() < 0.1 ? undefined : chats[Math.floor(random() * chats.length)];
    const draw = random();
    if (chat === undefined) {
      const { chatId } = await answered(() =>
        window.call('startTurn', { chatId: null, parts: textParts(text) }),
      );
      chats.push({ id: chatId, turns: 1 });
    } else {
      chat.turns += 1;
      const { messages } = await timed(times.opened, () => window.call('openChat', { chatId: chat.id }));
      const question = messages.findLast(({ role }) => role === 'user');
      const answer = messages.findLast(({ role }) => role === 'model');
      if (draw < 0.1 && question !== undefined)
        await answered(() => window.call('editMessage', { messageId: question.id, parts: textParts(text) }));
      else if (draw < 0.2 && answer !== undefined)
        await answered(() => window.call('regenerate', { messageId: answer.id }));
      else await answered(() => window.call('startTurn', { chatId: chat.id, parts: textParts(text) }));
      if (chat.turns > mostTurns || chats.length > mostChats) {
        chats.splice(chats.indexOf(chat), 1);
        await window.call('deleteChats', { chatIds: [chat.id] });
      }
    }
    if (draw > 0.8) await window.call('saveDraft', { place: 'new', text });
    if (draw > 0.9) await window.call('searchChats', { query: text.slice(0, 5), cursor: null });
    if (turn % 100 === 0) await window.call('purgeDeletedChats', {});
    window.events.length = 0;
    if (turn % Math.max(1, Math.floor(turns / samplesWanted)) > 0) continue;
    const sample = measured(turn, app, folder, times);
    samples.push(sample);
    onSample(sample);
    for (const list of Object.values(times)) list.length = 0;
  }
  return samples;
};

const measured = (
  turns: number,
  app: App,
  folder: string,
  times: Record<'sent' | 'answered' | 'opened', number[]>,
): Sample => {
  const sizes = sizesIn(folder);
  const core = app.host.child.pid!;
  const [engine] = app.engines();
  return {
    turns,
    coreMb: mbOf(core),
    engineMb: engine === undefined ? 0 : mbOf(engine),
    coreFiles: readdirSync(`/proc/${core}/fd`).length,
    engineFiles: engine === undefined ? 0 : readdirSync(`/proc/${engine}/fd`).length,
    databaseMb: sizes.database,
    statesMb: sizes.states,
    otherMb: sizes.other,
    sentMs: median(times.sent),
    answeredMs: median(times.answered),
    openedMs: times.opened.length === 0 ? 0 : median(times.opened),
  };
};

const mbOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Sizes in MB of what is in the data folder, by its kind. */
const sizesIn = (folder: string): { database: number; states: number; other: number } => {
  const sizes = { database: 0, states: 0, other: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'reserve') continue;
    const path = join(entry.parentPath, entry.name);
    const mb = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 1e6;
    const inner = path.slice(folder.length + 1);
    sizes[inner.startsWith('hearth.db') ? 'database' : inner.startsWith('kv') ? 'states' : 'other'] += mb;
  }
  return sizes;
};

/** What grows from the middle third to the last, in words; empty if all of it levels off. */
export const growthOf = (samples: readonly Sample[]): string[] => {
  const third = Math.floor(samples.length / 3);
  const grows: string[] = [];
  for (const name of [
    'coreMb',
    'engineMb',
    'coreFiles',
    'engineFiles',
    'databaseMb',
    'statesMb',
    'otherMb',
  ] as const) {
    const middle = median(samples.slice(third, 2 * third).map((one) => one[name]));
    const last = median(samples.slice(2 * third).map((one) => one[name]));
    // A few MB of a log or an index are no growth.
    if (last > middle * mostGrowth && last - middle > 2)
      grows.push(`${name}: ${middle.toFixed(1)} in the middle third, ${last.toFixed(1)} in the last`);
  }
  return grows;
};

export const headOfSamples = [
  '| turns | core MB | engine MB | core handles | engine handles | chats MB | states MB | other files MB | sent ms | answered ms | opened ms |',
  '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
].join('\n');

export const lineOf = (sample: Sample): string => {
  const { turns, coreMb, engineMb, coreFiles, engineFiles, databaseMb, statesMb, otherMb, ...ms } = sample;
  const cells = [
    turns,
    coreMb.toFixed(0),
    engineMb.toFixed(0),
    coreFiles,
    engineFiles,
    ...[databaseMb, statesMb, otherMb, ms.sentMs, ms.answeredMs, ms.openedMs].map((value) =>
      value.toFixed(1),
    ),
  ];
  return `| ${cells.join(' | ')} |`;
};
