/** Opens PDF files with pdf.js, without a canvas: nothing is drawn. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type * as pdfJs from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.d.ts';
import type { Source } from '../source.ts';
import { unreadable } from '../unreadable.ts';

type PdfJs = typeof pdfJs;

/** A page whose images would take more pixels is damaged or an attack. */
const mostPixels = 100_000_000;

const nothing = (): void => undefined;

/**
 * Loads pdf.js, which wants classes of a browser to draw with and prints warnings if they are missing. In Electron's utility process
 * it would take this process for a page and fetch its data.
 */
const loadPdfJs = async (): Promise<PdfJs> => {
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) Reflect.set(globalThis, name, Object);
  if ('electron' in process.versions) Object.defineProperty(process, 'type', { value: 'browser' });
  const { log, warn } = console;
  [console.log, console.warn] = [nothing, nothing];
  try {
    return await import('pdfjs-dist/legacy/build/pdf.mjs');
  } finally {
    [console.log, console.warn] = [log, warn];
  }
};

/** The folder of pdf.js's package with its data: cMaps, the fonts that every reader has, decoders of images. */
const packageFolder = new URL('../../', import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs'));
const dataFolder = (name: string): string => fileURLToPath(new URL(`${name}/`, packageFolder));

/** Throws `Unreadable` for encrypted files, and pdf.js's error for damaged ones. */
export const openPdf = async ({
  path,
  name,
}: Source): Promise<{ pdfjs: PdfJs; pdf: PDFDocumentProxy; bytes: Buffer }> => {
  const pdfjs = await loadPdfJs();
  const bytes = await readFile(path);
  const task = pdfjs.getDocument({
    // pdf.js keeps these bytes and may change them.
    data: new Uint8Array(bytes),
    cMapUrl: dataFolder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: dataFolder('standard_fonts'),
    wasmUrl: dataFolder('wasm'),
    iccUrl: dataFolder('iccs'),
    disableFontFace: true,
    isEvalSupported: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    useSystemFonts: false,
    maxImageSize: mostPixels,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  try {
    return { pdfjs, pdf: await task.promise, bytes };
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw unreadable('documents.encrypted', { name });
    throw error;
  }
};
