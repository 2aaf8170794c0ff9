/** A data folder as months of use leave it: rows in every table, and a file of every kind. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup } from '../../main/core/database/backups.ts';
import { openDatabase } from '../../main/core/database/database.ts';
import { say, writeTold } from '../../main/shared/words/catalogue.ts';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { ask, startTestCore, type TestCore } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';
import { modelFacts } from '../fixtures/models/model-facts.ts';
import { tinyFile } from '../fixtures/library/library-fixtures.ts';

/** Fills the empty folder at `folder` through a core with a scripted engine, and closes it. */
export const liveIn = async (folder: string): Promise<void> => {
  const core = startTestCore({}, folder);
  try {
    await modelReady(core.window);
    await live(core);
  } finally {
    await core.close();
  }
  const db = openDatabase(folder);
  db.exec(rowsOfRareTables(folder));
  await makeBackup(db, folder);
  db.close();
  // What the engine, a download and the updater of a document leave.
  const kv = join(folder, 'kv');
  mkdirSync(kv, { recursive: true });
  writeFileSync(join(kv, 'someone.1.state'), Buffer.alloc(2000, 7));
  writeFileSync(join(kv, 'someone.1.json'), '{"version": 1, "tokens": [1, 2, 3]}');
};

const live = async (core: TestCore): Promise<void> => {
  const { window, folder } = core;
  const first = await ask(core, null, 'What is prefill?');
  await ask(core, first.chatId, 'And what is decode?');
  const second = await ask(core, null, 'Tell me of the KV cache. '.repeat(300));
  const third = await ask(core, null, 'This one goes.');
  const finished = async (start: () => Promise<unknown>): Promise<void> => {
    const end = window.next('turn.finished');
    await start();
    await end;
  };
  await finished(() => window.call('regenerate', { messageId: first.id }));
  const question = (await window.call('openChat', { chatId: second.chatId })).messages[0]!;
  await finished(() => window.call('editMessage', { messageId: question.id, parts: textParts('Shorter.') }));
  await window.call('forkChat', { messageId: first.id });
  await window.call('deleteMessage', { messageId: first.id });
  await window.call('deleteChats', { chatIds: [third.chatId] });

  const { id: folderId } = await window.call('createFolder', { name: 'Work' });
  await window.call('moveChats', { chatIds: [first.chatId], folderId });
  await window.call('pinChats', { chatIds: [first.chatId], isPinned: true });
  const preset = await window.call('createPreset', { chatId: null, name: 'Short answers' });
  await window.call('choosePreset', { chatId: second.chatId, presetId: preset.id });
  await window.call('changeChatSettings', { chatId: second.chatId, settings: { temperature: 0.5 } });
  await window.call('addPrompt', { name: 'Translate', text: 'Translate into {{language}}:' });
  await window.call('saveDraft', { place: second.chatId, text: 'Not sent yet' });
  await window.call('changeSettings', { systemPrompt: 'Be brief.', temperature: 0.7 });
  await window.call('changeLoadSettings', { path: '/starter.gguf', settings: { contextLength: 2048 } });
  await window.call('setThinking', {
    chatId: second.chatId,
    thinking: { on: true, effort: null, budget: 100, keepsEarlier: null },
  });
  await window.call('createApiKey', { name: 'Editor', rights: ['ask'], days: null });
  await window.call('calibrate', {});

  const models = join(folder, 'more-models');
  mkdirSync(models);
  tinyFile(join(models, 'tiny.gguf'));
  await window.call('addModelFolder', { path: models });
  const papers = join(folder, 'papers');
  mkdirSync(papers);
  writeFileSync(join(papers, 'cache.md'), '# Cache\n\nA state of the model.\n'.repeat(20));
  const extracted = window.next('documents.changed', ({ documents }) =>
    documents.some(({ extraction }) => extraction.state === 'ready'),
  );
  const { documents } = await window.call('addDocuments', {
    paths: [join(papers, 'cache.md')],
    uploads: [],
  });
  await extracted;
  await finished(() =>
    window.call('startTurn', {
      chatId: second.chatId,
      parts: [
        { kind: 'document', documentId: documents[0]!.id, name: 'cache.md', mode: 'whole', text: '' },
        { kind: 'text', text: 'What does it say?' },
      ],
    }),
  );
  core.engine.script.ending = 'hang';
  await window.call('startTurn', { chatId: first.chatId, parts: textParts('Never ends') });
  await window.call('queueMessage', { chatId: first.chatId, parts: textParts('Waits') });
};

/** Rows of tables that a scripted engine and a machine without network do not fill, as their rooms write them. */
const rowsOfRareTables = (folder: string): string => {
  const json = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "''")}'`;
  const parts = [{ path: 'Made.gguf', bytes: 1000, sha256: null }];
  const run: BenchmarkRun = {
    id: 'run',
    startedAt: 1.7e12,
    model: modelFacts({ id: 'm' }),
    parameters: 1e6,
    backend: 'cpu',
    device: 'Test',
    gpuLayers: 0,
    threads: { prefill: 2, decode: 2 },
    kvPrecision: 'f16',
    flashAttention: true,
    llamaCpp: 'b1',
    isComplete: true,
    rows: [
      { test: 'pp', tokens: 512, depth: 0, batchSize: 512, speeds: [100, 101], cost: { flops: 1, bytes: 2 } },
    ],
  };
  const told = writeTold(say('answer.closed'));
  const target = join(folder, 'models', 'maker', 'Made-GGUF');
  mkdirSync(target, { recursive: true });
  for (const name of ['Made.gguf.part', 'Made.gguf.part.state'])
    writeFileSync(join(target, name), Buffer.alloc(1000, 3));
  return `
    INSERT INTO benchmark_runs VALUES ('run', 1700000000000, ${json(run)});
    INSERT INTO outgoing_requests VALUES
      ('out', 1, 1700000000000, 'GET', 'https://hub.example/x', ${json(told)}, 200, NULL, 10, 20, 30),
      ('out2', 1, 1700000000000, 'GET', 'https://hub.example/y', ${json(told)}, NULL, NULL, 10, 20, NULL);
    INSERT INTO downloads VALUES
      ('one', 'maker/Made-GGUF', 'main', 'mit', '${join(folder, 'models')}', ${json(parts)}, 'paused', NULL, 0, 1700000000000),
      ('two', 'maker/Other-GGUF', 'main', NULL, '${join(folder, 'models')}', ${json(parts)}, 'failed', ${json(told)}, 5, 1700000000001);
    INSERT OR IGNORE INTO models VALUES ('m', ${json(modelFacts({ id: 'm' }))});
    INSERT OR IGNORE INTO file_notes VALUES ('/starter.gguf', 'digest', '1:2', ${json('abc')});
    INSERT OR IGNORE INTO document_reads SELECT id, 'm', 'key', '1', 1 FROM documents;
    INSERT INTO api_requests VALUES ('req', 1700000000000, 'Editor', 'codex', ${json({
      method: 'POST',
      path: '/v1/chat/completions',
      model: 'm',
      status: 200,
      problem: null,
      wasLeft: false,
      figures: null,
      sentBytes: 10,
      receivedBytes: 20,
      ms: 30,
    })}, ${json({ request: 'x', answer: 'y' })});
    INSERT INTO api_answers VALUES ('digest', ${json({ text: 'y', tokens: [1, 2] })});
  `;
};
