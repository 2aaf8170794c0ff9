/** The extracted text of a document, as it is stored in the document's folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Place } from '../../../shared/documents/document-text.ts';

const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page'), at: z.number(), page: z.number() }),
  z.object({ kind: z.literal('heading'), at: z.number(), level: z.number(), title: z.string() }),
  z.object({ kind: z.literal('sheet'), at: z.number(), name: z.string() }),
  z.object({ kind: z.literal('file'), at: z.number(), path: z.string() }),
]);

/** Reads the text in a document's folder, and the places in it. Throws the error of the disk or of JSON. */
export const readText = (folder: string): { text: string; places: Place[] } => {
  const text = readFileSync(join(folder, 'text.txt'), 'utf8');
  const places: unknown = JSON.parse(readFileSync(join(folder, 'places.json'), 'utf8'));
  return { text, places: placesIn(places, text.length) };
};

/** Places that are out of order or beyond the text were damaged on the disk, and are left out. */
const placesIn = (stored: unknown, length: number): Place[] => {
  const places: Place[] = [];
  for (const one of Array.isArray(stored) ? (stored as unknown[]) : []) {
    const { data } = place.safeParse(one);
    if (data !== undefined && data.at >= (places.at(-1)?.at ?? 0) && data.at <= length) places.push(data);
  }
  return places;
};
