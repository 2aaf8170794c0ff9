/** The citations of an answer as small buttons that open the document at the place, and quotes that no document has, marked. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { AnswerCitations } from '../../main/shared/contract/documents.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { TextMarks, type TextMark } from '../message/markdown/marked-text.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { citedPieces, type CitedPiece } from './answer-marks.ts';

const words = documentsWords.citation;

const Citations = createContext<AnswerCitations | null>(null);

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
  return <Citations value={citations}>{children}</Citations>;
};

/** Around the Markdown of one part of an answer. `part`: the index of the part. */
export const CitedText = ({ part, text, children }: { part: number; text: string; children: ReactNode }) => {
  const citations = useContext(Citations);
  const marks = useMemo(
    () => (citations === null ? none : citedPieces(citations, part, text).map(markOf)),
    [citations, part, text],
  );
  return <TextMarks value={marks}>{children}</TextMarks>;
};

const none: readonly TextMark[] = [];

const markOf = (piece: CitedPiece): TextMark => ({
  literal: piece.literal,
  draw: (text) => <Cited piece={piece} text={text} />,
});

/** Not a `button`: it is text of the answer, which is found, copied and selected with the rest. */
const Cited = ({ piece: { documentId, range, isQuote }, text }: { piece: CitedPiece; text: string }) => {
  const session = useSession();
  if (isQuote)
    return (
      <span className="quote-missing" title={words.quoteNotFound}>
        {text}
      </span>
    );
  const open = (): void => session.openDocument(documentId, { range });
  return (
    <span
      role="button"
      tabIndex={0}
      className={range === null ? 'citation is-missing' : 'citation'}
      title={
        range === null ? words.notFound : words.open(text.replace(/^[[(【［;,\s]+|[\])】］;,\s]+$/g, ''))
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
