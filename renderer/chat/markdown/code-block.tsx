/** A block of code with its language and a copy button. */
import { memo } from 'react';
import { CopyButton } from '../../parts/copy-button.tsx';
import { highlighted } from './highlight.tsx';

/** Lines that are coloured together while the block still grows, so that a long one costs no more than a short one. */
const linesTogether = 40;

interface Props {
  code: string;
  language: string | null;
  isOpen: boolean;
}

export const CodeBlock = ({ code, language, isOpen }: Props) => (
  <figure className="code" aria-label={language ? `Code, ${language}` : 'Code'}>
    <figcaption>
      <span>{language ?? 'text'}</span>
      <CopyButton label="Copy code" text={() => code} />
    </figcaption>
    <pre tabIndex={0}>
      <code>
        {isOpen ? (
          pieces(code).map((piece, index) => (
            <span key={index} className="piece">
              <Piece code={piece} language={language} />
            </span>
          ))
        ) : (
          <Piece code={code} language={language} />
        )}
      </code>
    </pre>
  </figure>
);

const Piece = memo(({ code, language }: { code: string; language: string | null }) =>
  highlighted(code, language),
);

const pieces = (code: string): string[] => {
  const all: string[] = [];
  let start = 0;
  let lines = 0;
  for (let end = code.indexOf('\n'); end !== -1; end = code.indexOf('\n', end + 1)) {
    lines++;
    if (lines < linesTogether) continue;
    all.push(code.slice(start, end + 1));
    start = end + 1;
    lines = 0;
  }
  all.push(code.slice(start));
  return all;
};
