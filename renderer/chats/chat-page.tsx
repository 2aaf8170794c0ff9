/** The page of the shown chat, with the composer at its foot. */
import { newChatDraft } from '../state/window-address.ts';
import { Mark } from '../controls/mark.tsx';
import { useWindow } from '../state/use-session.ts';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { frameWords as words } from '../words/frame.ts';

/** The key of the elements of a chat: another chat keeps none of them. */
const usePlace = (): string => useWindow((state) => state.shownChatId ?? newChatDraft);

export const ChatPage = () => {
  const place = usePlace();
  const isConnected = useWindow((state) => state.app !== null);
  return isConnected ? <Conversation key={place} /> : <Connecting />;
};

export const ChatFoot = () => <Composer key={usePlace()} />;

const Connecting = () => {
  const isRefused = useWindow((state) => state.connection === 'refused');
  if (!isRefused)
    return (
      <div className="conversation is-connecting">
        <p>{words.starting}</p>
      </div>
    );
  return (
    <div className="conversation">
      <div className="empty" role="status">
        <Mark size={44} />
        <h2>{words.noKey.title}</h2>
        <p>{words.noKey.advice}</p>
      </div>
    </div>
  );
};
