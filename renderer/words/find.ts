/** Texts of the search on Hugging Face, of a model's page there, and of the recommended models. */
import type { CatalogueUse } from '../../main/shared/contract/hub.ts';
import { bytes, count, speed } from './figures.ts';
import { compact, modelCount, parameterCount } from './models.ts';
import { translatable } from '../../main/shared/language/language.ts';

const purposes: Record<CatalogueUse, string> = {
  chat: 'Chat',
  code: 'Code',
  reasoning: 'Reasoning',
  small: 'Small',
  languages: 'Languages',
};

export const paceTexts = translatable('paceTexts', {
  /** How fast an answer is generated, compared with reading it. */
  paces: {
    unusable: 'far too slow to chat with',
    slower: 'slower than you read',
    alike: 'as fast as you read',
    faster: 'faster than you read',
  },
  about: (pace: string): string => `about ${pace}`,
  own: (pace: string): string => `${pace} in your chats`,
  nothing: 'nothing',
} as const);

/**
 * A speed in tokens/s with two digits: "about 9.8 tokens/s, as fast as you read", or if it was measured in the user's own chats
 * "9.8 tokens/s in your chats, as fast as you read".
 */
export const paceWords = (tokensPerS: number, pace: keyof typeof paceTexts.paces, isOwn: boolean): string => {
  const figure = speed(Number(tokensPerS.toPrecision(2)), 1000) ?? paceTexts.nothing;
  return `${isOwn ? paceTexts.own(figure) : paceTexts.about(figure)}, ${paceTexts.paces[pace]}`;
};

export const recommendedWords = translatable('recommendedWords', {
  title: 'Recommended models',
  hint: 'This list is built in. Hearth goes online only when you open a model’s page or download it.',
  purpose: 'Purpose',
  allPurposes: 'All',
  purposes,
  /** What a model is for. `english`: as the built-in list has it, for the model with this id. */
  summary: (_id: string, english: string): string => english,
  onlyFitting: 'Only models that fit',
  noMatch: 'No recommended model matches.',
  best: 'Best for this machine',
  notSupported: 'not supported',
  fitHint: 'Estimated for 8,192 tokens of context. The model page shows the details.',
  ownSpeedHint: 'Generation speed: median of this model’s latest answers on this machine.',
  /** Total weights, and those used for each token if a model is a mixture of experts. */
  weights: (all: number, active: number): string =>
    active < all ? `${parameterCount(all)} (${parameterCount(active)} active)` : parameterCount(all),
} as const);

export const modelSearchWords = translatable('modelSearchWords', {
  form: 'Find a model',
  field: 'Search Hugging Face',
  offlineField: 'Search recommended models',
  offline: 'Offline mode is on. Search covers only the built-in list below.',
  orders: { downloads: 'Most downloaded', likes: 'Most liked', changed: 'Newest' },
  searching: (text: string): string => `Searching for “${text}”…`,
  noResults: (text: string): string => `No results for “${text}”.`,
  back: 'Back to recommended models',
  found: (models: number, text: string, hasMore: boolean): string =>
    `${modelCount(models)}${hasMore ? ' so far' : ''} for “${text}”`,
  more: 'Show more',
  loadingMore: 'Loading more…',
  results: 'Results',
  notSupported: recommendedWords.notSupported,
  gated: 'gated',
  gatedHint: 'Licence must be accepted on Hugging Face first',
  downloadsHint: (times: number): string => `${count(times)} downloads on Hugging Face`,
  downloads: 'downloads',
  likesHint: (likes: number): string => `${count(likes)} likes on Hugging Face`,
  likes: 'likes',
} as const);

export const hubPageWords = translatable('hubPageWords', {
  back: 'Back',
  view: 'View on Hugging Face',
  reading: 'Loading the model page…',
  popularity: 'Popularity',
  counts: (downloads: number, likes: number): string =>
    `${compact(downloads)} downloads, ${compact(likes)} likes`,
  updated: 'Updated',
  noFile: 'This repository has no GGUF model, so Hearth cannot use it.',
  otherFiles: 'Other files',
  draft: 'Draft model for speculative decoding',
  otherFile: (kind: string, size: number): string => `${kind} · ${bytes(size)}`,
  card: 'Model card',

  quantizations: 'Quantizations',
  fit: 'Fit',
  speed: 'Speed',
  bestMark: 'Best fit',
  parts: (parts: number): string => `${count(parts)} parts`,

  checking: 'Checking which file fits…',
  noneFits: 'None of these files fits in the memory that is free now.',
  best: (file: string): string => `Best for this machine: ${file}.`,
} as const);

/** How to get access to a gated model. The sentence holds a link and, without a token, a button. */
export const gatedWords = translatable('gatedWords', {
  title: 'Requires access',
  accept: 'Accept the licence on ',
  page: 'its Hugging Face page',
  withToken: ', with the account that your access token belongs to.',
  thenToken: ', then add an access token in ',
  settings: 'Settings',
  end: '.',
} as const);
