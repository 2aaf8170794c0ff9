/** How models are written: whose they are, what they are for, how large, and when they were used. */
import type { LibraryModel, ModelKind, ModelOwner } from '../../main/contract/model-types.ts';
import { thin } from '../latency/figures.ts';

export const ownerNames: Record<ModelOwner, string> = {
  starter: 'Comes with Hearth',
  hearth: 'Hearth',
  user: 'Your folders',
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'hugging-face': 'Hugging Face cache',
  jan: 'Jan',
  'llama-cpp': 'llama.cpp cache',
};

/** Why the files of a model stay as they are; `null` where they may be deleted. */
export const whyKept = (owner: ModelOwner): string | null => {
  if (owner === 'hearth' || owner === 'user') return null;
  if (owner === 'starter') return 'It comes with Hearth and stays, so that Hearth can always answer.';
  const isCache = owner === 'hugging-face' || owner === 'llama-cpp';
  const place = isCache ? `the ${ownerNames[owner]}` : ownerNames[owner];
  return `These files belong to ${place}: Hearth uses them where they are and never changes them.${isCache ? '' : ` Delete the model in ${place}.`}`;
};

export const kindNames: Record<ModelKind, string> = {
  chat: 'Chat',
  base: 'Base',
  embedding: 'Embedding',
  projector: 'Projector',
  draft: 'Draft',
  adapter: 'Adapter',
};

/** Why Hearth cannot chat with a model; `null` where nothing speaks against it. */
export const whyNotLoaded = ({ problem, kind }: Pick<LibraryModel, 'problem' | 'kind'>): string | null => {
  if (problem !== null) return problem;
  switch (kind) {
    case 'chat':
      return null;
    case 'base':
      return 'It has no chat template: it goes on with a text and does not answer. Give it a template below to chat with it.';
    case 'embedding':
      return 'It turns texts into vectors, for search; it does not chat.';
    case 'projector':
      return 'It turns images or sound into what its model reads; it does not chat by itself.';
    case 'draft':
      return 'It was made to guess for a larger model: choose it as the draft model of that one.';
    case 'adapter':
      return 'It is a LoRA adapter, which changes another model; it does not chat by itself.';
  }
};

/** Three significant digits at most, as model names have them: 596M, 8.19B. */
export const parameterCount = (parameters: number): string => {
  const units = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  const found = units.find(([factor]) => parameters >= factor * 0.9995);
  const scaled = found ? parameters / found[0] : parameters;
  return `${scaled.toLocaleString('en', { maximumSignificantDigits: 3 })}${found?.[1] ?? ''}`;
};

/** How many bits each weight takes, all of them taken together. */
export const bitsWords = (bits: number): string =>
  `${bits.toLocaleString('en', { maximumSignificantDigits: 3 })}${thin}bits`;

/** Large counts that only compare: 1.2M, 412k. */
export const compact = (value: number): string =>
  value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 }).replace('K', 'k');

const dayMs = 86_400_000;
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export const dateWords = (at: number): string => date.format(at);

/** How long ago something was, roughly; from two weeks on its date. */
export const ago = (at: number, now: number): string => {
  const ms = now - at;
  if (ms < 60_000) return 'just now';
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}${thin}min ago`;
  if (ms < dayMs) return `${Math.floor(ms / 3_600_000)}${thin}h ago`;
  if (ms < 14 * dayMs) {
    const days = Math.floor(ms / dayMs);
    return days === 1 ? 'yesterday' : `${days} days ago`;
  }
  return dateWords(at);
};

/** When a model was used last, in words. */
export const lastUsed = (at: number | null, isLoaded: boolean, now: number): string =>
  isLoaded ? 'in use' : at === null ? 'never' : ago(at, now);

/** The names that more than one of the models bear; those are told apart by the names of their files. */
export const sharedNames = (models: readonly { name: string }[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of models) (seen.has(name) ? shared : seen).add(name);
  return shared;
};

/** The name of a model's file without what says only that it is one, or which part of it. */
export const modelFileName = (path: string): string =>
  fileName(path).replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '');

/** The last part of a path, of either kind of separator. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;

/** The path of the model in the library that came from this file of a hub; `null` if none did. */
export const modelOfFile = (
  models: readonly LibraryModel[] | undefined,
  repository: string,
  file: string,
): string | null =>
  models?.find(({ source, path }) => source === repository && fileName(path) === fileName(file))?.path ??
  null;
