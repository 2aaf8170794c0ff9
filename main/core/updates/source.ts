/** Where this build looks for new versions: the release workflow writes `updates` into package.json, and a checkout has none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sourceForm, type UpdateSource } from '../../shared/updates/feed.ts';

/** `null` if there is none, or none that can be used. */
export const sourceIn = (root: string): UpdateSource | null => {
  try {
    const written: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return z.object({ updates: sourceForm }).safeParse(written).data?.updates ?? null;
  } catch {
    return null;
  }
};
