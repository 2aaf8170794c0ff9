/** What the cached figure opens: where the prompt started and, if not further on, why and at which message. */
import type { Reuse, Timings } from '../../main/contract/types.ts';
import { goToMessage } from '../chat/go-to-message.ts';
import { useWindow } from '../state/use-session.ts';
import { causeSentences, firstWords, startSentence } from './reuse.ts';

interface Props {
  id: string;
  reuse: Reuse;
  timings: Timings;
}

export const ReuseNote = ({ id, reuse, timings }: Props) => {
  // A message of another version cannot be gone to.
  const message = useWindow((state) => state.messages?.find((one) => one.id === reuse.messageId));
  return (
    <div id={id} className="reuse">
      <p>{startSentence(reuse, timings)}</p>
      {reuse.cause !== null && (
        <p>
          {causeSentences[reuse.cause]}
          {message && (
            <>
              {' Read again from '}
              <button type="button" className="text-button" onClick={() => goToMessage(message.id)}>
                {firstWords(message)}
              </button>
              {' on.'}
            </>
          )}
        </p>
      )}
    </div>
  );
};
