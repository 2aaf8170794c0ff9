/** The actions on the messages of the shown chat. */
import type { BegunTurn } from '../../main/shared/contract/turns.ts';
import type { OpenedChat } from '../../main/shared/contract/chats.ts';
import type { QueuedMessage } from '../../main/shared/contract/queue.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import type { Drafts } from './drafts.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { Behind } from './behind.ts';
import { draftGone } from './transitions.ts';
import type { ConversationState } from './conversation.ts';

/** The place of the draft of a chat that does not exist yet. */
const newChatDraft = 'new';

interface Parts {
  drafts: Drafts;
  readAhead: ReadAhead;
  /** Opens a chat. */
  showChat: (chatId: string | null) => void;
  /** Shows a chat that a reply contained. */
  show: (chat: OpenedChat) => void;
  /** Runs a call that begins a turn, requested at `pressedAt`, the time stamp of a key press or click. */
  begin: <Begun extends BegunTurn>(started: Promise<Begun>, pressedAt: number) => Promise<Begun>;
  /** Resolves when the window is connected, even if the connection is lost again by then. */
  firstConnection: () => Promise<void>;
}

/** A text that returns to the message box, before what was typed there since. */
const textBefore = (text: string, typed: string): string =>
  [text, typed].filter((part) => part !== '').join('\n');

export const createConversationActions = (
  { call, get, update, tryCall, signals }: Behind,
  { drafts, readAhead, showChat, show, begin, firstConnection }: Parts,
) => ({
  /** Sends a message. If that is refused, its text returns to its draft, before anything typed since. */
  send: async (chatId: string | null, text: string, pressedAt: number): Promise<boolean> => {
    const place = chatId ?? newChatDraft;
    readAhead.sent();
    drafts.keep(place, '');
    const wentThrough = await tryCall(async () => {
      await firstConnection();
      const reply = await begin(call('startTurn', { chatId, parts: textParts(text) }), pressedAt);
      // The new chat is shown unless the user has opened another one meanwhile.
      if (chatId !== null || get().shownChatId !== null) return;
      drafts.keep(reply.chatId, drafts.of(place));
      drafts.keep(place, '');
      showChat(reply.chatId);
    });
    if (!wentThrough) drafts.keep(place, textBefore(text, drafts.of(place)));
    return wentThrough;
  },
  /** Lets a message wait for the running answer. If that is refused, its text returns to its draft. */
  queue: async (chatId: string, text: string): Promise<boolean> => {
    readAhead.sent();
    drafts.keep(chatId, '');
    const wentThrough = await tryCall(async () => {
      await call('queueMessage', { chatId, parts: textParts(text) });
      signals.send('sent', null);
    });
    if (!wentThrough) drafts.keep(chatId, textBefore(text, drafts.of(chatId)));
    return wentThrough;
  },
  editQueued: (messageId: string, text: string) =>
    tryCall(() => call('editQueued', { messageId, parts: textParts(text) })),
  /** Takes a queued message back: its text is put before the text in the message box. */
  takeBack: ({ id, chatId, parts }: QueuedMessage) =>
    tryCall(async () => {
      await call('takeBack', { messageId: id });
      drafts.keep(`edit.${id}`, '');
      drafts.keep(chatId, textBefore(textOf({ parts }), drafts.of(chatId)));
    }),
  sendQueued: (chatId: string, pressedAt: number) =>
    tryCall(() => begin(call('sendQueued', { chatId }), pressedAt)),
  stop: (chatId: string) => tryCall(() => call('stopTurn', { chatId })),
  regenerate: (messageId: string, pressedAt: number) =>
    tryCall(() => begin(call('regenerate', { messageId }), pressedAt)),
  edit: (messageId: string, text: string, pressedAt: number) =>
    tryCall(() => begin(call('editMessage', { messageId, parts: textParts(text) }), pressedAt)),
  /** Opens the user's last message for editing. */
  editLast: (): void => {
    const last = get().messages?.findLast(({ role }) => role === 'user');
    if (last) signals.send('edit', last.id);
  },
  selectVersion: (messageId: string) => tryCall(async () => show(await call('selectVersion', { messageId }))),
  continueFromSummary: (chatId: string) =>
    tryCall(async () => {
      const next = await call('continueFromSummary', { chatId });
      const { shownChatId, messages } = get();
      if (shownChatId !== chatId) return;
      // The question that left no room for its answer moves to the new chat.
      const [question, answer] = messages?.slice(-2) ?? [];
      if (question?.role === 'user' && answer && textOf(answer) === '')
        drafts.keep(next.chatId, textOf(question));
      showChat(next.chatId);
    }),
  /** The text of the message that is being edited, or `null` when editing ends. */
  editing: (edited: ConversationState['edited']): void =>
    update((state) => (state.edited === null && edited === null ? state : { ...state, edited })),
  draftGone: (): void => update(draftGone),
});
