/** Extracts the text of a file with the reader of its format. */
import type { Place } from '../shared/documents/document-text.ts';
import { say } from '../shared/words/catalogue.ts';
import { formatNames, formatOfFile, type Format } from './format-of-file.ts';
import { Unreadable, unreadable } from './unreadable.ts';
import type { Extracted, Source } from './source.ts';

/** Each format's reader, which is loaded when a file needs it. */
const readers: Readonly<Record<Format, (source: Source) => Promise<Extracted>>> = {
  text: async (source) => (await import('./formats/plain.ts')).readPlain(source, 'text'),
  markdown: async (source) => (await import('./formats/plain.ts')).readPlain(source, 'markdown'),
  code: async (source) => (await import('./formats/plain.ts')).readPlain(source, 'code'),
  table: async (source) => (await import('./formats/plain.ts')).readPlain(source, 'table'),
  json: async (source) => (await import('./formats/plain.ts')).readPlain(source, 'json'),
  notebook: async (source) => (await import('./formats/notebook.ts')).readNotebook(source),
  html: async (source) => (await import('./formats/html.ts')).readHtml(source),
  mail: async (source) => (await import('./formats/mail.ts')).readMail(source),
  odt: async (source) => (await import('./formats/open-document.ts')).readOpenDocument(source, 'word'),
  odp: async (source) => (await import('./formats/open-document.ts')).readOpenDocument(source, 'slides'),
  pptx: async (source) => (await import('./formats/slides.ts')).readSlides(source),
  workbook: async (source) => (await import('./formats/workbook.ts')).readWorkbook(source),
  epub: async (source) => (await import('./formats/book.ts')).readBook(source),
  rtf: async (source) => (await import('./formats/rtf.ts')).readRtf(source),
  pdf: async (source) => (await import('./pdf/read-pdf.ts')).readPdf(source),
  image: async (source) => (await import('./formats/image.ts')).readImage(source),
  docx: async (source) => (await import('./formats/word.ts')).readWord(source),
};

/**
 * The text of the file at `source.path`. Throws `Unreadable`: whatever a library throws means that the file is damaged, unless the
 * memory has run out.
 */
export const extract = async (source: Source): Promise<Extracted> => {
  const { name } = source;
  const { format, isMisnamed } = await formatOfFile(source.path, name);
  const formatName = formatNames[format];
  let extracted: Extracted;
  try {
    extracted = await readers[format](source);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(say('documents.damaged', { name, format: formatName }), error);
  }
  if (extracted.text.trim() === '' && !extracted.canRecognise)
    throw unreadable('documents.no-text', { name });
  return {
    ...extracted,
    places: inOrder(extracted.places),
    remarks: isMisnamed
      ? [say('documents.other-format', { name, format: formatName }), ...extracted.remarks]
      : extracted.remarks,
  };
};

const inOrder = (places: readonly Place[]): Place[] => places.toSorted((a, b) => a.at - b.at);
