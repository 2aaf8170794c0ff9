/**
 * Random histories of chats with documents: attaching, detaching, asking, comparing, editing, switching, deleting, with other models
 * and after restarts. The real core drives the real engine, both in this process, so that the KV cache can be looked at: it must hold
 * the tokens of the prompt. What was deleted must be nowhere on the disk, neither as text nor as tokens, while Hearth still runs.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Message } from '../../../main/shared/contract/message.ts';
import type { SentPart } from '../../../main/shared/contract/parts.ts';
import { vocabularySize } from '../../../main/engine/prompt/vocabulary.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';
import { engineHere, until } from '../../fixtures/engine/engine-here.ts';
import { times } from '../../fixtures/long.ts';
import { hybridModel, reasoningModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { randomFrom } from '../../fixtures/random.ts';

const firstSeed = Number(process.env['HEARTH_PROPERTY_SEED'] ?? 7);
const words = 'river stone window paper seven quiet under letter because green forty and then'.split(' ');
const kinds = [
  { name: 'a plain model', path: tinyModel },
  { name: 'a sliding window', path: slidingWindowModel },
  { name: 'a hybrid', path: hybridModel },
].slice(0, times(2, 3));

/** `null` if the file was removed meanwhile. */
const readIfThere = (path: string): Buffer | null => {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
};

