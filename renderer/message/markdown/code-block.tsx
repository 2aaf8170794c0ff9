/** A block of code with its language and its tools. Diagrams are drawn when they are whole; HTML and SVG can be previewed. */
import { memo, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { isReordered } from '../../../main/shared/format/revealed.ts';
import { CopyButton } from '../../controls/copy-button.tsx';
import { KeepSelection } from '../../controls/keep-selection.tsx';
import { useWindow } from '../../state/use-session.ts';
import { longestColoured } from './bounds.ts';
import { SaveButton, ViewButton, WrapButton } from './code-tools.tsx';
import { DiagramImage } from './diagrams/diagram-image.tsx';
import { useDiagram } from './diagrams/use-diagram.ts';
import { coloured, knownLanguage } from './highlight.tsx';
import { Preview } from './preview.tsx';
import { hasTime, later } from './work.ts';
import { markdownWords as words } from '../../words/chat.ts';

/** Lines that are drawn together, so that a long growing block costs no more than a short one. */
const linesTogether = 40;
/** Longer lines are cut. Characters. */
const longestLine = 10_000;

interface Props {
  code: string;
  language: string | null;
  /** More code may follow. */
  isOpen: boolean;
  /** The block has its closing fence. */
  isClosed: boolean;
}

/** What a whole block is shown as instead of its source: a diagram at once, a preview on request. */
const views: Readonly<Record<string, 'diagram' | 'preview'>> = {
  mermaid: 'diagram',
  html: 'preview',
  svg: 'preview',
};

export const CodeBlock = ({ code, language, isOpen, isClosed }: Props) => {
  const name = language?.toLowerCase() ?? '';
  const view = isClosed && !isOpen && Object.hasOwn(views, name) ? views[name]! : null;
  const isWrapped = useWindow((state) => state.settings?.wrapCode) ?? false;
  const [isChosen, setIsChosen] = useState<boolean | null>(null);
  const isWanted = view !== null && (isChosen ?? view === 'diagram');
  const diagram = useDiagram(view === 'diagram' && isWanted ? code : null);
  const isDrawn = diagram !== null && typeof diagram !== 'string';
  const isViewed = isWanted && (view === 'preview' || isDrawn);
  const listen = useCallback((source: HTMLPreElement | null) => {
    // The search in the chat has found something in the hidden source.
    const show = (): void => setIsChosen(false);
    source?.addEventListener('beforematch', show);
    return () => source?.removeEventListener('beforematch', show);
  }, []);
  return (
    <figure
      className={isWrapped ? 'code is-wrapped' : 'code'}
      dir="ltr"
      data-language={language ?? ''}
      aria-label={language ? words.codeIn(language) : words.code}
    >
      <figcaption>
        <span>{language ?? words.plainCode}</span>
        {view !== null && isViewed === isWanted && (
          <ViewButton isViewed={isViewed} toggle={() => setIsChosen(!isViewed)} kind={view} />
        )}
        {!isViewed && <WrapButton isWrapped={isWrapped} />}
        <SaveButton code={code} language={language} />
        <CopyButton label={words.copyCode} text={() => code} />
      </figcaption>
      {/* In place of a diagram or a preview the source stays in the page: it is copied and searched. */}
      <pre tabIndex={0} hidden={isViewed} ref={listen}>
        <code>
          <Pieces code={code} language={knownLanguage(language)} isOpen={isOpen} />
        </code>
      </pre>
      {/* What is copied contains these characters. */}
      {!isOpen && isReordered(code) && (
        <p className="code-note" role="note">
          {words.reordered}
        </p>
      )}
      {isDrawn && <DiagramImage drawing={diagram} />}
      {typeof diagram === 'string' && (
        <p className="code-note" role="note">
          {diagram === 'failed' ? words.diagramFailed : words.diagramTooSlow}
        </p>
      )}
      {isViewed && view === 'preview' && <Preview code={code} />}
    </figure>
  );
};

/** Finished code is coloured as a whole if it is short enough; otherwise piece by piece, as while it grows. */
const Pieces = ({ code, language, isOpen }: Omit<Props, 'isClosed'>) => {
  const pieces = useMemo(() => piecesOf(code), [code]);
  const isWhole = !isOpen && code.length <= longestColoured;
  const drawn = useColoured(code, isWhole ? language : null, pieces);
  return pieces.map((piece, index) => (
    <span key={index} className="piece">
      <Piece code={piece} language={language} drawn={drawn?.[index]} />
    </span>
  ));
};

interface PieceProps {
  code: string;
  language: string | null;
  /** Its part of the block, if that was coloured as a whole. */
  drawn: ReactNode | undefined;
}

const Piece = memo(({ code, language, drawn }: PieceProps) => {
  const one = useMemo(() => [code], [code]);
  const own = useColoured(code, drawn === undefined ? language : null, one);
  return <KeepSelection isInline>{drawn ?? own ?? code}</KeepSelection>;
});

/** `pieces` of `code` in colours, at once or when there is time; `null` until then, and if it cannot be coloured. */
const useColoured = (
  code: string,
  language: string | null,
  pieces: readonly string[],
): readonly ReactNode[] | null => {
  const draw = useCallback((): ReactNode[] | null => {
    let end = 0;
    const ends = pieces.map((piece) => (end += piece.length));
    return language === null ? null : coloured(code, language, ends);
  }, [code, language, pieces]);
  const atOnce = useMemo(() => (language !== null && hasTime() ? { drawn: draw() } : null), [language, draw]);
  const [late, setLate] = useState<{ by: typeof draw; drawn: ReactNode[] | null } | null>(null);
  const isLate = language !== null && atOnce === null && late?.by !== draw;
  useEffect(() => (isLate ? later(() => setLate({ by: draw, drawn: draw() })) : undefined), [isLate, draw]);
  if (atOnce) return atOnce.drawn;
  return late?.by === draw ? late.drawn : null;
};

const piecesOf = (code: string): string[] => {
  const pieces: string[] = [];
  let start = 0;
  let lineStart = 0;
  let lines = 0;
  while (start < code.length) {
    const lineEnd = code.indexOf('\n', lineStart) + 1 || code.length;
    const end = Math.min(lineEnd, lineStart + longestLine);
    lineStart = end;
    lines++;
    if (lines < linesTogether && end < code.length && end === lineEnd) continue;
    pieces.push(code.slice(start, end));
    start = end;
    lines = 0;
  }
  return pieces;
};
