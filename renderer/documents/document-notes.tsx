/** What is to be known of a document, each with what can be done: its extraction, a scan, a changed file. */
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { sentenceOf } from '../words/told.ts';

const words = documentsWords.attached;

interface Props {
  document: DocumentInfo;
  /** It is in a message that is being written. */
  isAttached?: boolean;
  /** Called when its extraction is stopped, which removes it. */
  stopped?: () => void;
}

export const DocumentNotes = ({ document, isAttached = false, stopped }: Props) => {
  const session = useSession();
  const { id, extraction, facts, isChanged } = document;
  const isReady = extraction.state === 'ready';
  const canRecognise = isReady && facts?.canRecognise === true;
  const recognise = canRecognise && (
    <button
      type="button"
      className="button"
      onClick={() => void session.attempt('recogniseDocument', { documentId: id })}
    >
      {words.recognise}
    </button>
  );
  const isScan = facts !== null && facts.pages !== null && facts.pages.withText < facts.pages.count;
  return (
    <>
      {(extraction.state === 'waiting' || extraction.state === 'running') && (
        <div className="attached-note">
          <span>{extraction.state === 'waiting' ? words.waiting : words.extracting}</span>
          {extraction.state === 'running' && <Progress share={extraction.share} />}
          <button
            type="button"
            className="button"
            onClick={() => {
              stopped?.();
              void session.attempt('stopExtraction', { documentId: id });
            }}
          >
            {words.stop}
          </button>
        </div>
      )}
      {extraction.state === 'failed' && (
        <p className="attached-note is-problem" role="alert">
          {sentenceOf(extraction.problem)}
        </p>
      )}
      {canRecognise && facts?.kind === 'image' && (
        <div className="attached-note">
          <span>{words.image}</span>
          {recognise}
        </div>
      )}
      {isReady && facts?.kind !== 'image' && isScan && (
        <div className="attached-note">
          <span>{words.scan(facts.pages!)}</span>
          {recognise}
        </div>
      )}
      {isReady &&
        facts?.remarks.map((remark) => (
          <p key={sentenceOf(remark)} className="attached-note">
            {sentenceOf(remark)}
          </p>
        ))}
      {isReady && isChanged === true && (
        <div className="attached-note">
          <span>{words.changed}</span>
          <button
            type="button"
            className="button"
            onClick={() => void session.attempt('renewDocument', { documentId: id })}
          >
            {words.renew}
          </button>
        </div>
      )}
      {isReady && isChanged === null && !isAttached && (
        <p className="attached-note">{documentsWords.library.gone}</p>
      )}
    </>
  );
};

const Progress = ({ share }: { share: number | null }) =>
  share === null ? (
    <progress aria-label={words.extracting} />
  ) : (
    <progress aria-label={words.extracting} aria-valuetext={words.extracted(share)} max={1} value={share} />
  );
