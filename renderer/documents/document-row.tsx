/** One document of the library. */
import { MessageSquarePlus } from 'lucide-react';
import type { DocumentInfo, DocumentState } from '../../main/shared/contract/documents.ts';
import { useNow } from '../controls/use-now.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { ago } from '../words/models.ts';
import { DocumentNotes } from './document-notes.tsx';
import { sizeOf } from './document-size.ts';
import { KindIcon } from './kind-icon.tsx';

const words = documentsWords.library;

interface Props {
  document: DocumentInfo;
  /** The KV states of it; `null` until they are known. */
  states: readonly DocumentState[] | null;
  isSelected: boolean;
  select: (isSelected: boolean) => void;
}

export const DocumentRow = ({ document, states, isSelected, select }: Props) => {
  const session = useSession();
  const { id, name, path, bytes, facts, usedAt, chats, indexed } = document;
  const now = useNow();
  const size = documentsWords.size(bytes);
  const figures = [
    facts === null ? null : documentsWords.kinds[facts.kind],
    facts === null ? null : sizeOf(document),
    size,
    words.chats(chats),
    words.used(ago(usedAt, now)),
    facts === null || facts.characters === 0 || indexed >= 1 ? null : words.indexed(indexed),
  ];
  return (
    <li className="document-row" data-selected={isSelected || undefined}>
      <input
        type="checkbox"
        checked={isSelected}
        aria-label={words.select(name)}
        onChange={({ target }) => select(target.checked)}
      />
      <KindIcon kind={facts?.kind ?? null} />
      <div className="document-row-about">
        <button
          type="button"
          className="attached-name"
          dir="auto"
          title={path ?? name}
          onClick={() => session.openDocument(id)}
        >
          {name}
        </button>
        <span className="attached-figures">
          {figures
            .filter((part, index) => part !== null && figures.indexOf(part) === index)
            .map((part) => (
              <span key={part}>{part}</span>
            ))}
        </span>
        {facts !== null && states !== null && facts.characters > 0 && (
          <States documentId={id} states={states} />
        )}
        <DocumentNotes document={document} />
      </div>
      {facts !== null && facts.characters > 0 && (
        <button
          type="button"
          className="icon-button"
          aria-label={words.askAbout(name)}
          title={words.askAbout(name)}
          onClick={() => session.askAboutDocuments([document])}
        >
          <MessageSquarePlus aria-hidden />
        </button>
      )}
    </li>
  );
};

const States = ({ documentId, states }: { documentId: string; states: readonly DocumentState[] }) => {
  const documents = useWindow((state) => state.documents);
  if (states.length === 0) return <p className="document-states">{words.notRead}</p>;
  return (
    <ul className="document-states" aria-label={words.states}>
      {states.map((state) => {
        const { modelName, isOfLoaded, isOfChat, tokens, bytes, documentIds } = state;
        const others = documentIds.flatMap((id) =>
          id === documentId ? [] : (documents?.find((one) => one.id === id)?.name ?? documentsWords.unnamed),
        );
        return (
          <li
            key={JSON.stringify([modelName, isOfLoaded, documentIds])}
            data-loaded={isOfLoaded || undefined}
          >
            {bytes === 0 ? words.hot(modelName, tokens) : words.warm(modelName, tokens, bytes)}
            {others.length > 0 && words.together(others)}
            {isOfChat && words.withChat}
          </li>
        );
      })}
    </ul>
  );
};
