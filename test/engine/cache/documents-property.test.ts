/**
 * Random histories of chats with documents: attaching, asking, editing, switching, deleting. The real core makes the prompts, and
 * the engine's own parts in this process run them, so that the KV cache can be looked at: it must hold the tokens of the prompt.
 * What was deleted must be nowhere on the disk.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Message } from '../../../main/shared/contract/message.ts';
import type { SentPart } from '../../../main/shared/contract/parts.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { times } from '../../fixtures/long.ts';
import { hybridModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { randomFrom } from '../../fixtures/random.ts';

vi.mock('../../../main/engine/process/parent-port.ts', () => ({
  post: () => undefined,
  listen: () => undefined,
}));

const words = 'river stone window paper seven quiet under letter because green forty and then'.split(' ');
const kinds = [
  { name: 'a plain model', path: tinyModel },
  { name: 'a sliding window', path: slidingWindowModel },
  { name: 'a hybrid', path: hybridModel },
].slice(0, times(2, 3));

/** Whether any file below `folder` has this text. */
const isOnDisk = (folder: string, text: string): boolean =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text),
  );

it.each(kinds)(
  'on $name, prompts with documents are what the cache holds',
  async ({ path }) => {
    const random = randomFrom(7);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    const text = (length: number): string => Array.from({ length }, () => pick(words)).join(' ');
    const [states, files, data] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const engine = await LocalEngine.open(path(), { folder: states.path, sequences: 2, contextLength: 4096 });
    const core = startTestCore({ pieces: ['Yes.'] }, data.path);
    const { window } = core;
    await modelReady(window);

    /** Deleted documents, each with a word that no other has. */
    const gone: string[] = [];
    let documents: { id: string; secret: string }[] = [];
    let chats: string[] = [];
    /** The steps after which an answer failed, or the cache held something else than the prompt. */
    const wrong: string[] = [];
    let replayed = 0;
    let reused = 0;
    const trail: string[] = [];

    /** Runs what the core has asked its engine for since the last time. */
    const replay = async (): Promise<void> => {
      for (; replayed < core.engine.received.length; replayed += 1) {
        const message = core.engine.received[replayed]!;
        if (message.kind === 'turn') {
          const { chatId, messages } = message.turn;
          const wanted = engine.promptTokens(messages);
          const { held, timings, ending } = await engine.turn(chatId!, messages, 4);
          if (ending === 'failed') wrong.push(`${trail.length}: failed`);
          if (wanted.some((token, index) => held[index] !== token))
            wrong.push(`${trail.length}: other tokens`);
          reused += timings!.cachedTokens;
        } else if (message.kind === 'type-ahead')
          await engine.draft(message.chatId, message.messages, message.draft);
        else if (message.kind === 'forget-chat') await engine.cache.forget(message.chatId);
      }
      await engine.save();
    };
    const documentParts = (): SentPart[] =>
      documents
        .filter(() => random() < 0.4)
        .map(({ id }) => ({
          kind: 'document',
          documentId: id,
          name: 'a name',
          mode: random() < 0.8 ? 'whole' : 'passages',
          text: '',
        }));
    const parts = (): SentPart[] => [...documentParts(), ...textParts(text(6))];
    const messagesOf = async (chatId: string): Promise<Message[]> =>
      (await window.call('openChat', { chatId })).messages;
    const asked = async (begin: () => Promise<{ chatId?: string }>): Promise<string | undefined> => {
      const finished = window.next('turn.finished');
      const { chatId } = await begin();
      await finished;
      return chatId;
    };

    const steps: Record<string, () => Promise<void>> = {
      attach: async () => {
        const secret = `secret${documents.length + gone.length}x`;
        const file = join(files.path, `${documents.length + gone.length}.txt`);
        writeFileSync(file, `${secret} ${text(60)}\n\n${text(40)} ${secret}\n`);
        const { documents: added } = await window.call('addDocuments', { paths: [file], uploads: [] });
        const { id } = added[0]!;
        await expect
          .poll(
            async () => (await window.call('documents', {})).find((one) => one.id === id)!.extraction.state,
            { timeout: 30_000 },
          )
          .toBe('ready');
        documents.push({ id, secret });
      },
      draft: async () => {
        const attached = documents
          .filter(() => random() < 0.5)
          .map(({ id }) => ({ documentId: id, mode: 'whole' as const }));
        await window.call('readDraft', {
          chatId: random() < 0.5 ? null : (pick(chats) ?? null),
          text: '',
          attached,
        });
      },
      begin: async () => {
        const chatId = await asked(() => window.call('startTurn', { chatId: null, parts: parts() }));
        chats.push(chatId!);
      },
      ask: async () => {
        if (chats.length === 0) return;
        const chatId = pick(chats);
        await asked(() => window.call('startTurn', { chatId, parts: parts() }));
      },
      edit: async () => {
        if (chats.length === 0) return;
        const questions = (await messagesOf(pick(chats))).filter(({ role }) => role === 'user');
        if (questions.length > 0)
          await asked(async () => {
            await window.call('editMessage', { messageId: pick(questions).id, parts: parts() });
            return {};
          });
      },
      switch: async () => {
        if (chats.length === 0) return;
        const versions = (await messagesOf(pick(chats))).flatMap((one) =>
          one.versions.length > 1 ? one.versions : [],
        );
        if (versions.length > 0) await window.call('selectVersion', { messageId: pick(versions) });
      },
      deleteMessage: async () => {
        if (chats.length === 0) return;
        const messages = await messagesOf(pick(chats));
        if (messages.length > 0) await window.call('deleteMessage', { messageId: pick(messages).id });
      },
      deleteDocument: async () => {
        if (documents.length === 0) return;
        const { id, secret } = pick(documents);
        documents = documents.filter((one) => one.id !== id);
        await window.call('removeDocuments', { documentIds: [id] });
        gone.push(secret);
      },
      deleteChat: async () => {
        if (chats.length === 0) return;
        const chatId = pick(chats);
        chats = chats.filter((one) => one !== chatId);
        await window.call('deleteChats', { chatIds: [chatId] });
        await window.call('purgeChat', { chatId });
      },
      restart: async () => engine.restart(random() < 0.5 ? 'quit' : 'kill'),
    };
    const often = ['attach', 'draft', 'begin', 'begin', 'ask', 'ask', 'ask', 'edit', 'switch'];
    const rarely = ['deleteMessage', 'deleteDocument', 'deleteChat', 'restart'];
    await steps['attach']!();
    for (let step = 0; step < times(40, 300); step += 1) {
      const name = random() < 0.8 ? pick(often) : pick(rarely);
      trail.push(name);
      await steps[name]!();
      await replay();
      expect(wrong, trail.join(' ')).toEqual([]);
    }
    for (const { secret } of documents) expect(isOnDisk(data.path, secret)).toBe(true);
    expect(reused).toBeGreaterThan(0);
    await core.close();
    for (const secret of gone)
      for (const folder of [data, states]) expect(isOnDisk(folder.path, secret), secret).toBe(false);
    await engine.close();
    for (const folder of [states, files, data]) folder.remove();
  },
  300_000,
);
