/** PDF: the text of each page in reading order. */
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/display/api.d.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { WrittenText } from '../text/written-text.ts';
import { columnsOf, type Column } from './columns.ts';
import type { Recogniser } from '../recognition/tesseract.ts';
import { openPdf } from './open-pdf.ts';
import { pictureOf } from './page-images.ts';
import { paragraphsOf, styleOf } from './paragraphs.ts';
import { runsOf } from './runs.ts';

/** So many damaged pages from the start on mean that the file is damaged: a wrong count of pages can be in the billions. */
const mostDamaged = 100;

/** A page with its columns, and the values that were typed into its form. */
interface Page {
  columns: Column[];
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
  const out = new WrittenText(source.text);
  const style = styleOf(pages.map(({ columns }) => columns));
  let withText = 0;
  for (const [at, { columns, fields, recognised }] of pages.entries()) {
    out.endWith(2);
    out.places.push({ kind: 'page', at: out.length, page: at + 1 });
    const paragraphs = paragraphsOf(columns, style);
    const hasText = [...paragraphs.map(({ text }) => text), ...fields, recognised].some((text) =>
      /[\p{L}\p{N}]/u.test(text),
    );
    if (hasText) withText += 1;
    for (const { text, level } of paragraphs) {
      if (level !== null) {
        out.places.push({ kind: 'heading', at: out.length, level, title: text });
        out.write(`${'#'.repeat(level)} `);
      }
      out.write(`${text}\n\n`);
    }
    if (recognised !== '') out.write(`${recognised}\n\n`);
    for (const field of fields) out.write(`${field}\n`);
  }
  out.endWith(1);
  const count = pages.length;
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
  let damaged = 0;
  let problem: unknown = null;
  for (let number = 1; number <= pdf.numPages; number++) {
    try {
      pages.push(await pageOf(await pdf.getPage(number), recognise));
    } catch (error) {
      problem = error;
      damaged += 1;
      if (damaged === number && damaged >= mostDamaged) break;
      pages.push({ columns: [], fields: [], recognised: '' });
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
    const columns = runsOf(content, page.getViewport({ scale: 1 })).flatMap(columnsOf);
    const fields = await fieldsOf(page);
    const hasText = columns.some(({ lines }) => lines.some(({ text }) => /[\p{L}\p{N}]/u.test(text)));
    return { columns, fields, recognised: hasText ? '' : await recognise(page) };
  } finally {
    page.cleanup();
  }
};

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
