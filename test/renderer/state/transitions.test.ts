/** The window's state after each piece of news. */
import { expect, test } from 'vitest';
import type { ChatWarmth } from '../../../main/shared/contract/cache.ts';
import type { Chat } from '../../../main/shared/contract/chats.ts';
import type { Events } from '../../../main/shared/contract/contract.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import type { AnyEvent } from '../../../main/shared/rpc/client.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { partsWith, sampleMessage } from '../../fixtures/chats/sample-message.ts';
import { drawGapMs } from '../../../main/shared/speed/rhythm.ts';
import { choseChat, draftGone, greeted, happened, opened } from '../../../renderer/state/transitions.ts';
import { initialState, type WindowState } from '../../../renderer/state/window-state.ts';

const chat = (id: string, updatedAt = 1): Chat => ({
  id,
  title: id,
  createdAt: 1,
  updatedAt,
  overflow: 'shift',
  firstKeptId: null,
  thinking: null,
  folderId: null,
  pinnedAt: null,
  archivedAt: null,
  titledBy: 'user',
  forkedFrom: null,
});
const warm = (chatId: string, temperature: ChatWarmth['temperature']): ChatWarmth => ({
  chatId,
  temperature,
  waitMs: 400,
  coldMs: 4000,
  tokens: 120,
  isCounted: true,
});
const question = sampleMessage('q', { text: 'Why?' });
const running = sampleMessage('a', { parentId: 'q', role: 'model', ending: null, text: 'Because' });

const shown = (messages: Message[], isRunning = false): WindowState =>
  opened(choseChat({ ...initialState, chats: [chat('c'), chat('d')] }, 'c'), {
    chat: chat('c'),
    messages,
    phase: isRunning ? { name: 'decode' } : null,
    comparison: null,
  });

type Wrote = Events['turn.wrote'];
const wrote = (at: number, text: string, parts: Partial<Wrote> = {}): AnyEvent => ({
  name: 'turn.wrote',
  data: { chatId: 'c', messageId: 'a', index: 0, kind: 'text', at, text, ...parts },
});

test('a piece is added where it belongs, and nothing else changes', () => {
  const before = shown([question, running], true);
  const after = happened(before, wrote(7, ' it'));
  expect(after.live?.parts).toEqual(textParts('Because it'));
  expect(after.messages).toBe(before.messages);
  expect(after.chats).toBe(before.chats);
  expect(after.running).toBe(before.running);
});

test('text that turns out to be thoughts moves there, and the text begins anew', () => {
  const before = shown([question, running], true);
  const moved = happened(before, {
    name: 'turn.rethought',
    data: { chatId: 'c', messageId: 'a', parts: partsWith({ thoughts: 'Because' }) },
  });
  expect(moved.live?.parts).toEqual(partsWith({ thoughts: 'Because' }));
  const written = happened(moved, wrote(0, 'Yes', { index: 1 }));
  expect(written.live?.parts).toEqual(partsWith({ thoughts: 'Because', text: 'Yes' }));
});

test('a piece that is there already is not repeated, one that overlaps adds its rest', () => {
  const before = shown([question, running], true);
  expect(happened(before, wrote(0, 'Because'))).toBe(before);
  expect(happened(before, wrote(4, 'use it is')).live?.parts).toEqual(textParts('Because it is'));
});

test('a missed piece asks for the chat again, and opening it mends the gap', () => {
  const gap = happened(shown([question, running], true), wrote(9, 'x'));
  expect(gap.hasGap).toBe(true);
  expect(gap.live?.parts).toEqual(textParts('Because'));
  const mended = opened(gap, {
    chat: chat('c'),
    messages: [question, { ...running, parts: textParts('Because ofx') }],
    phase: { name: 'decode' },
    comparison: null,
  });
  expect(mended.hasGap).toBe(false);
  expect(mended.live?.parts).toEqual(textParts('Because ofx'));
});

