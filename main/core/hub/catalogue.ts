/** The recommended models, which are built in, so that nobody has to search before they know what fits. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { repositoryName } from '../../shared/contract/repository-name.ts';
import type { CatalogueModel } from '../../shared/contract/hub.ts';
import { repositoryPath } from './hub-replies.ts';

const count = z.int().min(1);

const catalogue = z.strictObject({
  note: z.string(),
  models: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9.-]+$/),
      repository: z.string().regex(repositoryName),
      file: repositoryPath,
      name: z.string().min(1),
      summary: z.string().min(1),
      uses: z.array(z.enum(['chat', 'code', 'reasoning', 'small', 'languages'])).min(1),
      architecture: z.string().min(1),
      bytes: count,
      parameters: count,
      activeParameters: count,
      trainedContextLength: count,
      kvBytesPerToken: count,
      licence: z.string().min(1),
      isGated: z.boolean(),
    }),
  ),
});

/** Reads and checks the catalogue, smallest model first. Throws if the file is invalid. */
export const readCatalogue = (path: string): CatalogueModel[] =>
  catalogue.parse(JSON.parse(readFileSync(path, 'utf8'))).models.toSorted((a, b) => a.bytes - b.bytes);