it.each(kinds)(
  'on $name, prompts with documents are what the cache holds, and what is deleted leaves the disk',
  { timeout: 1_800_000 },
  async ({ path }) => {
    const random = randomFrom(firstSeed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    const text = (length: number): string => Array.from({ length }, () => pick(words)).join(' ');
    const [files, data] = [temporaryFolder(), temporaryFolder()];
    const engine = engineHere();
    const core = startTestCore({}, data.path, { spawnEngine: engine.spawn, starterModel: path() });
    const { window } = core;
    await modelReady(window);
    await window.call('changeSettings', { contextLength: 4096 });
    await until(async () => {
      const { state, model } = (await window.call('greet', {})).engine;
      return state === 'ready' && model?.contextLength === 4096;
    }, 'the longer context');

    /** Each with a word that no other has. */
    let documents: { id: string; secret: string }[] = [];
    let made = 0;
    let chats: string[] = [];
    let reused = 0;
    let isOver = false;
    const trail: string[] = [];

    /** Where a text or the tokens of a document are on the disk; empty: nowhere. */
    const onDisk = (secret: string, documentId: string): string[] => {
      const found = readdirSync(data.path, { recursive: true, withFileTypes: true });
      return found.flatMap((entry) => {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile()) return [];
        const written = readIfThere(file);
        if (written === null) return [];
        if (written.includes(secret) || written.includes(`"documentId":"${documentId}"`)) {
          // Messages keep which document they had.
          if (!written.includes(secret) && /hearth\.db/.test(entry.name)) return [];
          return [file];
        }
        if (isOver || entry.parentPath !== join(data.path, 'kv') || !entry.name.endsWith('.json')) return [];
        const { tokens } = JSON.parse(written.toString()) as { tokens: string };
        const ids = new Uint32Array(Uint8Array.from(Buffer.from(tokens, 'base64')).buffer);
        const { model } = engine.loaded!;
        // States of the other model have tokens that this one does not know.
        const known = [...ids].filter((id) => id < vocabularySize(model.fileInfo));
        return model.detokenize(known as never).includes(secret) ? [file] : [];
      });
    };
    const isNowhere = async (secret: string, documentId: string): Promise<void> => {
      const left = (): string[] => [
        ...onDisk(secret, documentId),
        ...engine
          .loaded!.cache.heldDocuments()
          .flatMap((one) => one.documents)
          .flatMap((one) => (one.documentId === documentId ? ['the memory'] : [])),
      ];
      await until(() => left().length === 0, `${secret} is gone`, 60_000).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${left().join()}, seed ${firstSeed}: ${trail.join(' ')}`);
      });
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
    /** Runs what starts a turn, and compares the cache with its prompt. */
    const asked = async (begin: () => Promise<{ chatId?: string }>): Promise<string | undefined> => {
      const finished = window.next('turn.finished');
      const { chatId } = await begin();
      const { message } = await finished;
      const where = `seed ${firstSeed}: ${trail.join(' ')}`;
      const { turn } = engine.received.findLast((one) => one.kind === 'turn')!;
      expect(message.ending, where).not.toBe('failed');
      const wanted = message.ending === 'context-full' ? [] : engine.tokens(turn.messages, turn.thinking);
      expect(engine.held(message.chatId).slice(0, wanted.length), where).toEqual(wanted);
      reused += message.timings?.cachedTokens ?? 0;
      return chatId;
    };

    const steps: Record<string, () => Promise<void>> = {
      attach: async () => {
        const secret = `secret${made++}x`;
        const file = join(files.path, `${made}.txt`);
        writeFileSync(file, `${secret} ${text(60)}\n\n${text(40)} ${secret}\n`);
        const { documents: added } = await window.call('addDocuments', { paths: [file], uploads: [] });
        const { id } = added[0]!;
        const state = async (): Promise<string> =>
          (await window.call('documents', {})).find((one) => one.id === id)!.extraction.state;
        await until(async () => !/waiting|running/.test(await state()), 'the text', 120_000);
        expect(await state()).toBe('ready');
        documents.push({ id, secret });
      },
      draft: async () => {
        const attached = documents
          .filter(() => random() < 0.5)
          .map(({ id }) => ({ documentId: id, mode: 'whole' as const }));
        const chatId = random() < 0.5 ? null : (pick(chats) ?? null);
        const before = engine.sent.length;
        await window.call('readDraft', { chatId, text: random() < 0.5 ? '' : text(3), attached });
        // Others are interrupted by what follows.
        if (attached.length === 0 || random() < 0.3) return;
        await until(
          () => engine.sent.slice(before).some((one) => one.kind === 'draft' && one.done === one.total),
          'the draft',
        );
        const costs = await window.call('documentCosts', { chatId, attached });
        const tooLong = costs.some(({ fits }) => !fits);
        for (const { state } of tooLong ? [] : costs)
          expect(state.where, `seed ${firstSeed}: ${trail.join(' ')}`).not.toBe('cold');
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
      regenerate: async () => {
        if (chats.length === 0) return;
        const last = (await messagesOf(pick(chats))).at(-1);
        if (last?.role !== 'model') return;
        await asked(async () => {
          await window.call('regenerate', { messageId: last.id });
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
        await isNowhere(secret, id);
      },
      deleteChat: async () => {
        if (chats.length === 0) return;
        const chatId = pick(chats);
        chats = chats.filter((one) => one !== chatId);
        await window.call('deleteChats', { chatIds: [chatId] });
        await window.call('purgeChat', { chatId });
        const left = (): string[] =>
          readdirSync(join(data.path, 'kv')).filter((name) => name.startsWith(chatId));
        await until(() => left().length === 0, `the states of a chat leave the disk: ${left().join()}`);
      },
      rest: async () => {
        // States are saved, and their descriptions written.
        await new Promise((resolve) => setTimeout(resolve, times(0, 1_700)));
      },
      restart: async () => {
        const ready = window.next('engine.changed', ({ engine: now }) => now.state === 'ready');
        if (random() < 0.5) engine.kill();
        await window.call('restartEngine', {});
        await ready;
      },
      otherModel: async () => {
        const now = (await window.call('greet', {})).engine.model?.path;
        await window.call('openModel', { path: now === path() ? reasoningModel() : path() });
      },
    };
    const often = [
      'attach',
      'draft',
      'draft',
      'begin',
      'begin',
      'ask',
      'ask',
      'edit',
      'switch',
      'regenerate',
    ];
    const rarely = ['deleteMessage', 'deleteDocument', 'deleteChat', 'rest', 'restart', 'otherModel'];
    await steps['attach']!();
    for (let step = 0; step < times(30, 400); step += 1) {
      const name = random() < 0.75 ? pick(often) : pick(rarely);
      trail.push(name);
      await steps[name]!().catch((error: unknown) => {
        throw new Error(`seed ${firstSeed}: ${trail.join(' ')}`, { cause: error });
      });
    }
    for (const { secret, id } of documents) expect(onDisk(secret, id)).not.toEqual([]);
    expect(reused).toBeGreaterThan(0);
    const gone = documents.splice(0, Math.ceil(documents.length / 2));
    if (gone.length > 0) await window.call('removeDocuments', { documentIds: gone.map(({ id }) => id) });
    for (const { secret, id } of gone) await isNowhere(secret, id);
    await core.close();
    isOver = true;
    for (const { secret, id } of gone) expect(onDisk(secret, id), secret).toEqual([]);
    for (const folder of [files, data]) folder.remove();
  },
);
