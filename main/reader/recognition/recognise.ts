/** Recognises the text of images and of the pages of PDF files that have none. */
import { readFile } from 'node:fs/promises';
import { say } from '../../shared/words/catalogue.ts';
import { formatOfFile } from '../format-of-file.ts';
import { readPdf } from '../pdf/read-pdf.ts';
import type { Extracted, Source } from '../source.ts';
import { WrittenText } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';
import { openRecogniser } from './tesseract.ts';

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
  const text = recogniser.file(await readFile(source.path));
  if (text === null) throw unreadable('documents.image-unreadable', { name });
  const out = new WrittenText(source.text);
  out.write(text);
  out.endWith(1);
  if (out.length === 0) throw unreadable('documents.nothing-recognised', { name });
  return {
    kind: 'image',
    text: out.text,
    places: [{ kind: 'page', at: 0, page: 1 }],
    pages: { count: 1, withText: 1 },
    remarks: [say('documents.recognised', { recognised: 1 })],
    canRecognise: true,
  };
};
