/** The line below the composer: how much of the draft is processed, whether it fits, and how full the context is. */
import { TextCursorInput } from 'lucide-react';
import { commands, titleOf } from '../commands/commands.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { ContextGauge } from './context-gauge.tsx';
import { contextUse, overflowSentence, tokensBefore } from './context-use.ts';
import { ChatSettingsButton } from '../answering/chat-settings.tsx';
import { ThinkingChoice } from '../answering/thinking-choice.tsx';
import { CompareButton } from '../comparison/compare-panel.tsx';
import { VersionsTree } from './versions-tree.tsx';
import { chatWords } from '../words/chat.ts';

interface Props {
  chatId: string | null;
  text: string;
  /** Tokens of the documents that are sent whole. */
  documentTokens: number;
  /** Why the message cannot be sent yet; `null`: it can be. */
  held: string | null;
}

export const DraftFoot = ({ chatId, text, documentTokens, held }: Props) => {
  const { signals } = useSession();
  const told = useWindow((state) => state.draft);
  const model = useWindow((state) => state.engine?.model ?? null);
  const warmth = useWindow((state) => (chatId === null ? null : (state.warmth.get(chatId) ?? null)));
  const chat = useWindow((state) => state.chats.find(({ id }) => id === chatId) ?? null);
  const edited = useWindow((state) => state.edited);
  const messages = useWindow((state) => state.messages);

  // The last figures stay while the user types, so that nothing flickers.
  const draft = told !== null && told.chatId === chatId && (text !== '' || documentTokens > 0) ? told : null;
  const isOfThisText = draft !== null && draft.draft === text;
  const isEdit = edited !== null && messages !== null && messages.some(({ id }) => id === edited.messageId);
  const use =
    model === null
      ? null
      : isEdit
        ? contextUse(model, tokensBefore(messages, edited.messageId, chat?.firstKeptId ?? null), {
            text: edited.text,
            promptTokens: null,
          })
        : contextUse(model, warmth, { text, documentTokens, promptTokens: draft?.promptTokens ?? null });
  // The tokens of an edit are never counted, so the edit alone may fill the context.
  const isShown = use !== null && (use.isWorthShowing || (isEdit && use.used + use.draft > use.limit / 4));
  const fits = use === null || use.fits;
  const isReading = isOfThisText && fits && draft.done < draft.total;
  const isRead = isOfThisText && fits && draft.done === draft.total;
  return (
    <div className="draft-foot">
      {isReading && (
        <span
          className="draft-line"
          style={{ width: `${(100 * draft.done) / Math.max(1, draft.total)}%` }}
          aria-hidden
        />
      )}
      <ChatSettingsButton chat={chat} />
      <ThinkingChoice chat={chat} />
      <button
        type="button"
        className="icon-button foot-button"
        aria-label={commands.beginAnswer.name}
        title={titleOf(commands.beginAnswer)}
        onClick={() => signals.send('beginning', null)}
      >
        <TextCursorInput aria-hidden />
      </button>
      <CompareButton hasDraft={text.trim() !== ''} held={held} />
      {chatId !== null && <VersionsTree key={chatId} chatId={chatId} />}
      <p className="draft-words" role="status">
        {held ?? (!fits && overflowSentence(chat?.overflow ?? null))}
      </p>
      {isRead && (
        <span className="draft-words" title={chatWords.composer.draftProcessedHint}>
          {chatWords.composer.draftProcessed}
        </span>
      )}
      {isShown && <ContextGauge use={use} chat={chat} />}
    </div>
  );
};
