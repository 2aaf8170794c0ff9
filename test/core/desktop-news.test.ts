/** What the desktop shell is told of the core's events. */
import { expect, it } from 'vitest';
import { watchDesktop } from '../../main/core/desktop-news.ts';
import type { Download } from '../../main/shared/contract/downloads.ts';
import type { EngineStatus } from '../../main/shared/contract/engine.ts';
import { desktopNews, type DesktopNews, type DesktopState } from '../../main/shared/desktop/news.ts';
import { defaultSettings } from '../../main/shared/settings/registry.ts';
import { sampleMessage } from '../fixtures/chats/sample-message.ts';

const engine: EngineStatus = {
  state: 'unloaded',
  modelName: null,
  model: null,
  loadProgress: null,
  note: null,
};
const watch = () => {
  const told: DesktopNews[] = [];
  const desktop = watchDesktop({
    settings: () => ({ ...defaultSettings, thinking: {} }),
    engine: () => engine,
    titleOf: (chatId) => `Title of ${chatId}`,
    tell: (news) => told.push(news),
    restMs: 0,
  });
  const states = (): DesktopState[] => told.flatMap((news) => (news.kind === 'state' ? news.state : []));
  const happenings = () => told.flatMap((news) => (news.kind === 'happened' ? news.happening : []));
  return { desktop, told, states, happenings };
};
const download = (patch: Partial<Download>): Download => ({
  id: 'd',
  repository: 'owner/model',
  file: 'folder/Model-Q4_K_M.gguf',
  target: '/m/Model-Q4_K_M.gguf',
  state: 'running',
  problem: null,
  bytes: 100,
  doneBytes: 25,
  refetchedBytes: 0,
  bytesPerSecond: null,
  createdAt: 0,
  ...patch,
});

it('says once what runs, and again only if that changes', async () => {
  const { desktop, told, states } = watch();
  desktop.start();
  desktop.happened('engine.changed', { engine });
  desktop.happened('turn.started', { chatId: 'c', messages: [] });
  desktop.happened('turn.moved', {
    chatId: 'c',
    messageId: 'm',
    phase: { name: 'prefill', done: 30, total: 60, cached: 0, leftMs: null },
  });
  await expect.poll(() => states().length).toBe(2);
  expect(states()[0]!.running).toEqual([]);
  expect(states()[1]!.running).toEqual([{ title: 'Title of c', prefill: 0.5 }]);
  expect(told.filter((news) => !desktopNews.safeParse(news).success)).toEqual([]);
  desktop.happened('turn.moved', { chatId: 'c', messageId: 'm', phase: { name: 'decode' } });
  await expect.poll(() => states().at(-1)!.running).toEqual([{ title: 'Title of c', prefill: null }]);
});

it.each([
  ['finished', ['answered']],
  ['too-long', ['answered']],
  ['engine-lost', ['answer-failed']],
  ['failed', ['answer-failed']],
  // The user did that.
  ['stopped', []],
] as const)('an answer that ended as "%s"', (ending, expected) => {
  const { desktop, happenings } = watch();
  desktop.happened('turn.started', { chatId: 'c', messages: [] });
  const message = sampleMessage('m', { role: 'model', ending });
  desktop.happened('turn.finished', { chatId: 'c', message, finishedAt: 1 });
  expect(happenings().map(({ what }) => what)).toEqual(expected);
});

it('downloads that end while Hearth runs, and no others', async () => {
  const { desktop, happenings, states } = watch();
  // As told at the start.
  desktop.happened('download.changed', { download: download({ id: 'old', state: 'done' }) });
  desktop.happened('download.changed', { download: download({}) });
  await expect.poll(() => states().at(-1)?.downloads).toEqual({ count: 1, doneBytes: 25, bytes: 100 });
  desktop.happened('download.changed', { download: download({ state: 'done', doneBytes: 100 }) });
  desktop.happened('download.changed', { download: download({ state: 'done', doneBytes: 100 }) });
  expect(happenings()).toEqual([{ what: 'downloaded', name: 'Model-Q4_K_M' }]);
  await expect.poll(() => states().at(-1)?.downloads).toBe(null);
});
