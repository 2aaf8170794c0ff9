/** Documents in prompts: what they cost, and the KV states up to their ends. */
import type { CountedText } from '../../shared/engine/engine.ts';
import { contentTokens } from '../prompt/piece-tokens.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** The tokens of each text, as any prompt has them. */
export const countDocuments = ({ model, template }: LoadedEngine, texts: readonly CountedText[]): number[] =>
  texts.map(({ text }) => contentTokens(model, text, undefined, template.source).length);
