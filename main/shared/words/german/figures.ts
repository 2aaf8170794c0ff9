import type * as english from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';

export const figureWords: Translated<typeof english.figureWords> = {
  token: 'Token',
  tokens: 'Token',
  tokensPerS: 'Token/s',
};
