/** The styles of OpenDocument (OpenDocument 1.3, part 3, 16): which paragraphs are headings, and which lists are numbered. */
import type { Attributes } from '../text/markdown-writer.ts';
import { readXml } from './xml.ts';

export interface Styles {
  /** The level of the heading that a paragraph of this style is; `null` for others. */
  headingOf(style: string | undefined): number | null;
  /** Whether the items of a list of this style are numbered, at a level from 1. */
  isNumbered(list: string, level: number): boolean;
}

/** Styles that are based on each other, at most this many. */
const mostParents = 20;

export const stylesIn = (parts: readonly string[]): Styles => {
  const parents = new Map<string, string>();
  const numbered = new Set<string>();
  let list = '';
  const open = (name: string, attributes: Attributes): void => {
    const own = attributes['style:name'] ?? '';
    if (name === 'style:style') parents.set(own, attributes['style:parent-style-name'] ?? '');
    else if (name === 'text:list-style') list = own;
    else if (name === 'text:list-level-style-number' && attributes['style:num-format'])
      numbered.add(`${list} ${attributes['text:level']}`);
  };
  for (const part of parts) readXml(part, { open });
  return {
    headingOf: (style) => {
      let name = style;
      for (let count = 0; name && count < mostParents; count++) {
        const level = /^Heading_20_(\d+)$/.exec(name)?.[1];
        if (level !== undefined) return Math.max(1, Math.min(6, Number(level)));
        if (name === 'Title') return 1;
        if (name === 'Subtitle') return 2;
        name = parents.get(name);
      }
      return null;
    },
    isNumbered: (name, level) => numbered.has(`${name} ${level}`),
  };
};
