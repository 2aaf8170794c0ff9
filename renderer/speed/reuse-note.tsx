/** Opened by the cached figure: how much of the prompt was cached, why not more, and from which message on. */
import type { Reuse, Timings } from '../../main/shared/contract/message.ts';
import { goToMessage } from '../controls/go-to-message.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { latencyWords } from '../words/latency.ts';
import { firstWords, startSentence } from './reuse.ts';

const words = latencyWords.reuse;

interface Props {
  id: string;
  reuse: Reuse;
  timings: Timings;
}

export const ReuseNote = ({ id, reuse, timings }: Props) => {
  const session = useSession();
  // A message of another version cannot be scrolled to.
  const message = useWindow((state) => state.messages?.find((one) => one.id === reuse.messageId));
  return (
    <div id={id} className="reuse">
      <p>
        {timings.continued && words.whenContinued}
        {startSentence(reuse, timings.continued ?? timings)}
      </p>
      {timings.documents && (
        <p>{words.documents(timings.documents.tokens, timings.documents.cachedTokens)}</p>
      )}
      {reuse.documentId !== undefined && <FromDocument documentId={reuse.documentId} />}
      {timings.shared && <p>{words.shared(timings.shared)}</p>}
      {reuse.cause !== null && (
        <p>
          {words.causes[reuse.cause]}
          {message && (
            <>
              {words.reprocessedFrom.before}
              <button type="button" className="text-button" onClick={() => goToMessage(session, message.id)}>
                {firstWords(message)}
              </button>
              {words.reprocessedFrom.after}
            </>
          )}
        </p>
      )}
    </div>
  );
};

const FromDocument = ({ documentId }: { documentId: string }) => {
  // The messages of the chat have its name, also after it was removed.
  const part = useWindow((state) =>
    state.messages
      ?.flatMap(({ parts }) => parts)
      .find((one) => one.kind === 'document' && one.documentId === documentId),
  );
  return (
    <p>
      {part?.kind === 'document' ? (
        <>
          {words.fromDocument.before}
          <bdi>{part.name}</bdi>
          {words.fromDocument.after}
        </>
      ) : (
        words.fromOtherDocument
      )}
    </p>
  );
};
