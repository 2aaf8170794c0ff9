/** Above the first message of a fork: the chat that it was made from, and the way back. */
import type { Chat } from '../../main/shared/contract/chats.ts';
import { goToMessage } from '../controls/go-to-message.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.fork;

export const ForkNote = ({ from: { chatId, messageId } }: { from: NonNullable<Chat['forkedFrom']> }) => {
  const session = useSession();
  const title = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.title);
  if (title === undefined) return <p className="fork-note">{words.fromDeleted}</p>;
  return (
    <p className="fork-note">
      {words.from.before}
      <button
        type="button"
        className="text-button"
        onClick={async () => {
          await session.showChat(chatId);
          requestAnimationFrame(() => goToMessage(session, messageId));
        }}
      >
        <bdi>{title}</bdi>
      </button>
      {words.from.after}
    </p>
  );
};
