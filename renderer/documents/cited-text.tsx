/** The citations of an answer as small buttons that open the document at the place, and quotes that no document has, marked. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { AnswerCitations } from '../../main/shared/contract/documents.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import type { Citable } from '../../main/shared/documents/cited-names.ts';
import { TextMarks, type TextMark } from '../message/markdown/marked-text.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { citedPieces, closedPart, growingPieces, type CitedPiece } from './answer-marks.ts';

const words = documentsWords.citation;

/** What is known of an answer's citations: all, or while it is generated only the documents that it can cite. */
type Known = { all: AnswerCitations } | { documents: readonly Citable[] };

const Citations = createContext<Known | null>(null);

/** Around the parts of an answer: asks what it cites once it has ended, if its chat has documents. */
export const CitedAnswer = ({ message, children }: { message: Message; children: ReactNode }) => {
  const session = useSession();
  const { id, role, ending } = message;
  const hasDocuments = useWindow(
    ({ messages }) => messages?.some(({ parts }) => parts.some(({ kind }) => kind === 'document')) === true,
  );
  const isAsked = hasDocuments && role === 'model' && ending !== null;
  const [citations, setCitations] = useState<AnswerCitations | null>(null);
  useEffect(() => {
    if (!isAsked) return undefined;
    let isOver = false;
    session.call('answerCitations', { messageId: id }).then(
      (told) => {
        if (!isOver) setCitations(told);
      },
      // The answer can be read without buttons.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [session, id, isAsked]);
  const isKnown = isAsked && citations !== null;
  const documents = useCitable(hasDocuments && role === 'model' && !isKnown);
  const known = useMemo(
    () => (isKnown ? { all: citations } : documents.length === 0 ? null : { documents }),
    [isKnown, citations, documents],
  );
  return <Citations value={known}>{children}</Citations>;
};

/** The documents of the shown chat; none unless they are needed. */
const useCitable = (isNeeded: boolean): readonly Citable[] => {
  const messages = useWindow((state) => (isNeeded ? state.messages : null));
  const library = useWindow((state) => (isNeeded ? state.documents : null));
  const found = new Map<string, Citable>();
  for (const part of (messages ?? []).flatMap(({ parts }) => parts)) {
    if (part.kind !== 'document') continue;
    const { documentId, name } = part;
    const kind = library?.find((one) => one.id === documentId)?.facts?.kind ?? null;
    found.set(documentId, { documentId, name, kind });
  }
  // Compared as text: they are the same after most changes of the chat and the library.
  const key = JSON.stringify([...found.values()]);
  return useMemo(() => JSON.parse(key) as Citable[], [key]);
};

/** Around the Markdown of one part of an answer. `part`: the index of the part. */
export const CitedText = ({ part, text, children }: { part: number; text: string; children: ReactNode }) => {
  const known = useContext(Citations);
  const read = known === null ? '' : 'all' in known ? text : closedPart(text);
  const marks = useMemo(() => {
    if (known === null) return none;
    const pieces = 'all' in known ? citedPieces(known.all, part, read) : growingPieces(read, known.documents);
    return pieces.map(markOf);
  }, [known, part, read]);
  return <TextMarks value={marks}>{children}</TextMarks>;
};

const none: readonly TextMark[] = [];

const markOf = ({ literal, before, begins, ends, ...piece }: CitedPiece): TextMark => ({
  literal,
  before,
  begins,
  ends,
  meaning: JSON.stringify(piece),
  draw: (text) => <Cited piece={piece} text={text} />,
});

type Meaning = Pick<CitedPiece, 'documentId' | 'range' | 'place' | 'kind'>;

/** Not a `button`: it is text of the answer, which is found, copied and selected with the rest. */
const Cited = ({ piece: { documentId, range, place, kind }, text }: { piece: Meaning; text: string }) => {
  const session = useSession();
  if (kind === 'quote')
    return (
      <span className="quote-missing" title={words.quoteNotFound}>
        {text}
      </span>
    );
  const open = (): void => session.openDocument(documentId, { range, place });
  return (
    <span
      role="button"
      tabIndex={0}
      className={kind === 'missing' ? 'citation is-missing' : 'citation'}
      title={
        kind === 'missing' ? words.notFound : words.open(text.replace(/^[[(【［;,\s]+|[\])】］;,\s]+$/g, ''))
      }
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open();
      }}
    >
      {text}
    </span>
  );
};
