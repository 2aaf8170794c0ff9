/** A document beside the chat, or over it in a narrow window. */
import { X } from 'lucide-react';
import { useEffect, useId, useRef, type RefObject } from 'react';
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import { useEscape } from '../controls/use-key-down.ts';
import type { ShownDocument } from '../state/documents.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { DocumentNotes } from './document-notes.tsx';
import { KindIcon } from './kind-icon.tsx';
import { Reader } from './reader.tsx';
import { useDocumentText } from './use-document-text.ts';

const words = documentsWords.reader;

export const ReaderPane = () => {
  const shown = useWindow((state) => state.shownDocument);
  const isBeside = useWindow(({ page }) => page === 'chat' || page === 'documents');
  return shown !== null && isBeside ? <Opened key={shown.documentId} shown={shown} /> : null;
};

const Opened = ({ shown }: { shown: ShownDocument }) => {
  const session = useSession();
  const documents = useWindow((state) => state.documents);
  const asked = useAsked(documents === null, session.askDocuments);
  const info = documents?.find(({ id }) => id === shown.documentId) ?? null;
  const pane = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement)
        requestAnimationFrame(() => {
          if (document.activeElement === document.body) opener.focus({ preventScroll: true });
        });
    };
  }, []);
  useEscape(pane, session.closeDocument);
  return (
    <aside ref={pane} className="reader" aria-labelledby={id}>
      <div className="reader-head">
        <KindIcon kind={info?.facts?.kind ?? null} />
        <h2 id={id} ref={heading} tabIndex={-1} dir="auto" title={info?.name}>
          {info?.name ?? documentsWords.unnamed}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={words.close}
          title={words.close}
          onClick={session.closeDocument}
        >
          <X aria-hidden />
        </button>
      </div>
      {info === null ? (
        <p className="reader-note" role="status">
          {asked.problem ?? (documents === null ? words.opening : words.gone)}
        </p>
      ) : (
        <Content info={info} shown={shown} pane={pane} />
      )}
    </aside>
  );
};

interface ContentProps {
  info: DocumentInfo;
  shown: ShownDocument;
  pane: RefObject<HTMLElement | null>;
}

const Content = ({ info, shown, pane }: ContentProps) => {
  const { document, isWhole, problem } = useDocumentText(info);
  const isReady = info.extraction.state === 'ready';
  if (document === null || (document.text === '' && document.kind !== 'pdf'))
    return (
      <div className="reader-note">
        <p role={problem === null ? 'status' : 'alert'}>
          {problem ?? (document !== null ? words.noText : isReady ? words.opening : words.notReady)}
        </p>
        <DocumentNotes document={info} />
      </div>
    );
  return <Reader info={info} document={document} isWhole={isWhole} shown={shown} pane={pane} />;
};
