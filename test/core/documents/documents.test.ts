/** The library of documents and documents in messages: the real core and the real reader, with a scripted engine. */
import { existsSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DocumentInfo } from '../../../main/shared/contract/documents.ts';
import { documentPrompt, howToCite } from '../../../main/shared/documents/prompt-text.ts';
import { documentOwner } from '../../../main/shared/engine/document-owner.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';

let core: TestCore;
const files = temporaryFolder();
const close: (() => Promise<void>)[] = [];
const start = (...how: Parameters<typeof startTestCore>): TestCore => {
  core = startTestCore(...how);
  const own = core;
  let isOpen = true;
  close.push(async () => {
    if (isOpen) await own.close();
    isOpen = false;
  });
  return core;
};
beforeAll(() => mkdirSync(files.path, { recursive: true }));
afterEach(async () => {
  for (const one of close.splice(0)) await one();
});
afterAll(files.remove);

const file = (name: string, text: string): string => {
  const path = join(files.path, name);
  writeFileSync(path, text);
  return path;
};
const text = 'The pump moves heat.\n\nIts motor takes 400 W.\n';

/** Adds a file and waits until its text is extracted. */
const added = async (path: string, uploads: string[] = []): Promise<DocumentInfo> => {
  const isOver = ({ extraction }: DocumentInfo): boolean =>
    extraction.state === 'ready' || extraction.state === 'failed';
  const { documents } = await core.window.call('addDocuments', {
    paths: path === '' ? [] : [path],
    uploads,
  });
  const [document] = documents;
  if (isOver(document!)) return document!;
  for (;;) {
    const all = await core.window.call('documents', {});
    const now = all.find(({ id }) => id === document!.id)!;
    if (isOver(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const sent = (): NonNullable<ReturnType<typeof lastTurn>> => lastTurn()!;
const lastTurn = () =>
  core.engine.received.flatMap((message) => (message.kind === 'turn' ? [message.turn] : [])).at(-1);
const send = async (
  chatId: string | null,
  document: DocumentInfo,
  question: string,
  mode: 'whole' | 'passages' = 'whole',
): Promise<string> => {
  const finished = core.window.next('turn.finished');
  const begun = await core.window.call('startTurn', {
    chatId,
    parts: [
      { kind: 'document', documentId: document.id, name: 'whatever', mode, text: '' },
      ...textParts(question),
    ],
  });
  await finished;
  return begun.chatId;
};

describe('the library', () => {
  it('extracts a file once: attached again, from another path too, it is the same document', async () => {
    start();
    const first = await added(file('pump.txt', text));
    expect(first).toMatchObject({ name: 'pump.txt', bytes: 45, extraction: { state: 'ready' }, chats: 0 });
    expect(first.facts).toMatchObject({ kind: 'text', characters: 45, pages: null });
    const again = await core.window.call('addDocuments', {
      paths: [join(files.path, 'pump.txt'), file('copy.txt', text)],
      uploads: [],
    });
    expect(again.documents.map(({ id, extraction }) => [id, extraction.state])).toEqual([
      [first.id, 'ready'],
      [first.id, 'ready'],
    ]);
    expect(await core.window.call('documents', {})).toHaveLength(1);
    const { text: part, characters } = await core.window.call('documentText', {
      documentId: first.id,
      at: 4,
      length: 4,
    });
    expect([part, characters]).toEqual(['pump', 45]);
    const { bytes, total } = await core.window.call('documentBytes', {
      documentId: first.id,
      at: 4,
      length: 4,
    });
    expect([Buffer.from(bytes, 'base64').toString(), total]).toEqual(['pump', 45]);
  });

  it('takes the files of a folder that a browser sends, and knows the same files again', async () => {
    start();
    const sendFolder = async (code: string): Promise<DocumentInfo> => {
      const { id, path } = await core.window.call('openUpload', { name: 'pump', isFolder: true });
      const body = [
        ['src/a.ts', code],
        ['.gitignore', '*.log\n'],
        ['b.log', 'left out'],
      ].map(([its, content]) => `${JSON.stringify({ path: its, bytes: content!.length })}\n${content}`);
      const ticket = path!.slice('/import/'.length);
      expect(await core.core.upload(ticket, Readable.from([Buffer.from(body.join(''))]))).toBe(true);
      return added('', [id]);
    };
    const first = await sendFolder('const a = 1;\n');
    expect(first).toMatchObject({ name: 'pump', path: null, facts: { kind: 'folder' }, isChanged: false });
    const { text: its, places } = await core.window.call('documentText', {
      documentId: first.id,
      at: 0,
      length: 100,
    });
    expect(its).toBe('*.log\nconst a = 1;\n');
    expect(places).toMatchObject([{ path: '.gitignore' }, { path: 'src/a.ts' }]);
    expect(readdirSync(join(core.folder, 'uploads'))).toEqual([]);
    expect((await sendFolder('const a = 1;\n')).id).toBe(first.id);
    expect((await sendFolder('const a = 2;\n')).id).not.toBe(first.id);
  });

  it('adds what it can and refuses the rest with a sentence each', async () => {
    start();
    const { documents, refused } = await core.window.call('addDocuments', {
      paths: [join(files.path, 'missing.txt'), '/dev/zero', file('here.txt', 'Here.')],
      uploads: [],
    });
    expect(documents.map(({ name }) => name)).toEqual(['here.txt']);
    expect(refused.map(({ code }) => code)).toEqual(['documents.no-such-file', 'documents.not-a-file']);
    const bad = await added(file('empty.txt', ''));
    expect(bad.extraction).toMatchObject({ state: 'failed' });
    await expect(send(null, bad, 'What?')).rejects.toThrow('no text');
  });

  it('survives a restart, tells that a file has changed, and extracts it again', async () => {
    const folder = temporaryFolder();
    start({}, folder.path);
    const path = file('changing.txt', 'Old words.');
    const { id } = await added(path);
    await close.splice(0)[0]!();
    start({}, folder.path);
    writeFileSync(path, 'New words, and more of them.');
    const changed = core.window.next(
      'documents.changed',
      ({ documents }) => documents[0]!.isChanged === true,
    );
    expect(await core.window.call('documents', {})).toMatchObject([{ id, extraction: { state: 'ready' } }]);
    await changed;
    const renewed = core.window.next(
      'documents.changed',
      ({ documents }) => documents[0]!.facts?.characters === 28,
    );
    await core.window.call('renewDocument', { documentId: id });
    await renewed;
    const { text: now } = await core.window.call('documentText', { documentId: id, at: 0, length: 100 });
    expect(now).toBe('New words, and more of them.');
    await close.splice(0)[0]!();
    folder.remove();
  });

  it('removes the text and the states of a document, also those of chats that have it', async () => {
    start();
    const document = await added(file('secret.txt', 'The password is swordfish.'));
    const chatId = await send(null, document, 'What is it?');
    expect((await core.window.call('documents', {}))[0]).toMatchObject({ chats: 1 });
    await core.window.call('removeDocuments', { documentIds: [document.id] });
    expect(await core.window.call('documents', {})).toEqual([]);
    expect(readdirSync(join(core.folder, 'documents'))).toEqual([]);
    const forgotten = core.engine.received.flatMap((one) => (one.kind === 'forget-chat' ? [one.chatId] : []));
    expect(forgotten).toEqual([documentOwner(document.id), chatId]);
    // The chat can go on, and its prompt says what is missing.
    const finished = core.window.next('turn.finished');
    await core.window.call('startTurn', { chatId, parts: textParts('And now?') });
    await finished;
    expect(sent().messages[0]!.text).not.toContain('swordfish');
    expect(sent().messages[0]!.text).toContain('This document was removed.');
    await expect(send(chatId, document, 'Again?')).rejects.toThrow('no longer in the library');
  });

  it('removes folders that belong to no document when it starts', async () => {
    const folder = temporaryFolder();
    const stray = join(folder.path, 'documents', 'stray');
    mkdirSync(stray, { recursive: true });
    start({}, folder.path);
    expect(existsSync(stray)).toBe(false);
    await close.splice(0)[0]!();
    folder.remove();
  });
});

describe('a document in a message', () => {
  it('is in the prompt as a whole, in front of what was written and as a piece of its own', async () => {
    start();
    const document = await added(file('pump.txt', text));
    const chatId = await send(null, document, 'How much?');
    const prompt = documentPrompt('pump.txt', {
      kind: 'text',
      text,
      places: [],
      pages: null,
      remarks: [],
    });
    expect(sent().messages).toMatchObject([
      {
        role: 'user',
        text: `${howToCite}${prompt}How much?`,
        pieces: [
          { documentId: null, length: howToCite.length },
          { documentId: document.id, length: prompt.length },
          { documentId: null, length: 'How much?'.length },
        ],
      },
    ]);
    const { chat, messages } = await core.window.call('openChat', { chatId });
    expect(chat.title).toBe('How much?');
    expect(messages[0]!.parts).toEqual([
      { kind: 'document', documentId: document.id, name: 'pump.txt', mode: 'whole', text: '' },
      { kind: 'text', text: 'How much?' },
    ]);
  });

  it('waits for a text that is still being extracted, and is refused if that is stopped', async () => {
    start();
    const { documents } = await core.window.call('addDocuments', {
      paths: [file('late.txt', text)],
      uploads: [],
    });
    expect(documents[0]!.extraction.state).not.toBe('ready');
    await send(null, documents[0]!, 'How much?');
    expect(sent().messages[0]!.text).toContain('Its motor takes 400 W.');
    const other = await core.window.call('addDocuments', {
      paths: [file('never.txt', `${text}!`)],
      uploads: [],
    });
    const sending = send(null, other.documents[0]!, 'How much?');
    await core.window.call('stopExtraction', { documentId: other.documents[0]!.id });
    await expect(sending).rejects.toThrow('no longer in the library');
  });

  it('whose state is kept comes first in a new chat, and passages come last', async () => {
    start();
    await modelReady(core.window);
    const [one, other, third] = [
      await added(file('one.txt', 'The first one.')),
      await added(file('other.txt', 'The other one.')),
      await added(file('third.txt', 'The third one.')),
    ];
    core.engine.script.weigh = ({ documents }) => ({
      documents: documents
        .toSorted((a, b) => Number(b.documentId === other.id) - Number(a.documentId === other.id))
        .map(({ documentId }) => ({
          documentId,
          tokens: 500,
          cachedTokens: documentId === other.id ? 500 : 0,
        })),
      where: 'warm',
      restoreMs: 5,
    });
    const attached = [
      { documentId: third.id, mode: 'passages' as const },
      { documentId: one.id, mode: 'whole' as const },
      { documentId: other.id, mode: 'whole' as const },
    ];
    const costs = await core.window.call('documentCosts', { chatId: null, attached });
    expect(costs.map(({ documentId, state }) => [documentId, state])).toEqual([
      [other.id, { where: 'warm', restoreMs: 5 }],
      [one.id, { where: 'cold' }],
      [third.id, { where: 'cold' }],
    ]);
    const finished = core.window.next('turn.finished');
    const parts = attached.map((given) => ({
      kind: 'document' as const,
      ...given,
      name: 'x',
      text: '' as const,
    }));
    await core.window.call('startTurn', { chatId: null, parts: [...parts, ...textParts('What?')] });
    await finished;
    const said = sent().messages[0]!.text;
    const places = ['The other one.', 'The first one.', 'The third one.', 'What?'].map((part) =>
      said.indexOf(part),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('stays in the prompt with its answer when older messages are dropped', async () => {
    start();
    const document = await added(file('pump.txt', text));
    const chatId = await send(null, document, 'One?');
    const asked = async (question: string): Promise<void> => {
      const finished = core.window.next('turn.finished');
      await core.window.call('startTurn', { chatId, parts: textParts(question) });
      await finished;
    };
    await asked('Two?');
    core.engine.script.drop = 4;
    await asked('Three?');
    core.engine.script.drop = 0;
    await asked('Four?');
    expect(sent().messages.map(({ role, text: said }) => `${role} ${said.slice(-6).trim()}`)).toEqual([
      'user One?',
      'model there.',
      'user Three?',
      'model there.',
      'user Four?',
    ]);
    expect(sent().messages[0]!.text).toContain('Its motor takes 400 W.');
  });

  it('needs a question, a library that has it, and its extracted text', async () => {
    start();
    const parts = [
      {
        kind: 'document' as const,
        documentId: 'nobody',
        name: 'x',
        mode: 'whole' as const,
        text: '' as const,
      },
    ];
    await expect(core.window.call('startTurn', { chatId: null, parts })).rejects.toThrow('no question');
    await expect(
      core.window.call('startTurn', { chatId: null, parts: [...parts, ...textParts('What?')] }),
    ).rejects.toThrow('no longer in the library');
    expect((await core.window.call('greet', {})).chats).toEqual([]);
  });

  it('is processed while the question is typed, before its first word too', async () => {
    start();
    await modelReady(core.window);
    const document = await added(file('pump.txt', text));
    const attached = [{ documentId: document.id, mode: 'whole' as const }];
    await core.window.call('readDraft', { chatId: null, text: '', attached });
    await core.window.call('readDraft', { chatId: null, text: 'How much ', attached });
    const drafts = core.engine.received.flatMap((one) => (one.kind === 'type-ahead' ? [one.draft] : []));
    expect(drafts.map(({ typed }) => typed)).toEqual(['', 'How much ']);
    for (const draft of drafts) {
      expect(draft.text).toContain('Its motor takes 400 W.');
      expect(draft.pieces![1]!.documentId).toBe(document.id);
    }
  });
});

it('an answer tells what it cites, where that is, and which of its quotes the document does not have', async () => {
  const answer =
    'Its “motor takes 400 W” there [pump.txt, l. 3]. It also “swims in the sea” [pump.txt, l. 1], says nobody [pump.txt, l. 99].';
  start({ pieces: [answer] });
  const document = await added(file('pump.txt', text));
  const finished = core.window.next('turn.finished');
  await send(null, document, 'How much?');
  const { message } = await finished;
  const { citations, quotes } = await core.window.call('answerCitations', { messageId: message.id });
  expect(citations.map(({ at, end, range }) => [answer.slice(at, end), range])).toEqual([
    ['[pump.txt, l. 3]', { at: 22, length: 22 }],
    ['[pump.txt, l. 1]', { at: 0, length: 20 }],
    ['[pump.txt, l. 99]', null],
  ]);
  expect(quotes.map(({ at, end, found }) => [answer.slice(at, end), found])).toEqual([
    ['motor takes 400 W', { at: 26, length: 17 }],
    ['swims in the sea', null],
  ]);
  await core.window.call('removeDocuments', { documentIds: [document.id] });
  const later = await core.window.call('answerCitations', { messageId: message.id });
  expect(later).toEqual({ citations: [], quotes: [] });
});

it('documents are read ahead up to their end, one after the other, and what is left survives a restart', async () => {
  const folder = temporaryFolder();
  start({ prepares: 'waits' }, folder.path);
  await modelReady(core.window);
  const one = await added(file('one.txt', 'The first one.'));
  const other = await added(file('other.txt', 'The other one.'));
  const documentIds = [one.id, other.id];
  const told = core.window.next('readingAhead.changed');
  await core.window.call('readAhead', { documentIds, night: false });
  expect((await told).readingAhead).toMatchObject({ documentIds });
  await close.splice(0)[0]!();
  start({}, folder.path);
  const ended = core.window.next('readingAhead.changed', ({ readingAhead }) => readingAhead === null);
  await modelReady(core.window);
  await ended;
  const prepared = core.engine.received.flatMap((message) =>
    message.kind === 'prepare-chat' ? [message] : [],
  );
  expect(prepared.map(({ chatId, upToDocument }) => [chatId, upToDocument])).toEqual(
    documentIds.map((id) => [documentOwner(id), id]),
  );
  expect(prepared[0]!.messages.at(-1)!.text).toContain('The first one.');

  // What cannot be kept or does not fit is said before anything is read.
  await core.window.call('changeSettings', { snapshotBudget: 10 });
  await expect(core.window.call('readAhead', { documentIds, night: true })).rejects.toThrow(
    /these 2 documents takes .* the chat cache on disk may take 10\sB/,
  );
  const long = await added(file('long.txt', 'A long line of words.\n'.repeat(2_000)));
  await expect(core.window.call('readAhead', { documentIds: [long.id], night: false })).rejects.toThrow(
    /long.txt has .* tokens, and the context of the loaded model has room for/,
  );
  await core.window.call('changeSettings', { snapshotBudget: 1e9 });

  await close.splice(0)[0]!();
  folder.remove();
});

it('a document whose reading has ended the engine twice is given up, and the user is told', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    start({ prepares: 'dies' });
    await modelReady(core.window);
    const { id } = await added(file('one.txt', 'The first one.'));
    const notice = core.window.next('notices.changed', ({ notices }) =>
      notices.some(({ told }) => told.code === 'documents.not-read-ahead' && told.facts['why'] === 'engine'),
    );
    let isOver = false;
    void core.window
      .next('readingAhead.changed', ({ readingAhead }) => readingAhead === null)
      .then(() => (isOver = true));
    await core.window.call('readAhead', { documentIds: [id], night: false });
    while (!isOver) {
      vi.advanceTimersByTime(3_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { notices } = await notice;
    expect(notices.map(({ told }) => told.code)).toContain('documents.not-read-ahead');
  } finally {
    vi.useRealTimers();
  }
});
