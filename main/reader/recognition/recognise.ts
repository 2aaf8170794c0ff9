/** Recognises the text of images and of the pages of PDF files that have none. */
import { readFile } from 'node:fs/promises';
import type { Place } from '../../shared/documents/document-text.ts';
import { say } from '../../shared/words/catalogue.ts';
import { formatOfFile } from '../format-of-file.ts';
import { readPdf } from '../pdf/read-pdf.ts';
import type { Extracted, Source } from '../source.ts';
import { WrittenText } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';
import { openRecogniser } from './tesseract.ts';
import { beginningWith, pageOffsets } from './tiff-pages.ts';

/** Throws `Unreadable` if there is nothing to recognise, or nothing was. */
export const recognise = async (
  source: Source,
  languages: readonly string[],
  languageFolder: string,
): Promise<Extracted> => {
  const { name } = source;
  const { format } = await formatOfFile(source.path, name);
  if (format !== 'pdf' && format !== 'image') throw unreadable('documents.nothing-to-recognise', { name });
  const recogniser = await openRecogniser(languages, languageFolder);
  const isRecognised = ({ code }: { code: string }): boolean => code === 'documents.recognised';
  if (format === 'pdf') {
    const read = await readPdf(source, recogniser);
    if (!read.remarks.some(isRecognised)) throw unreadable('documents.nothing-recognised', { name });
    return read;
  }
  const bytes = await readFile(source.path);
  const out = new WrittenText(source.text);
  const places: Place[] = [];
  const offsets = pageOffsets(bytes);
  let withText = 0;
  for (const [at, offset] of offsets.entries()) {
    const text = recogniser.file(beginningWith(bytes, offset));
    if (text === null && at === 0) throw unreadable('documents.image-unreadable', { name });
    out.endWith(2);
    places.push({ kind: 'page', at: out.length, page: at + 1 });
    out.write(text ?? '');
    if (text) withText += 1;
    source.progress((at + 1) / offsets.length);
  }
  out.endWith(1);
  if (withText === 0) throw unreadable('documents.nothing-recognised', { name });
  return {
    kind: 'image',
    text: out.text,
    places,
    pages: { count: offsets.length, withText },
    remarks: [say('documents.recognised', { recognised: withText })],
    canRecognise: true,
  };
};
