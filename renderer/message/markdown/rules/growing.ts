/** What the rules know of the text beyond its Markdown. */
import type { Env, StateBlock } from 'markdown-it';

/** The environment of a parse. */
export interface ParseEnv extends Env {
  /** More text may come: a block whose closing mark has not come is open, not text. */
  isGrowing: boolean;
  /** Labels of footnotes that are defined. */
  footnotes: Set<string>;
  /** Lines that were looked through for the end of a fence in vain, see `fence.ts`. */
  countedLines?: number;
}

/** True if more text may follow `line`, which no line does now. */
export const isGrowing = (state: StateBlock, line: number): boolean =>
  (state.env as ParseEnv).isGrowing && line >= state.bMarks.length - 1;
