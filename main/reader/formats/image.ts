/** Images have no text until it is recognised. */
import { readFile } from 'node:fs/promises';
import { pageOffsets } from '../recognition/tiff-pages.ts';
import type { Extracted, Source } from '../source.ts';

export const readImage = async ({ path }: Source): Promise<Extracted> => ({
  kind: 'image',
  text: '',
  places: [],
  pages: { count: pageOffsets(await readFile(path)).length, withText: 0 },
  remarks: [],
  canRecognise: true,
});
