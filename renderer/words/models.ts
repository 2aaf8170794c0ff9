/** Texts of the page of models around its parts. */
import { frameWords } from './frame.ts';

export const modelsWords = {
  title: frameWords.pages.models,
  tabs: { library: 'Library', find: 'Find', downloads: 'Downloads', requests: 'Network log' },
} as const;
