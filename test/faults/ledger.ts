/**
 * What Hearth has told its user is done, written down without Hearth. After a restart it is compared with what Hearth shows.
 */
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import type { Client } from '../../main/shared/rpc/client.ts';
import type { TestWindow } from '../fixtures/core/window.ts';

interface KnownMessage {
  chatId: string;
  role: Message['role'];
  /** The whole text; `null` while the answer runs. */
  text: string | null;
  /** What the window has seen of a running answer. */
  seen: string;
}

export class Ledger {
  /** Titles of the chats, and whether they are deleted. */
  readonly chats = new Map<string, { title: string; isDeleted: boolean }>();
  readonly messages = new Map<string, KnownMessage>();
  readonly drafts = new Map<string, string>();
  readonly settings = new Map<string, unknown>();
  readonly folders = new Map<string, string>();
  readonly prompts = new Map<string, string>();
  readonly keys = new Map<string, string>();
  readonly documents = new Map<string, string>();
  /** Targets of downloads that were begun or are done. */
  readonly downloads = new Map<string, string>();
  /** What a call may or may not have done that got no reply. */
  readonly doubtful = new Set<string>();

  /** Writes down what Hearth shows, as a user finds it at the beginning. */
  async adopt(window: TestWindow): Promise<void> {
    const { chats, settings, drafts, folders } = await window.call('greet', {});
    for (const { id, title } of chats) {
      this.chats.set(id, { title, isDeleted: false });
      for (const message of (await window.call('openChat', { chatId: id })).messages) this.note(message);
    }
    for (const { id, title } of await window.call('deletedChats', {}))
      this.chats.set(id, { title, isDeleted: true });
    for (const { place, text } of drafts) this.drafts.set(place, text);
    for (const { id, name } of folders) this.folders.set(id, name);
    for (const { id, name } of await window.call('savedPrompts', {})) this.prompts.set(id, name);
    for (const { id, name } of await window.call('apiKeys', {})) this.keys.set(id, name);
    for (const { id, name } of await window.call('documents', {})) this.documents.set(id, name);
    for (const name of ['systemPrompt', 'temperature', 'apiServer'] as const)
      this.settings.set(name, settings[name]);
  }

  /** Writes down a message that Hearth has told. */
  note(message: Message): void {
    const { id, chatId, role, ending } = message;
    const text = textOf(message);
    const isRunning = role === 'model' && ending === null;
    const known = this.messages.get(id);
    this.messages.set(id, { chatId, role, text: isRunning ? null : text, seen: known?.seen ?? '' });
  }
}

/** Something in the ledger that Hearth does not show any more. */
export interface Loss {
  /** In a few words. */
  what: string;
  /** What Hearth shows in its place: another text, or the id under which it shows the same; `null`: nothing. */
  shown: string | null;
}

/** Everything in the ledger that Hearth does not show any more. Throws if something cannot be looked at. */
export const lossesOf = async (ledger: Ledger, { call }: Client): Promise<Loss[]> => {
  const window: Client = {
    call: async (name, args) => {
      try {
        return await call(name, args);
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }
    },
  };
  const losses: Loss[] = [];
  const lost = (what: string, shown: string | null = null): void => void losses.push({ what, shown });
  const { chats, settings, drafts, folders } = await window.call('greet', {});
  const deleted = new Set((await window.call('deletedChats', {})).map(({ id }) => id));
  const shown = new Map(chats.map(({ id, title }) => [id, title]));
  for (const [id, { title, isDeleted }] of ledger.chats) {
    const isUnsure = ledger.doubtful.has(`chat:${id}`);
    if (!shown.has(id) && !deleted.has(id)) lost(`the chat "${title}"`, idOf(shown, title));
    else if (!isUnsure && isDeleted !== deleted.has(id)) lost(`whether the chat "${title}" is deleted`);
    else if (!isUnsure && !isDeleted && shown.get(id) !== title)
      lost(`the title "${title}"`, shown.get(id) ?? null);
  }
  for (const id of shown.keys()) losses.push(...(await lostMessages(ledger, window, id)));
  const compare = (what: string, known: Map<string, unknown>, now: Map<string, unknown>): void => {
    for (const [key, value] of known) {
      const other = now.get(key);
      if (ledger.doubtful.has(`${what}:${key}`) || JSON.stringify(other) === JSON.stringify(value)) continue;
      lost(
        `the ${what} ${key}: ${JSON.stringify(value)} became ${JSON.stringify(other)}`,
        other === undefined ? idOf(now, value) : String(other),
      );
    }
  };
  const named = (items: { id: string; name: string }[]) => new Map(items.map(({ id, name }) => [id, name]));
  compare('setting', ledger.settings, new Map(Object.entries(settings)));
  compare('draft', ledger.drafts, new Map(drafts.map(({ place, text }) => [place, text])));
  compare('folder', ledger.folders, named(folders));
  compare('prompt', ledger.prompts, named(await window.call('savedPrompts', {})));
  compare('key', ledger.keys, named(await window.call('apiKeys', {})));
  compare('document', ledger.documents, named(await window.call('documents', {})));
  const downloads = new Map((await window.call('downloads', {})).map(({ id, target }) => [id, target]));
  compare('download', ledger.downloads, downloads);
  return losses;
};

/** The id under which `value` is shown. */
const idOf = (shown: ReadonlyMap<string, unknown>, value: unknown): string | null =>
  [...shown].find(([, one]) => one === value)?.[0] ?? null;

const lostMessages = async (ledger: Ledger, window: Client, chatId: string): Promise<Loss[]> => {
  const known = [...ledger.messages].filter(([, message]) => message.chatId === chatId);
  if (known.length === 0) return [];
  const losses: Loss[] = [];
  const kept = new Set((await window.call('chatTree', { chatId })).map(({ id }) => id));
  const { messages } = await window.call('openChat', { chatId });
  const texts = new Map(messages.map((message) => [message.id, textOf(message)]));
  for (const [id, { text, seen, role }] of known) {
    if (!kept.has(id))
      losses.push({
        what: `a message (${role}) of chat ${chatId}: ${(text ?? seen).slice(0, 40)}`,
        shown: idOf(texts, text ?? seen),
      });
    const now = texts.get(id);
    if (now === undefined) continue;
    const isSame = text === null ? now.startsWith(seen) || seen.startsWith(now) : now === text;
    if (!isSame)
      losses.push({
        what: `the text of a message (${role}): ${JSON.stringify(text ?? seen)} became ${JSON.stringify(now)}`,
        shown: now,
      });
  }
  return losses;
};
