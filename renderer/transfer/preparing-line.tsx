/** How far the processing of imported chats in idle time is, and a button that stops it. */
import { useSession, useWindow } from '../state/use-session.ts';
import { transferWords } from '../words/transfer.ts';

const words = transferWords.prepare;

export const PreparingLine = () => {
  const session = useSession();
  const preparing = useWindow((state) => state.preparing);
  if (preparing === null) return null;
  const { left, done, waitsFor } = preparing;
  return (
    <section className="transfer-part" role="status">
      <p>
        {left === 0 ? words.finished(done) : words.left(done, left)}
        {waitsFor !== null && ` · ${words.waitsFor[waitsFor]}`}
      </p>
      {left > 0 && (
        <div>
          <button type="button" className="button" onClick={() => void session.attempt('stopPreparing', {})}>
            {words.stop}
          </button>
        </div>
      )}
    </section>
  );
};
