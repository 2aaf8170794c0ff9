/** Opened by the cached figure: how much of the prompt was cached, why not more, and from which message on. */
import type { ReadAgain } from '../../main/shared/contract/documents.ts';
import type { Reuse, Timings } from '../../main/shared/contract/message.ts';
import { goToMessage } from '../controls/go-to-message.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
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
  const again = timings.documents?.again ?? [];
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
      {again.map((one) => (
        <ReadAgainNote key={one.documentId} {...one} />
      ))}
      {reuse.cause !== null && !(again.length > 0 && reuse.cause === 'first-time') && (
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

/** The name of a document, which the messages of the chat have also after it was removed; `null` if none of them has it. */
const useDocumentName = (documentId: string): string | null => {
  const part = useWindow((state) =>
    state.messages
      ?.flatMap(({ parts }) => parts)
      .find((one) => one.kind === 'document' && one.documentId === documentId),
  );
  return part?.kind === 'document' ? part.name : null;
};

const FromDocument = ({ documentId }: { documentId: string }) => {
  const name = useDocumentName(documentId);
  return (
    <p>
      {name === null ? (
        words.fromOtherDocument
      ) : (
        <>
          {words.fromDocument.before}
          <bdi>{name}</bdi>
          {words.fromDocument.after}
        </>
      )}
    </p>
  );
};

const ReadAgainNote = ({ documentId, cause }: ReadAgain) => (
  <p>
    {words.readAgain.before}
    <bdi>{useDocumentName(documentId) ?? documentsWords.unnamed}</bdi>
    {words.readAgain.between}
    {documentsWords.again[cause]}
    {words.readAgain.after}
  </p>
);
