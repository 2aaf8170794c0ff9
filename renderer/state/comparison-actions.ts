/** The actions on answers that are compared. */
import type { AnswerPlan } from '../../main/shared/contract/comparisons.ts';
import type { OpenedChat } from '../../main/shared/contract/chats.ts';
import { sentPartsOf } from '../../main/shared/message/parts.ts';
import { attachedIn, keepAttached } from './attached.ts';
import { beginningIn, keepBeginning, said } from './beginning.ts';
import type { Behind } from './behind.ts';
import { documentParts } from './documents.ts';
import type { Drafts } from './drafts.ts';
import { keepPasted, pastedFrom, pastedJson } from './pasted.ts';
import type { ReadAhead } from './read-ahead.ts';
import { newChatDraft } from './window-address.ts';

interface Parts {
  drafts: Drafts;
  readAhead: ReadAhead;
  showChat: (chatId: string | null) => void;
  show: (chat: OpenedChat) => void;
}

export const createComparisonActions = (
  { call, get, tryCall, signals }: Behind,
  { drafts, readAhead, showChat, show }: Parts,
) => ({
  /** Sends the draft of the shown chat, answered as each of `answers` says. If that is refused, the draft stays. */
  compareDraft: (answers: AnswerPlan[]): Promise<boolean> =>
    tryCall(async () => {
      const chatId = get().shownChatId;
      const place = chatId ?? newChatDraft;
      const text = drafts.of(place);
      const documents = documentParts(attachedIn(drafts, place), get().documents);
      const parts = sentPartsOf(pastedFrom(pastedJson(drafts, place)), text, documents);
      readAhead.sent();
      const beginning = beginningIn(drafts, place);
      const begun = await call('startComparison', { chatId, parts, answers, beginning: said(beginning) });
      if (drafts.of(place) === text) drafts.keep(place, '');
      if (beginningIn(drafts, place) === beginning) keepBeginning(drafts, place, '');
      keepPasted(drafts, place, []);
      keepAttached(drafts, place, []);
      signals.send('sent', null);
      if (chatId === null && get().shownChatId === null) showChat(begun.chatId);
    }),
  /** Has the question of this answer, the last one, answered again as each of `answers` says. */
  compareAnswers: (messageId: string, answers: AnswerPlan[]): Promise<boolean> =>
    tryCall(async () => {
      const place = get().shownChatId ?? newChatDraft;
      const beginning = beginningIn(drafts, place);
      await call('compareAnswers', { messageId, answers, beginning: said(beginning) ?? undefined });
      if (beginningIn(drafts, place) === beginning) keepBeginning(drafts, place, '');
    }),
  /** Shows all versions of the last answer side by side. */
  openComparison: (messageId: string): Promise<boolean> =>
    tryCall(() => call('openComparison', { messageId })),
  closeComparison: (chatId: string): Promise<boolean> => tryCall(() => call('closeComparison', { chatId })),
  /** Continues the chat with this one of the compared answers. */
  keepAnswer: (messageId: string): Promise<boolean> =>
    tryCall(async () => show(await call('selectVersion', { messageId }))),
});
