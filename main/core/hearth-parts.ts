/** What Hearth consists of, as main/launch/parts.mjs wrote it with the build. Read anew for each call: it is rarely looked at. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { HearthPart } from '../shared/contract/app.ts';
import { partsFile } from '../system/paths.ts';

const parts = z.array(
  z.strictObject({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() }),
);

/** Empty if this Hearth was not built, as in tests of the core alone. */
export const readParts = (): (HearthPart & { text: string })[] => {
  try {
    return parts.parse(JSON.parse(readFileSync(partsFile, 'utf8')));
  } catch {
    return [];
  }
};
