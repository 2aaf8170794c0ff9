/** One document above the message box. */
import { X } from 'lucide-react';
import { useId } from 'react';
import type { DocumentCost, DocumentInfo, DocumentMode } from '../../main/shared/contract/documents.ts';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { DocumentNotes } from './document-notes.tsx';
import { KindIcon } from './kind-icon.tsx';
import { sizeOf } from './document-size.ts';

const words = documentsWords.attached;

interface Props {
  /** `null` if it is not in the library. */
  document: DocumentInfo | null;
  /** The library is being asked for. */
  isAsked: boolean;
  /** What it is called if it is not in the library. */
  name: string;
  mode: DocumentMode;
  /** `null` until it is known. */
  cost: DocumentCost | null;
  choose: (mode: DocumentMode) => void;
  remove: () => void;
}

export const AttachedDocument = ({
  document,
  isAsked,
  name: sentName,
  mode,
  cost,
  choose,
  remove,
}: Props) => {
  const session = useSession();
  const name = document?.name ?? sentName;
  const isReady = document?.extraction.state === 'ready';
  const hasText = document !== null && (document.facts?.characters ?? 0) > 0;
  return (
    <li className="attached-document">
      <div className="attached-head">
        <KindIcon kind={document?.facts?.kind ?? null} />
        <span className="attached-about">
          {hasText ? (
            <button
              type="button"
              className="attached-name"
              dir="auto"
              title={words.open(name)}
              onClick={() => session.openDocument(document.id)}
            >
              {name}
            </button>
          ) : (
            <span className="attached-name" dir="auto" title={name}>
              {name}
            </span>
          )}
          {document !== null && <Figures document={document} mode={mode} cost={isReady ? cost : null} />}
        </span>
        {isReady && hasText && <Modes mode={mode} cost={cost} choose={choose} />}
        <button
          type="button"
          className="icon-button"
          aria-label={words.remove(name)}
          title={words.remove(name)}
          onClick={remove}
        >
          <X aria-hidden />
        </button>
      </div>
      {document === null && !isAsked && <p className="attached-note is-problem">{words.gone}</p>}
      {isReady && hasText && mode === 'passages' && (
        <p className="attached-note">
          {cost?.fits === false ? words.tooLong(cost.tokens, cost.room) : words.passagesOnly}
        </p>
      )}
      {document !== null && <DocumentNotes document={document} isAttached stopped={remove} />}
    </li>
  );
};

/** What the document is, and what the model has to do for it. */
const Figures = ({
  document,
  mode,
  cost,
}: {
  document: DocumentInfo;
  mode: DocumentMode;
  cost: DocumentCost | null;
}) => {
  const costs =
    cost === null || mode === 'passages'
      ? []
      : [
          words.tokens(cost),
          words.reading(cost),
          cost.kvBytes === null || cost.kvBytes === 0 ? null : words.kv(cost.kvBytes),
        ];
  return (
    <span className="attached-figures">
      {[sizeOf(document), ...costs]
        .filter((part) => part !== null)
        .map((part) => (
          <span
            key={part}
            data-read={part === costs[1] && cost?.state.where !== 'cold' ? '' : undefined}
            // With the reason why it is read again.
            data-long={part.length > 50 ? '' : undefined}
          >
            {part}
          </span>
        ))}
    </span>
  );
};

const Modes = ({
  mode,
  cost,
  choose,
}: {
  mode: DocumentMode;
  cost: DocumentCost | null;
  choose: (mode: DocumentMode) => void;
}) => {
  const id = useId();
  const option = (value: DocumentMode, label: string, hint: string, isPossible: boolean) => (
    <label title={hint}>
      <input
        type="radio"
        name={id}
        checked={mode === value}
        disabled={!isPossible}
        onChange={() => choose(value)}
      />
      <span>{label}</span>
    </label>
  );
  return (
    <div className="segments attached-modes" role="radiogroup" aria-label={words.modes}>
      {option('whole', words.whole, words.wholeHint, cost?.fits !== false)}
      {option('passages', words.passages, words.passagesHint, true)}
    </div>
  );
};
