/** PDF: the text of each page in reading order. */
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/display/api.d.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { WrittenText } from '../text/written-text.ts';
import { columnsOf } from './columns.ts';
import type { Recogniser } from '../recognition/tesseract.ts';
import { openPdf } from './open-pdf.ts';
import { pictureOf } from './page-images.ts';
import { paragraphsOf, styleOf } from './paragraphs.ts';
import { runsOf } from './runs.ts';
import { withoutRunningLines, type Body } from './running-lines.ts';

/** After this many damaged pages in a row there are no more: a wrong count of pages can be in the billions. */
const mostDamaged = 100;

/** A page with its text, and the values that were typed into its form. */
interface Page {
  bodies: Body[];
  fields: string[];
  /** The text that was recognised in its images. */
  recognised: string;
}

/** With `recogniser`, the text of pages without text is recognised in their images. */
export const readPdf = async (source: Source, recogniser: Recogniser | null = null): Promise<Extracted> => {
  const { pdfjs, pdf, bytes } = await openPdf(source);
  const recognise = async (page: PDFPageProxy): Promise<string> => {
    const picture = recogniser === null ? null : await pictureOf(page, pdfjs);
    return picture === null ? '' : recogniser!.raster(picture);
  };
  const { pages, damaged } = await pagesOf(pdf, source, recognise);
  const style = styleOf(pages.map(({ bodies }) => bodies));
  const bodies = withoutRunningLines(
    pages.map((page) => page.bodies),
    style.body,
  );
  const out = new WrittenText(source.text);
  /** What each page has besides its paragraphs. */
  const rest = pages.map(({ recognised, fields }) =>
    [recognised, fields.join('\n')].filter((text) => text !== '').join('\n\n'),
  );
  const writeRest = (page: number): void => {
    if (rest[page] !== '') out.write(`${rest[page]}\n\n`);
    rest[page] = '';
  };
  let begun = 0;
  const beginPages = (last: number): void => {
    for (; begun <= last; begun++) {
      if (begun > 0) writeRest(begun - 1);
      out.endWith(2);
      out.places.push({ kind: 'page', at: out.length, page: begun + 1 });
    }
  };
  for (const { text, level, isTight, page, continued } of paragraphsOf(bodies, style)) {
    beginPages(page);
    if (isTight) out.endWith(1);
    if (level !== null) {
      out.places.push({ kind: 'heading', at: out.length, level, title: text });
      out.write(`${'#'.repeat(level)} `);
    }
    // A paragraph that continues on the next page comes last on this one.
    if (continued.length > 0) writeRest(page);
    for (const [at, part] of continued.entries()) {
      out.write(text.slice(continued[at - 1]?.at ?? 0, part.at));
      out.places.push({ kind: 'page', at: out.length, page: part.page + 1 });
      begun = part.page + 1;
    }
    out.write(`${text.slice(continued.at(-1)?.at ?? 0)}\n\n`);
  }
  beginPages(pages.length - 1);
  writeRest(pages.length - 1);
  out.endWith(1);
  const count = pages.length;
  const withText = pages.filter(
    (page) => page.recognised !== '' || page.fields.length > 0 || hasText(page.bodies),
  ).length;
  const remarks = [];
  if (damaged > 0) remarks.push(say('documents.damaged-pages', { missing: damaged, pages: count }));
  const recognised = pages.filter((page) => page.recognised !== '').length;
  if (recognised > 0) remarks.push(say('documents.recognised', { recognised }));
  return {
    kind: 'pdf',
    text: out.text,
    places: out.places.filter(({ at }) => at <= out.length),
    pages: { count, withText },
    remarks,
    // Images are streams, whose dictionaries are readable in every file.
    canRecognise: withText < count && bytes.includes('/Image'),
  };
};

const pagesOf = async (
  pdf: PDFDocumentProxy,
  { progress }: Source,
  recognise: (page: PDFPageProxy) => Promise<string>,
): Promise<{ pages: Page[]; damaged: number }> => {
  const pages: Page[] = [];
  let [damaged, inRow] = [0, 0];
  let problem: unknown = null;
  for (let number = 1; number <= pdf.numPages; number++) {
    try {
      pages.push(await pageOf(await pdf.getPage(number), recognise));
      inRow = 0;
    } catch (error) {
      problem = error;
      damaged += 1;
      inRow += 1;
      if (inRow >= mostDamaged) break;
      pages.push({ bodies: [], fields: [], recognised: '' });
    }
    progress(number / pdf.numPages);
  }
  if (damaged >= pages.length) throw problem ?? new Error('no pages');
  return { pages, damaged };
};

const pageOf = async (
  page: PDFPageProxy,
  recognise: (page: PDFPageProxy) => Promise<string>,
): Promise<Page> => {
  try {
    const content = await page.getTextContent();
    const viewport = page.getViewport({ scale: 1 });
    const bodies = runsOf(content, viewport).map(({ turn, runs }) => {
      const length = turn % 2 === 0 ? viewport.height : viewport.width;
      const top = turn === 1 || turn === 2 ? -length : 0;
      return { turn, top, bottom: top + length, columns: columnsOf(runs) };
    });
    const fields = await fieldsOf(page);
    return { bodies, fields, recognised: hasText(bodies) ? '' : await recognise(page) };
  } finally {
    page.cleanup();
  }
};

const hasText = (bodies: readonly Body[]): boolean =>
  bodies.some(({ columns }) =>
    columns.some(({ lines }) => lines.some(({ text }) => /[\p{L}\p{N}]/u.test(text))),
  );

/** Their appearance is drawn apart from the page's text. */
const fieldsOf = async (page: PDFPageProxy): Promise<string[]> => {
  const fields: string[] = [];
  for (const field of (await page.getAnnotations()) as Record<string, unknown>[]) {
    const { subtype, fieldValue, fieldName, alternativeText, checkBox } = field;
    const value = Array.isArray(fieldValue) ? fieldValue.join(', ') : fieldValue;
    if (subtype !== 'Widget' || typeof value !== 'string' || value.trim() === '') continue;
    if (checkBox === true && value === 'Off') continue;
    const label = alternativeText || fieldName;
    fields.push(typeof label === 'string' && label !== '' ? `${label}: ${value}` : value);
  }
  return fields;
};