test('a piece for other parts than the window has shows that something was missed', () => {
  const before = shown([question, running], true);
  const missed = [
    wrote(0, 'Yes'),
    wrote(0, 'Yes', { index: 1 }),
    wrote(7, ' it', { kind: 'thoughts' }),
    wrote(3, 'x', { index: 1, kind: 'thoughts' }),
    wrote(0, 'x', { index: 2, kind: 'thoughts' }),
  ];
  expect(missed.map((event) => happened(before, event).hasGap)).toEqual(missed.map(() => true));
  const thought = happened(before, wrote(0, 'Hm', { index: 1, kind: 'thoughts' }));
  expect(thought.live?.parts).toEqual([
    { kind: 'text', text: 'Because' },
    { kind: 'thoughts', text: 'Hm' },
  ]);
});

test('a piece of another chat only marks that chat', () => {
  const before = shown([question]);
  const after = happened(before, wrote(0, 'x', { chatId: 'd', messageId: 'z' }));
  expect([...after.running]).toEqual(['d']);
  expect(after.messages).toBe(before.messages);
  expect(happened(after, wrote(1, 'y', { chatId: 'd', messageId: 'z' }))).toBe(after);
});

test('a started turn takes its place at the end of the path that it continues', () => {
  const old = sampleMessage('old', { parentId: 'q', role: 'model' });
  const later = sampleMessage('later', { parentId: 'old' });
  const after = happened(shown([question, old, later]), {
    name: 'turn.started',
    data: { chatId: 'c', messages: [{ ...running, parts: [] }] },
  });
  expect(after.messages?.map(({ id }) => id)).toEqual(['q', 'a']);
  expect(after.phase).toEqual({ name: 'waiting' });
  expect(after.live).toEqual({ messageId: 'a', parts: [], thoughtMs: null });
});

test('an edited first question replaces the whole path', () => {
  const other = sampleMessage('q2');
  const after = happened(shown([question]), {
    name: 'turn.started',
    data: { chatId: 'c', messages: [other, { ...running, parentId: 'q2' }] },
  });
  expect(after.messages?.map(({ id }) => id)).toEqual(['q2', 'a']);
});

test('a turn on a path that is not shown is a gap', () => {
  const after = happened(shown([question]), {
    name: 'turn.started',
    data: { chatId: 'c', messages: [{ ...running, parentId: 'unknown' }] },
  });
  expect(after.hasGap).toBe(true);
});

test('a finished turn leaves the stored message and says so', () => {
  const done = { ...running, ending: 'stopped' as const, parts: textParts('Because it') };
  const after = happened(shown([question, running], true), {
    name: 'turn.finished',
    data: { chatId: 'c', message: done, finishedAt: 0 },
  });
  expect(after.messages?.at(-1)).toBe(done);
  expect(after.live).toBeNull();
  expect(after.phase).toBeNull();
  expect(after.running.has('c')).toBe(false);
  expect(after.announcement).toBe('The answer was stopped.');
});

test('opening again keeps the objects of messages that did not change', () => {
  const before = shown([question, sampleMessage('a', { role: 'model', text: 'x' })]);
  const after = opened(before, {
    chat: chat('c'),
    messages: [{ ...question }, sampleMessage('a', { role: 'model', text: 'xy' })],
    phase: null,
    comparison: null,
  });
  expect(after.messages?.[0]).toBe(before.messages?.[0]);
  expect(after.messages?.[1]).not.toBe(before.messages?.[1]);
});

test('a reply for a chat that is no longer shown changes nothing', () => {
  const before = choseChat(shown([question]), 'd');
  expect(opened(before, { chat: chat('c'), messages: [], phase: null, comparison: null })).toBe(before);
});

