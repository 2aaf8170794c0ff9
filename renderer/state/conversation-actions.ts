/** The actions on the messages of the shown chat. */
import type { BegunTurn } from '../../main/shared/contract/turns.ts';
import type { Attached } from '../../main/shared/contract/documents.ts';
import type { Thinking } from '../../main/shared/contract/engine.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import type { OpenedChat } from '../../main/shared/contract/chats.ts';
import type { QueuedMessage } from '../../main/shared/contract/queue.ts';
import type { SentPart } from '../../main/shared/contract/parts.ts';
import { sentPartsOf, textOf } from '../../main/shared/message/parts.ts';
import { attachedIn, keepAttached, withAttached } from './attached.ts';
import { documentParts } from './documents.ts';
import type { Drafts } from './drafts.ts';
import { beginningIn, keepBeginning, said } from './beginning.ts';
import { forgetEdit } from './edits.ts';
import { keepPasted, pastedFrom, pastedJson } from './pasted.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { Behind } from './behind.ts';
import { copyText } from './copy-text.ts';
import { shownThinking } from './thinking.ts';
import { draftGone } from './transitions.ts';
import { lastAnswerText, type ConversationState, type RemovedMessage } from './conversation.ts';
import { frameWords } from '../words/frame.ts';
import { newChatDraft } from './window-address.ts';

/** How long the notice about a deleted message is shown, in ms; the tree shows it as long as it can be restored. */
const undoMs = 8_000;

const mostWords = 60;

const withoutMessage = (removed: readonly RemovedMessage[], id: string): RemovedMessage[] =>
  removed.filter(({ messageId }) => messageId !== id);

/** What a draft consists of; what its answer begins with is empty if that is nothing. */
interface WholeDraft {
  text: string;
  pasted: readonly string[];
  attached: readonly Attached[];
  beginning: string;
}

/** A draft of this text alone. */
const textDraft = (text: string): WholeDraft => ({ text, pasted: [], attached: [], beginning: '' });

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
  /** The preset of a new chat in place of the chosen one. */
  newChatPreset: () => Promise<string | undefined>;
}

/** A text that returns to the message box, before what was typed there since. */
const textBefore = (text: string, typed: string): string =>
  [text, typed].filter((part) => part !== '').join('\n');

