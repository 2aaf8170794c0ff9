/** A document of a message: its name, and how much of it the prompt has. A click opens it beside the chat. */
import { KindIcon } from '../documents/kind-icon.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import type { PartProps } from './part-props.ts';

const words = documentsWords.message;

export const DocumentPart = ({ part: { documentId, name, mode, ranges } }: PartProps<'document'>) => {
  const session = useSession();
  const kind = useWindow(
    (state) => state.documents?.find(({ id }) => id === documentId)?.facts?.kind ?? null,
  );
  const how = mode === 'whole' ? words.whole : words.passages(ranges?.length ?? 0);
  return (
    <button
      type="button"
      className="document-part"
      title={documentsWords.attached.open(name)}
      onClick={() => session.openDocument(documentId, { range: ranges?.[0] ?? null })}
    >
      <KindIcon kind={kind} />
      <span className="document-part-name" dir="auto">
        {name}
      </span>
      <span className="document-part-mode">{how}</span>
    </button>
  );
};
