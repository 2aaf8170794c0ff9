/** The numbers of paragraphs in DOCX, which are not in their text (ECMA-376, part 1, 17.9). */
import { readXml } from './xml.ts';

interface Level {
  format: string;
  /** For example `%1.%2`: with the numbers of the levels. */
  text: string;
  start: number;
}

/** How a paragraph of a list begins: with a bullet, a number in its usual form, or with another label. */
type Mark = { kind: 'bullet' } | { kind: 'number'; value: number } | { kind: 'label'; text: string };

export interface Numbering {
  /** Counts the next paragraph of a list at a level, from 0; `null` if it has no mark. */
  next(list: string, level: number): Mark | null;
}

const deepest = 9;

export const numberingOf = (xml: string): Numbering => {
  const levels = new Map<string, Level[]>();
  const lists = new Map<string, { of: string; starts: Map<number, number> }>();
  let [abstract, list, at] = ['', '', 0];
  let isOverride = false;
  const level = (): Level => {
    const all = levels.get(abstract) ?? [];
    levels.set(abstract, all);
    return (all[at] ??= { format: 'decimal', text: '', start: 1 });
  };
  readXml(xml, {
    open: (name, attributes) => {
      const value = attributes['w:val'] ?? '';
      switch (name) {
        case 'w:abstractNum':
          abstract = attributes['w:abstractNumId'] ?? '';
          break;
        case 'w:num':
          list = attributes['w:numId'] ?? '';
          break;
        case 'w:abstractNumId':
          lists.set(list, { of: value, starts: new Map() });
          break;
        case 'w:lvl':
        case 'w:lvlOverride':
          at = Math.max(0, Math.min(deepest - 1, Number(attributes['w:ilvl']) || 0));
          isOverride = name === 'w:lvlOverride';
          break;
        case 'w:startOverride':
          lists.get(list)?.starts.set(at, Number(value) || 0);
          break;
        case 'w:numFmt':
          if (!isOverride) level().format = value;
          break;
        case 'w:lvlText':
          if (!isOverride) level().text = value;
          break;
        case 'w:start':
          if (!isOverride) level().start = Number(value) || 0;
      }
    },
    close: (name) => {
      if (name === 'w:lvlOverride') isOverride = false;
    },
  });

  /** The last number of each level, by the definition that lists share. */
  const counts = new Map<string, (number | undefined)[]>();
  const begun = new Set<string>();
  return {
    next: (id, depth) => {
      const of = lists.get(id);
      const definition = levels.get(of?.of ?? '');
      const own = definition?.[depth];
      if (of === undefined || own === undefined) return null;
      if (own.format === 'bullet') return { kind: 'bullet' };
      const count = counts.get(of.of) ?? [];
      counts.set(of.of, count);
      const start = of.starts.get(depth);
      const restarts = start !== undefined && !begun.has(`${id} ${depth}`);
      begun.add(`${id} ${depth}`);
      count[depth] = restarts ? start : (count[depth] ?? own.start - 1) + 1;
      // Deeper levels begin anew.
      count.length = depth + 1;
      if (own.format === 'none' || own.text.trim() === '') return null;
      if (own.format === 'decimal' && own.text === `%${depth + 1}.`)
        return { kind: 'number', value: count[depth]! };
      const text = own.text.replaceAll(/%([1-9])/g, (_, digit: string) => {
        const other = definition?.[Number(digit) - 1];
        return numberIn(other?.format ?? 'decimal', count[Number(digit) - 1] ?? other?.start ?? 1);
      });
      return { kind: 'label', text };
    },
  };
};

const romans: readonly [number, string][] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

const roman = (value: number): string => {
  let [rest, text] = [value, ''];
  for (const [amount, letters] of romans) for (; rest >= amount; rest -= amount) text += letters;
  return text;
};

/** A number in a format (`ST_NumberFormat`); in decimal digits if it is another one. */
const numberIn = (format: string, value: number): string => {
  const isSmall = value > 0 && value < 4000;
  const letter = String.fromCharCode(97 + ((value - 1) % 26)).repeat(Math.ceil(value / 26) || 1);
  switch (isSmall ? format : '') {
    case 'lowerLetter':
      return letter;
    case 'upperLetter':
      return letter.toUpperCase();
    case 'lowerRoman':
      return roman(value);
    case 'upperRoman':
      return roman(value).toUpperCase();
    case 'none':
      return '';
    default:
      return String(value);
  }
};
