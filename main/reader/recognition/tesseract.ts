/**
 * Recognises text in images with tesseract, compiled to WebAssembly. Hearth loads its core and not the package around it: that would
 * start a thread of its own and could download the data of languages.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import loadCore from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import { say } from '../../shared/words/catalogue.ts';
import { Unreadable } from '../unreadable.ts';
import type { Raster } from './raster.ts';

export interface Recogniser {
  /** The text of an image; empty if none is recognised. */
  raster(image: Raster): string;
  /** The text of an image file (PNG, JPEG, WebP, BMP, TIFF); `null` if it cannot be decoded. */
  file(bytes: Uint8Array): string | null;
}

/** The variant of the data that recognises fastest: small networks of whole numbers. */
const variant = '4.0.0_best_int';
/** tesseract's engine of neural networks (`OEM_LSTM_ONLY`), and its own analysis of a page (`PSM_AUTO`). */
const [lstm, auto] = [1, '3'];
/** A text of less mean confidence in percent is noise. */
const leastConfidence = 30;
/** Text that is read upside down has about 50 percent, upright text 90 and more. tesseract finds quarter turns by itself. */
const surelyUpright = 75;
/** Pages that are skewed by more, in radians, are straightened first. */
const leastSlope = 0.005;
/** Each orientation of Exif, from 1 on, turned by half a turn. */
const upsideDown = [1, 3, 4, 1, 2, 7, 8, 5, 6];

/** `folder` has the package of each language. Throws `Unreadable` if one is missing. */
export const openRecogniser = async (languages: readonly string[], folder: string): Promise<Recogniser> => {
  const core = await loadCore({
    TesseractProgress: () => undefined,
    print: () => undefined,
    printErr: () => undefined,
  });
  for (const language of languages)
    core.FS.writeFile(`${language}.traineddata`, await dataOf(language, folder));
  const api = new core.TessBaseAPI();
  if (api.Init(null, languages.join('+'), lstm) !== 0) throw unknown(languages);
  api.SetVariable('tessedit_pageseg_mode', auto);
  /** The text with the image held like this, and its mean confidence; `null` if the image cannot be decoded. */
  const attempt = (orientation: number): { text: string; confidence: number } | null => {
    if (api.SetImageFile(orientation, 0) === 1) return null;
    api.FindLines();
    const slope = api.GetGradient();
    if (Math.abs(slope) >= leastSlope) api.SetImageFile(orientation, slope);
    api.Recognize(null);
    const confidence = api.MeanTextConf();
    const text = confidence < leastConfidence ? '' : api.GetUTF8Text();
    api.Clear();
    return { text, confidence };
  };
  /** The pages of a document are mostly scanned in the same way, so the next one is tried like the last. */
  let isUpsideDown = false;
  const recognised = (bytes: Uint8Array, orientation: number): string | null => {
    core.FS.writeFile('/input', bytes);
    const held = isUpsideDown ? upsideDown[orientation]! : orientation;
    const first = attempt(held);
    if (first === null) return null;
    if (first.confidence >= surelyUpright) return joinedLines(first.text);
    const second = attempt(upsideDown[held]!);
    if (second === null || second.confidence <= first.confidence) return joinedLines(first.text);
    isUpsideDown = !isUpsideDown;
    return joinedLines(second.text);
  };
  return {
    raster: ({ width, height, gray }) =>
      recognised(Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), gray]), 1) ?? '',
    file: (bytes) => recognised(bytes, orientationOf(bytes)),
  };
};

const unknown = (languages: readonly string[], cause?: unknown): Unreadable =>
  new Unreadable(say('documents.unknown-languages', { languages: languages.join(', ') }), cause);

const dataOf = async (language: string, folder: string): Promise<Uint8Array> => {
  if (!/^[a-z_]{3,16}$/.test(language)) throw unknown([language]);
  try {
    return gunzipSync(await readFile(join(folder, language, variant, `${language}.traineddata.gz`)));
  } catch (error) {
    throw unknown([language], error);
  }
};

/** How a camera was held (Exif 2.3, tag 0x0112, in the order of bytes that cameras write): 1 is upright. */
const orientationOf = (bytes: Uint8Array): number => {
  const head = Buffer.from(bytes.subarray(0, 1024));
  const at = head.indexOf(Buffer.from('0112000300000001', 'hex'));
  const orientation = at < 0 ? 1 : head.readUInt16BE(Math.min(at + 8, head.length - 2));
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
};

/** Lines of a paragraph are joined, and words that are hyphenated at their ends. Blank lines separate paragraphs. */
const joinedLines = (text: string): string =>
  text
    .split(/\n[^\S\n]*\n+/)
    .map((paragraph) => paragraph.trim().replaceAll(/(?<=\p{Ll})[-\u00ad]\n(?=\p{Ll})/gu, ''))
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
