/** Information for the rules about the text around its Markdown. */
import type { Env, StateBlock } from 'markdown-it';

/** The environment of a parse. */
export interface ParseEnv extends Env {
  /** More text may follow: a block without its closing mark counts as open, not as text. */
  isGrowing: boolean;
  /** Labels of defined footnotes. */
  footnotes: Set<string>;
  /** Lines that were searched in vain for the end of a fence, see `fence.ts`. */
  countedLines?: number;
}

/** True if `line` is the last one and more text may follow it. */
export const isGrowing = (state: StateBlock, line: number): boolean =>
  (state.env as ParseEnv).isGrowing && line >= state.bMarks.length - 1;