test('the list is sorted by the last message, and a deleted chat that is shown makes way for a new one', () => {
  const changed = happened(shown([question]), { name: 'chat.changed', data: { chat: chat('e', 5) } });
  expect(changed.chats.map(({ id }) => id)).toEqual(['e', 'c', 'd']);
  const deleted = happened(changed, { name: 'chats.deleted', data: { chatIds: ['c'] } });
  expect(deleted.chats.map(({ id }) => id)).toEqual(['e', 'd']);
  expect(deleted.shownChatId).toBeNull();
  expect(deleted.messages).toEqual([]);
});

test('a new connection keeps what is on screen, but no warmth that the core does not tell of', () => {
  const before = happened(shown([question, running], true), {
    name: 'cache.changed',
    data: { warmth: [warm('c', 'cold'), warm('d', 'hot')] },
  });
  const after = greeted(
    { ...before, connection: 'away' },
    {
      app: {
        version: '1',
        shell: 'browser',
        platform: 'linux',
        cores: 2,
        canPickFiles: false,
        hasBin: false,
        tokenStore: 'file',
        hasHubToken: false,
        modelFolder: '/models',
        dataFolder: '/',
      },
      chats: [chat('c')],
      folders: [],
      engine: { state: 'starting', modelName: null, model: null, loadProgress: null, note: null },
      settings: before.settings!,
      running: [],
      warmth: [warm('c', 'cold')],
      drafts: [],
      queued: [],
      notices: [],
    },
  );
  expect(after.connection).toBe('open');
  expect(after.messages).toBe(before.messages);
  expect(after.live).toBe(before.live);
  expect(after.warmth.get('c')).toBe(before.warmth.get('c'));
  expect(after.warmth.has('d')).toBe(false);
});

test('warmth is known by chat, and what did not change stays the same object', () => {
  const told = (...warmth: ChatWarmth[]): AnyEvent => ({ name: 'cache.changed', data: { warmth } });
  const before = happened(shown([question]), told(warm('c', 'hot'), warm('d', 'cold')));
  expect(before.warmth.get('c')?.temperature).toBe('hot');
  expect(happened(before, told(warm('c', 'hot'), warm('d', 'cold')))).toBe(before);
  const after = happened(before, told(warm('c', 'hot'), warm('d', 'warm')));
  expect(after.warmth.get('c')).toBe(before.warmth.get('c'));
  expect(after.warmth.get('d')?.temperature).toBe('warm');
  // A chat that is not told of stays as it was.
  expect(happened(after, told(warm('d', 'warm')))).toBe(after);
});

test('a draft is known until it is gone, sent or left', () => {
  const draft = { chatId: 'c', draft: 'And', done: 40, total: 90, promptTokens: 92 };
  const read = happened(shown([question]), { name: 'draft.moved', data: draft });
  expect(read.draft).toEqual(draft);
  const gone = draftGone(read);
  expect(gone.draft).toBeNull();
  expect(draftGone(gone)).toBe(gone);
  expect(choseChat(read, 'd').draft).toBeNull();
  const sent = happened(read, {
    name: 'turn.started',
    data: { chatId: 'c', messages: [sampleMessage('q2', { parentId: 'q' }), { ...running, parentId: 'q2' }] },
  });
  expect(sent.draft).toBeNull();
});

test('drawing takes an eighth of the time at most, and a hidden window hardly draws', () => {
  expect(drawGapMs(2, false)).toBe(40);
  expect(drawGapMs(20, false)).toBe(140);
  expect(drawGapMs(500, false)).toBe(400);
  expect(drawGapMs(2, true)).toBe(500);
});

test('chats that came together join the list in its order, and a shown one that changed is opened again', () => {
  const before = shown([question]);
  const after = happened(before, { name: 'chats.came', data: { chats: [chat('new', 5), chat('d', 9)] } });
  expect(after.chats.map(({ id }) => id)).toEqual(['d', 'new', 'c']);
  expect(after.hasGap).toBe(false);
  expect(happened(after, { name: 'chats.came', data: { chats: [chat('c', 1)] } }).hasGap).toBe(true);
});
