/** Markdown as Hearth reads it: CommonMark with GitHub's tables, task lists and strikethrough, and math. */
import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { mathFromMarkdown } from 'mdast-util-math';
import { gfm } from 'micromark-extension-gfm';
import { math } from 'micromark-extension-math';
import { texText } from './tex-text.ts';

const { flow } = math();
const options = {
  // One tilde is "about", as in "~5 to ~10"; two strike through.
  extensions: [gfm({ singleTilde: false }), { flow: flow! }, texText],
  mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()],
};

export const parse = (text: string): Root => fromMarkdown(text, options);
