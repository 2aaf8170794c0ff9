/** What documents cost and why they are read again: the real core, the real reader and the real engine, in this process. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import type { Attached, DocumentCost, DocumentInfo } from '../../../main/shared/contract/documents.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';
import { engineHere, until, type EngineHere } from '../../fixtures/engine/engine-here.ts';
import { reasoningModel, tinyModel } from '../../fixtures/models/files.ts';

const files = temporaryFolder();
mkdirSync(files.path, { recursive: true });
afterAll(files.remove);

let core: TestCore;
let engine: EngineHere;
let isOpen = false;
const start = async (model: string, folder?: string): Promise<void> => {
  engine = engineHere();
  core = startTestCore({}, folder, { spawnEngine: engine.spawn, starterModel: model });
  isOpen = true;
  await modelReady(core.window);
};
const close = async (): Promise<void> => {
  if (isOpen) await core.close();
  isOpen = false;
};
afterEach(close);

const lines = (name: string, count: number): string =>
  Array.from({ length: count }, (_, line) => `Line ${line} of ${name}.\n`).join('');
const write = (name: string, text: string): string => {
  const path = join(files.path, name);
  writeFileSync(path, text);
  return path;
};
const info = async (id: string): Promise<DocumentInfo> =>
  (await core.window.call('documents', {})).find((one) => one.id === id)!;
const add = async (name: string, text: string): Promise<string> => {
  const { documents } = await core.window.call('addDocuments', { paths: [write(name, text)], uploads: [] });
  const { id } = documents[0]!;
  await until(async () => (await info(id)).extraction.state === 'ready', `the text of ${name}`);
  return id;
};
const whole = (...ids: string[]): Attached[] => ids.map((documentId) => ({ documentId, mode: 'whole' }));
const costs = (chatId: string | null, ...ids: string[]): Promise<DocumentCost[]> =>
  core.window.call('documentCosts', { chatId, attached: whole(...ids) });
const ask = async (chatId: string | null, question: string, ...ids: string[]): Promise<Message> => {
  const finished = core.window.next('turn.finished');
  await core.window.call('startTurn', {
    chatId,
    parts: [
      ...whole(...ids).map((one) => ({ kind: 'document' as const, ...one, name: 'x', text: '' as const })),
      ...textParts(question),
    ],
  });
  const { message } = await finished;
  const asked = engine.received.findLast((one) => one.kind === 'turn')!.turn;
  const prompt = engine.tokens(asked.messages);
  expect(engine.held(message.chatId).slice(0, prompt.length)).toEqual(prompt);
  return message;
};
const draft = async (chatId: string | null, typed: string, ...ids: string[]): Promise<void> => {
  const before = engine.sent.length;
  await core.window.call('readDraft', { chatId, text: typed, attached: whole(...ids) });
  await until(
    () => engine.sent.slice(before).some((one) => one.kind === 'draft' && one.done === one.total),
    'the draft',
  );
  await told();
};
/** Waits until the core knows what the engine has told until now. */
const told = async (): Promise<void> => {
  const { received } = engine;
  await core.window.call('greet', {});
  await until(() => engine.received === received, '');
  await new Promise((resolve) => setTimeout(resolve, 30));
};

it(
  'says why a document is read again: before it is sent, and with its answer',
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder();
    await start(tinyModel(), folder.path);
    const report = await add('report.txt', lines('the report', 60));
    const [first] = await costs(null, report);
    expect(first!.state).toEqual({ where: 'cold' });
    const stateChanged = core.window.next('documentStates.changed');
    await draft(null, '', report);
    await stateChanged;
    expect((await costs(null, report))[0]!.state).toEqual({ where: 'hot' });
    const answer = await ask(null, 'What does it say?', report);
    expect(answer.timings!.documents).toEqual({ tokens: first!.tokens, cachedTokens: first!.tokens });
    const again = async (): Promise<string | undefined> => {
      const [cost] = await costs(null, report);
      return cost!.state.where === 'cold' ? cost!.state.again : cost!.state.where;
    };
    /** A new chat about it says the same as the costs did. */
    const readsAgain = async (cause: string): Promise<void> => {
      expect(await again()).toBe(cause);
      const { timings } = await ask(null, 'And now?', report);
      expect(timings!.documents!.again).toEqual([{ documentId: report, cause }]);
      await told();
      expect(await again()).toBe('hot');
    };
    /** Removes all states from the disk, and takes their place in memory. */
    const evict = async (): Promise<void> => {
      await ask(null, 'Something else');
      await core.window.call('changeSettings', { snapshotBudget: 0 });
      await core.window.call('changeSettings', { snapshotBudget: 1e9 });
      await told();
    };
    await evict();
    await readsAgain('evicted');
    await core.window.call('changeSettings', { systemPrompt: 'Be brief.' });
    await readsAgain('elsewhere');
    write('report.txt', lines('the new report', 60));
    const characters = (await info(report)).facts!.characters;
    await core.window.call('renewDocument', { documentId: report });
    await until(async () => (await info(report)).facts!.characters !== characters, 'the new text');
    await readsAgain('changed');
    const loaded = core.window.next('engine.changed', ({ engine: now }) => now.state === 'ready');
    const settings = { flashAttention: true };
    await core.window.call('changeLoadSettings', { path: tinyModel(), settings });
    await loaded;
    await told();
    await readsAgain('other-settings');
    await core.window.call('openModel', { path: reasoningModel() });
    await told();
    await readsAgain('other-model');
    // After a restart too.
    await ask(null, 'Something else');
    await core.window.call('clearSnapshots', {});
    await close();
    await start(tinyModel(), folder.path);
    await told();
    await readsAgain('not-kept');
    await close();
    folder.remove();
  },
);
