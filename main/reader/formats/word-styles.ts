/** The styles of paragraphs in DOCX (ECMA-376, part 1, 17.7). */
import { readXml } from './xml.ts';

export interface ParagraphStyle {
  /** The level of a heading, from 1; `null` for other paragraphs. */
  heading: number | null;
  /** The list that its paragraphs belong to, and their level in it, from 0. */
  list: string | null;
  level: number | null;
}

/** Styles that are based on each other, at most this many. */
const mostBases = 20;

export const paragraphStylesIn = (xml: string): Map<string, ParagraphStyle> => {
  const styles = new Map<string, ParagraphStyle & { base: string | null }>();
  let style: (ParagraphStyle & { base: string | null }) | null = null;
  readXml(xml, {
    open: (name, attributes) => {
      const value = attributes['w:val'] ?? '';
      if (name === 'w:style') {
        style = { heading: null, list: null, level: null, base: null };
        if (attributes['w:type'] === 'paragraph') styles.set(attributes['w:styleId'] ?? '', style);
      } else if (style === null) return;
      else if (name === 'w:name') style.heading = headingOf(value);
      else if (name === 'w:basedOn') style.base = value;
      else if (name === 'w:outlineLvl') style.heading ??= outlineOf(value);
      else if (name === 'w:numId') style.list = value;
      else if (name === 'w:ilvl') style.level = Number(value) || 0;
    },
    close: (name) => {
      if (name === 'w:style') style = null;
    },
  });
  for (const [id, one] of styles) {
    let base = one.base;
    for (let count = 0; base !== null && base !== id && count < mostBases; count++) {
      const other = styles.get(base);
      one.heading ??= other?.heading ?? null;
      one.list ??= other?.list ?? null;
      one.level ??= other?.level ?? null;
      base = other?.base ?? null;
    }
  }
  return styles;
};

/** Word has these names in all languages. */
const headingOf = (name: string): number | null => {
  const level = /^heading ([1-9])$/i.exec(name)?.[1];
  if (level !== undefined) return Math.min(6, Number(level));
  return /^title$/i.test(name) ? 1 : /^subtitle$/i.test(name) ? 2 : null;
};

/** The heading that an outline level makes; 9 is text. */
export const outlineOf = (value: string): number | null => {
  const level = Number(value);
  return Number.isInteger(level) && level >= 0 && level < 9 ? Math.min(6, level + 1) : null;
};
