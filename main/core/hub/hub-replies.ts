/**
 * The replies of the Hugging Face API, as far as Hearth reads them. Nothing in them is trusted: invalid values are left out, in
 * a list only the invalid entries. API: https://huggingface.co/docs/hub/api, and `/.well-known/openapi.json` there. The values
 * of `expand[]` and their replies are documented by the hub's own client, https://github.com/huggingface/huggingface_hub
 * (`hf_api.py`).
 */
import { z } from 'zod';
import { repositoryName } from '../../shared/contract/repository-name.ts';
import { isPortableName } from '../../system/portable-name.ts';

const most = {
  nameLength: 200,
  pathLength: 1000,
  tags: 2000,
  bytes: 2 ** 50,
  parameters: 1e15,
  tokens: 2 ** 31,
};

const repository = z.string().max(most.nameLength).regex(repositoryName);

/** A path in a repository: relative, with forward slashes, and never leaving it on any system. */
export const repositoryPath = z
  .string()
  .min(1)
  .max(most.pathLength)
  .refine((path) => path.split('/').every(isPortableName));

const commit = z.string().regex(/^[0-9a-f]{40}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0).catch(0);

const gguf = z
  .object({
    /** The number of parameters, whatever the quantization. */
    total: z.int().min(1).max(most.parameters).nullable().catch(null),
    architecture: z.string().min(1).max(100).nullable().catch(null),
    context_length: z.int().min(1).max(most.tokens).nullable().catch(null),
  })
  .partial();

/** An entry of a list, or one model alone; only `id` is required. */
export const modelReply = z.object({
  id: repository,
  sha: commit.nullable().catch(null).optional(),
  downloads: count.optional(),
  likes: count.optional(),
  lastModified: z.iso.datetime().nullable().catch(null).optional(),
  gated: z
    .union([z.literal(false), z.string()])
    .catch(false)
    .optional(),
  disabled: z.boolean().catch(false).optional(),
  tags: z.array(z.unknown()).max(most.tags).catch([]).optional(),
  gguf: gguf.nullable().catch(null).optional(),
});
export type ModelReply = z.infer<typeof modelReply>;

const fileEntry = z.object({
  type: z.literal('file'),
  path: repositoryPath,
  size: z.int().min(0).max(most.bytes),
  /** Only for large files: `oid` is the SHA-256 of their bytes. The entry's own `oid` and its `xetHash` are other digests. */
  lfs: z
    .object({ oid: sha256, size: z.int().min(0).max(most.bytes) })
    .nullable()
    .catch(null)
    .optional(),
});

export interface RepositoryFile {
  path: string;
  bytes: number;
  sha256: string | null;
}

/** The valid entries of a list; throws `ZodError` if it is not a list. */
const entries = <Schema extends z.ZodType>(schema: Schema, reply: unknown): z.infer<Schema>[] =>
  z
    .array(z.unknown())
    .parse(reply)
    .flatMap((entry) => {
      const parsed = schema.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    });

export const parseModels = (reply: unknown): ModelReply[] => entries(modelReply, reply);

export const parseFiles = (reply: unknown): RepositoryFile[] =>
  entries(fileEntry, reply).map(({ path, size, lfs }) => ({
    path,
    bytes: lfs?.size ?? size,
    sha256: lfs?.oid ?? null,
  }));

/** The cursor of the next page, from a `Link` header; `null` if there is none. */
export const nextCursor = (link: string | undefined): string | null => {
  const next = /<([^<>]{1,4000})>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  // Only the cursor is taken from the address: the rest is known, and no host of somebody else's choice is contacted.
  const cursor = next !== undefined && URL.canParse(next) ? new URL(next).searchParams.get('cursor') : null;
  return cursor === null || cursor === '' || cursor.length > 2000 ? null : cursor;
};

/** The value of a `license:` tag. */
export const licenceOf = (tags: readonly unknown[]): string | null => {
  const tag = tags.find(
    (value): value is string => typeof value === 'string' && value.startsWith('license:'),
  );
  return tag === undefined || tag.length > 100 ? null : tag.slice('license:'.length) || null;
};