export const createConversationActions = (
  { call, get, update, put, tryCall, signals }: Behind,
  { drafts, readAhead, showChat, show, begin, firstConnection, newChatPreset }: Parts,
) => {
  /** Empties a draft whose texts are sent. A draft with another text, for example when "Continue" is pressed, stays. */
  const leaveDraft = (place: string, { text, pasted, attached, beginning }: WholeDraft): void => {
    if (drafts.of(place) === text) drafts.keep(place, '');
    if (pasted.length > 0) keepPasted(drafts, place, []);
    if (attached.length > 0) keepAttached(drafts, place, []);
    if (beginning !== '') keepBeginning(drafts, place, '');
  };
  /** Returns the texts of a message to its draft, before what is there now. */
  const toDraft = (place: string, { text, pasted, attached, beginning }: WholeDraft): void => {
    drafts.keep(place, textBefore(text, drafts.of(place)));
    if (pasted.length > 0) keepPasted(drafts, place, [...pasted, ...pastedFrom(pastedJson(drafts, place))]);
    if (attached.length > 0) keepAttached(drafts, place, withAttached(attached, attachedIn(drafts, place)));
    keepBeginning(drafts, place, beginningIn(drafts, place) || beginning);
  };
  const wholeDraft = (place: string): WholeDraft => ({
    text: drafts.of(place),
    pasted: pastedFrom(pastedJson(drafts, place)),
    attached: attachedIn(drafts, place),
    beginning: beginningIn(drafts, place),
  });
  const moveDraft = (from: string, to: string): void => {
    const typed = wholeDraft(from);
    toDraft(to, typed);
    leaveDraft(from, typed);
  };
  const partsOf = ({ text, pasted, attached }: WholeDraft): SentPart[] =>
    sentPartsOf(pasted, text, documentParts(attached, get().documents));
  return {
    moveDraft,
    /** Sends a message. If that is refused, its texts return to its draft, before anything typed since. */
    send: async (chatId: string | null, draft: string | WholeDraft, pressedAt: number): Promise<boolean> => {
      const place = chatId ?? newChatDraft;
      const sent = typeof draft === 'string' ? textDraft(draft) : draft;
      readAhead.sent();
      leaveDraft(place, sent);
      const wentThrough = await tryCall(async () => {
        await firstConnection();
        const presetId = chatId === null ? await newChatPreset() : undefined;
        const reply = await begin(
          call('startTurn', { chatId, parts: partsOf(sent), beginning: said(sent.beginning), presetId }),
          pressedAt,
        );
        // The new chat is shown unless the user has opened another one meanwhile.
        if (chatId !== null || get().shownChatId !== null) return;
        moveDraft(place, reply.chatId);
        showChat(reply.chatId);
      });
      if (!wentThrough) toDraft(place, sent);
      return wentThrough;
    },
    /** Lets a message wait for the running answer. If that is refused, its text returns to its draft. */
    queue: async (chatId: string, sent: WholeDraft): Promise<boolean> => {
      readAhead.sent();
      leaveDraft(chatId, sent);
      const wentThrough = await tryCall(async () => {
        await call('queueMessage', { chatId, parts: partsOf(sent), beginning: said(sent.beginning) });
        signals.send('sent', null);
      });
      if (!wentThrough) toDraft(chatId, sent);
      return wentThrough;
    },
    editQueued: (messageId: string, parts: SentPart[]) =>
      tryCall(() => call('editQueued', { messageId, parts })),
    /** Takes a queued message back: its text is put before the text in the message box. */
    takeBack: ({ id, chatId, parts, beginning }: QueuedMessage) =>
      tryCall(async () => {
        await call('takeBack', { messageId: id });
        forgetEdit(drafts, id);
        const written = parts.filter(({ kind }) => kind === 'text');
        const pasted = parts.filter(({ kind }) => kind === 'pasted').map(({ text }) => text);
        const attached = parts.filter((part) => part.kind === 'document');
        toDraft(chatId, { text: textOf({ parts: written }), pasted, attached, beginning: beginning ?? '' });
      }),
    sendQueued: (chatId: string, pressedAt: number) =>
      tryCall(() => begin(call('sendQueued', { chatId }), pressedAt)),
    stop: (chatId: string) => tryCall(() => call('stopTurn', { chatId })),
    /**
     * Answers the question of this message again. The answer begins as the message box says; if that says nothing, as it did
     * before, unless `isFree`.
     */
    regenerate: async (messageId: string, pressedAt: number, isFree = false): Promise<boolean> => {
      const place = get().shownChatId ?? newChatDraft;
      const beginning = isFree ? null : (said(beginningIn(drafts, place)) ?? undefined);
      if (beginning) keepBeginning(drafts, place, '');
      const wentThrough = await tryCall(() => begin(call('regenerate', { messageId, beginning }), pressedAt));
      if (beginning && !wentThrough) keepBeginning(drafts, place, beginning);
      return wentThrough;
    },
    edit: (messageId: string, parts: SentPart[], pressedAt: number) =>
      tryCall(() => begin(call('editMessage', { messageId, parts }), pressedAt)),
    continueAnswer: (messageId: string, pressedAt: number) =>
      tryCall(() => begin(call('continueAnswer', { messageId }), pressedAt)),
    editAnswer: (messageId: string, text: string) => tryCall(() => call('editAnswer', { messageId, text })),
    /** Makes a fork up to this message and shows it. */
    forkChat: (messageId: string) =>
      tryCall(async () => showChat((await call('forkChat', { messageId })).chatId)),
    deleteMessage: (message: Message) =>
      tryCall(async () => {
        const { id: messageId, chatId } = message;
        const deleted = await call('deleteMessage', { messageId });
        const words = textOf(message).slice(0, mostWords).replaceAll(/\s+/g, ' ').trim();
        put({ removed: [...get().removed, { ...deleted, chatId, words }] });
        setTimeout(() => put({ removed: withoutMessage(get().removed, messageId) }), undoMs);
      }),
    /** Restores a deleted message and shows it where it was. */
    restoreMessage: ({ messageId, tipId, chatId }: RemovedMessage) =>
      tryCall(async () => {
        put({ removed: withoutMessage(get().removed, messageId) });
        await call('restoreMessage', { messageId, tipId });
        if (get().shownChatId !== chatId) showChat(chatId);
      }),
    /** Opens the user's last message for editing. */
    editLast: (): void => {
      const last = get().messages?.findLast(({ role }) => role === 'user');
      if (last) signals.send('edit', last.id);
    },
    /** Copies the text of the last answer. */
    copyLast: async (): Promise<void> => {
      const text = lastAnswerText(get());
      if (text === null) return;
      await copyText(text);
      update((state) => ({ ...state, announcement: frameWords.answerCopied }));
    },
    /** Changes how much the model thinks in the shown chat. */
    changeThinking: async (part: Partial<Thinking>): Promise<void> => {
      const thinking = shownThinking(get());
      if (thinking !== null)
        await call('setThinking', { chatId: get().shownChatId, thinking: { ...thinking, ...part } });
    },
    selectVersion: (messageId: string) =>
      tryCall(async () => show(await call('selectVersion', { messageId }))),
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
  };
};
