/**
 * Ollama keeps what it pulled as `blobs/sha256-DIGEST`; `manifests/HOST/NAMESPACE/MODEL/TAG` says which of them are a
 * model's weights, its projector and its adapter. Newer versions write `manifests-v2`, whose files may be links to
 * blobs, and lists of manifests for several runners.
 *
 * Sources: github.com/ollama/ollama, manifest/manifest.go and manifest/paths.go (the layout), envconfig/config.go
 * (`OLLAMA_MODELS`), types/model/name.go (names as paths), docs/faq.mdx and scripts/install.sh (the service's folder).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { folderFrom, pathFor, readJson, type System } from './system.ts';

/** Folders where the models may be, whether they exist or not. */
export const ollamaFolders = (system: System): string[] => {
  const path = pathFor(system);
  const chosen = folderFrom(system, 'OLLAMA_MODELS');
  return [
    ...(chosen === null ? [] : [chosen]),
    path.join(system.home, '.ollama', 'models'),
    // On Linux, the service runs as a user of its own.
    ...(system.platform === 'linux' ? ['/usr/share/ollama/.ollama/models'] : []),
  ];
};

const manifestFolders = ['manifests-v2', 'manifests'];

/** Whether a folder that contains these names is Ollama's model folder. */
export const isOllamaFolder = (names: ReadonlySet<string>): boolean =>
  names.has('blobs') && manifestFolders.some((name) => names.has(name));

const digest = z.string().regex(/^sha256[:-][0-9a-fA-F]{64}$/);
const layer = z.object({ mediaType: z.string(), digest });
const manifest = z.object({
  digest: digest.optional(),
  runner: z.string().optional(),
  layers: z.array(layer).max(10_000).default([]),
});
const manifestOrList = manifest.extend({ manifests: z.array(manifest).max(100).default([]) });
type Manifest = z.infer<typeof manifest>;

/** Media types of the layers that are GGUF files. The other layers are texts and settings. */
const ggufLayer = /^application\/vnd\.ollama\.image\.(model|projector|adapter)$/;
const mostManifestBytes = 4 * 1024 ** 2;

interface OllamaModel {
  /** Path of its manifest. */
  path: string;
  /** Name and tag, as Ollama's users know the model. */
  title: string;
  /** The repository or the Ollama name that it was pulled from. */
  source: string;
  blobs: string[];
}

/** All models in Ollama's folder, and the folders in which the manifests of others would appear. */
export const readOllama = (folder: string): { models: OllamaModel[]; folders: string[] } => {
  const models = new Map<string, OllamaModel>();
  const folders: string[] = [];
  for (const root of manifestFolders) {
    const found = manifestsIn(join(folder, root), folders);
    // If several tags name the same blob, the first one is shown. "latest" says less than any other tag, so it is sorted last.
    for (const { path, parts } of found.toSorted((one, other) => rank(one.parts) - rank(other.parts))) {
      const [host, namespace, model, tag] = parts;
      const isOwnHost = ['registry.ollama.ai', 'ollama.com'].includes(host.toLowerCase());
      const name = `${namespace}/${model}`;
      const id = `${isOwnHost ? '' : host}/${name}:${tag}`;
      if (models.has(id)) continue;
      const blobs = blobsOf(folder, path);
      const isHub = ['hf.co', 'huggingface.co'].includes(host.toLowerCase());
      const source = isHub ? name : `ollama: ${isOwnHost ? '' : `${host}/`}${name}:${tag}`;
      if (blobs.length > 0) models.set(id, { path, title: `${model}:${tag}`, source, blobs });
    }
  }
  return { models: [...models.values()], folders };
};

type NameParts = [host: string, namespace: string, model: string, tag: string];
const rank = ([, , , tag]: NameParts): number => (tag === 'latest' ? 1 : 0);

/** The files four levels below `root`. Adds the folders on the way to `folders`. */
const manifestsIn = (root: string, folders: string[]): { path: string; parts: NameParts }[] => {
  const found: { path: string; parts: NameParts }[] = [];
  const visit = (folder: string, parts: string[]): void => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    folders.push(folder);
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      const inner = [...parts, entry.name];
      if (inner.length === 4 && !entry.isDirectory()) found.push({ path, parts: inner as NameParts });
      else if (inner.length < 4 && entry.isDirectory()) visit(path, inner);
    }
  };
  visit(root, []);
  return found;
};

const blobsOf = (folder: string, manifestPath: string): string[] => {
  const blobPath = (of: string): string => join(folder, 'blobs', of.replace(':', '-').toLowerCase());
  const read = (path: string) => manifestOrList.safeParse(readJson(path, mostManifestBytes)).data;
  const whole = read(manifestPath);
  if (whole === undefined) return [];
  // A list has one manifest for each runner. The MLX runner does not use GGUF files.
  const ours: Manifest | undefined =
    whole.manifests.length === 0
      ? whole
      : whole.manifests.find(({ runner }) => runner === undefined || /^(ollama|llamacpp)$/i.test(runner));
  if (ours === undefined) return [];
  const layers =
    ours.layers.length === 0 && ours.digest !== undefined
      ? (read(blobPath(ours.digest))?.layers ?? [])
      : ours.layers;
  return layers.filter(({ mediaType }) => ggufLayer.test(mediaType)).map(({ digest: of }) => blobPath(of));
};
