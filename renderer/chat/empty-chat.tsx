/** A chat before its first message. */
import { BiggerModel } from '../models/bigger-model.tsx';
import { Mark } from '../parts/mark.tsx';
import { useSession, useWindow } from '../state/use-session.ts';

const starters = [
  'What can you do?',
  'What is prefill?',
  'Which model fits my machine?',
  'Where are my chats kept?',
];

/** As the core names it. */
const starterName = 'Hearth guide';

export const EmptyChat = () => {
  const session = useSession();
  // While it loads, its name tells.
  const isStarter = useWindow(({ engine }) => engine?.model?.isStarter ?? engine?.modelName === starterName);
  // Until the engine says which model it loads, neither text is shown: one would flicker to the other.
  const isKnown = useWindow(
    ({ engine }) => engine !== null && (engine.modelName !== null || engine.note !== null),
  );
  const isConnected = useWindow((state) => state.connection === 'open');
  return (
    <div className="empty" data-unknown={!isKnown || undefined}>
      <Mark size={44} />
      <h2>{isStarter ? 'Ask the guide' : 'Ask something'}</h2>
      <p>
        {isStarter
          ? 'A small model that comes with Hearth and knows its way around. What you write stays on this machine.'
          : 'The model answers on this machine, and what you write stays on it.'}
      </p>
      {isStarter && (
        <ul className="starters">
          {starters.map((question) => (
            <li key={question}>
              <button
                type="button"
                disabled={!isConnected}
                onClick={({ timeStamp }) => void session.send(null, question, timeStamp)}
              >
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
      {isStarter && <BiggerModel />}
    </div>
  );
};
