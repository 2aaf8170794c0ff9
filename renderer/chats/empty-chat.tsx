/** A chat before its first message. */
import { BiggerModel } from '../hub/bigger-model.tsx';
import { Mark } from '../controls/mark.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.empty;

export const EmptyChat = () => {
  const session = useSession();
  // While a model loads, only its name is known.
  const isStarter = useWindow(
    ({ engine }) => engine?.model?.isStarter ?? engine?.modelName === words.guideName,
  );
  // Neither text is shown until the engine says which model it loads, since one text would flicker to the other.
  const isKnown = useWindow(
    ({ engine }) => engine !== null && (engine.modelName !== null || engine.note !== null),
  );
  const isConnected = useWindow((state) => state.connection === 'open');
  const { title, about } = isStarter ? words.guide : words.other;
  return (
    <div className="empty" data-unknown={!isKnown || undefined}>
      <Mark size={44} />
      <h2>{title}</h2>
      <p>{about}</p>
      {isStarter && (
        <ul className="starters">
          {words.questions.map((question) => (
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
