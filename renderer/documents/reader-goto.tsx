/** Goes to a page or a line of a document, or to a heading. */
import { useState } from 'react';
import type { CitedPlace, DocumentText } from '../../main/shared/documents/document-text.ts';
import { offsetOf, outlineOf } from '../../main/shared/documents/places.ts';
import type { Range } from '../../main/shared/documents/prompt-text.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.reader;

interface Props {
  document: DocumentText;
  /** The page in view; `null` if it is not known. */
  seen: number | null;
  goTo: (range: Range) => void;
}

/** Headings that the list offers. */
const mostHeadings = 500;

/** The line of a place, or only the beginning of a page; `null` if the document has no such place. */
export const placeRange = (document: DocumentText, place: CitedPlace): Range | null => {
  const at = offsetOf(document, place);
  if (at === null) return null;
  const end = document.text.indexOf('\n', at);
  const lineLength = (end === -1 ? document.text.length : end) - at;
  return { at, length: place.kind === 'page' ? 0 : lineLength };
};

export const ReaderGoTo = ({ document, seen, goTo }: Props) => {
  const { pages, headings, files, sheets, lines } = outlineOf(document);
  /** `null`: the page in view is shown. */
  const [typed, setTyped] = useState<string | null>(null);
  const hasPages = pages.length > 0;
  const most = hasPages ? Math.max(...pages.map(({ page }) => page)) : lines.length;
  const label = hasPages ? words.goToPage(most) : words.goToLine(most);
  const places = [
    ...files.map(({ at, path }) => ({ at, title: path, level: 1 })),
    ...sheets.map(({ at, name }) => ({ at, title: name, level: 1 })),
    ...headings,
  ]
    .toSorted((a, b) => a.at - b.at)
    .slice(0, mostHeadings);
  return (
    <>
      <form
        className="reader-goto"
        onSubmit={(event) => {
          event.preventDefault();
          const number = Math.min(Number(typed ?? seen ?? 0), most);
          const place = hasPages
            ? ({ kind: 'page', page: number } as const)
            : ({ kind: 'line', line: number } as const);
          const range = placeRange(document, place);
          if (range !== null) goTo(range);
        }}
      >
        <input
          inputMode="numeric"
          aria-label={label}
          title={label}
          placeholder={hasPages ? words.pageShort : words.lineShort}
          value={typed ?? (seen === null ? '' : String(seen))}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onBlur={() => setTyped(null)}
          onChange={({ target }) => setTyped(target.value.replaceAll(/\D/g, ''))}
        />
        {seen !== null && <span aria-hidden>{words.ofPages(most)}</span>}
      </form>
      {places.length > 0 && (
        <select
          className="reader-contents"
          aria-label={words.headings}
          value=""
          onChange={({ target }) => goTo({ at: Number(target.value), length: 0 })}
        >
          <option value="" disabled>
            {words.headings}
          </option>
          {places.map(({ at, title, level }) => (
            <option key={at} value={at}>
              {'\u00a0\u00a0'.repeat(level - 1) + title}
            </option>
          ))}
        </select>
      )}
    </>
  );
};
