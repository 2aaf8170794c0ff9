/** The Markdown that Hearth supports: CommonMark with GitHub's extensions, math, and rules for common mistakes of models. */
import createParser, { type MarkdownIt, type StateBlock } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { deepestBlock, longestLine } from './bounds.ts';
import type { Block } from './nodes.ts';
import { fenceRule } from './rules/fence.ts';
import { footnoteReferenceRule, footnoteRule } from './rules/footnotes.ts';
import type { ParseEnv } from './rules/growing.ts';
import { addressRule, mailRule, textRule } from './rules/links.ts';
import { tableRule } from './rules/table.ts';
import { texBlockRule, texParagraphRule } from './rules/tex-block.ts';
import { texRule } from './rules/tex.ts';
import { blocksOf } from './tree.ts';

/** Targets of references, from anywhere in a text. */
export interface Definitions {
  references: Record<string, { href: string; title: string }>;
  footnotes: ReadonlySet<string>;
}

interface Options {
  /** More text may come. */
  isGrowing?: boolean;
  /** Definitions outside `text`. */
  definitions?: Definitions | undefined;
}

/** The top-level blocks of `text`. Parsing time is proportional to the length of any text. */
export const parse = (text: string, { isGrowing = false, definitions }: Options = {}): Block[] =>
  blocksOf(text, parser.parse(text, environment(isGrowing, definitions)));

/** The definitions in `text`. */
export const definitionsIn = (text: string): Definitions => {
  const env = environment(false);
  parser.block.parse(text.replace(/\r\n?/g, '\n'), parser, env, []);
  return { references: env.references!, footnotes: env.footnotes };
};

const environment = (isGrowing: boolean, definitions?: Definitions): ParseEnv & { references: object } => ({
  isGrowing,
  references: { ...definitions?.references },
  footnotes: new Set(definitions?.footnotes),
});

/** Blocks that are nested deeper are not parsed; tree.ts shows the whole block that contains them as source. */
const tooDeepRule = (state: StateBlock, startLine: number, endLine: number): boolean => {
  if (state.level < deepestBlock) return false;
  let end = startLine + 1;
  for (
    let line = end;
    line < endLine && (state.isEmpty(line) || state.sCount[line]! >= state.blkIndent);
    line++
  )
    if (!state.isEmpty(line)) end = line + 1;
  state.line = end;
  state.push('too_deep', '', 0).map = [startLine, end];
  return true;
};

/** Lines that are too long are not parsed, nor are images in the alternative text of images. */
const boundInline = (parser: MarkdownIt): void => {
  const parseInline = parser.inline.parse.bind(parser.inline);
  let depth = 0;
  parser.inline.parse = (src, md, env, tokens) => {
    if (depth > 1 || src.length > longestLine) {
      const state = new parser.inline.State(src, md, env, tokens);
      state.pending = src;
      state.pushPending();
      return;
    }
    depth++;
    try {
      parseInline(src, md, env, tokens);
    } finally {
      depth--;
    }
  };
};

const createMarkdown = (): MarkdownIt => {
  const parser = createParser({ html: true }).use(cjkFriendly);
  // tree.ts needs the position of each definition.
  parser.core.ruler.disable('strip_references');
  // safe-url.ts decides where links may lead, when they are drawn.
  parser.validateLink = () => true;
  parser.normalizeLink = (url) => url;
  parser.normalizeLinkText = (url) => url;
  const interrupts = { alt: ['paragraph', 'reference', 'blockquote', 'list'] };
  const block = parser.block.ruler;
  block.before('table', 'too_deep', tooDeepRule);
  block.at('table', tableRule, { alt: ['paragraph', 'reference'] });
  block.at('fence', fenceRule, interrupts);
  block.before('fence', 'math_block', texBlockRule, interrupts);
  block.before('lheading', 'math_paragraph', texParagraphRule, { alt: ['paragraph'] });
  block.before('reference', 'footnote', footnoteRule, { alt: ['paragraph', 'reference'] });
  const inline = parser.inline.ruler;
  inline.at('text', textRule);
  inline.before('escape', 'math_inline', texRule);
  inline.before('link', 'footnote_reference', footnoteReferenceRule);
  inline.before('text', 'address', addressRule);
  inline.push('mail', mailRule);
  boundInline(parser);
  return parser;
};

const parser = createMarkdown();
