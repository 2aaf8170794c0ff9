/** The pieces of text that a page has, in upright coordinates. */
import type { PageViewport } from 'pdfjs-dist/types/src/display/display_utils.d.ts';
import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.d.ts';

/** A piece of text on one line. Lengths are points; `y` grows downwards. */
export interface Run {
  text: string;
  x0: number;
  x1: number;
  /** Of the baseline. In vertical writing the top, and `y1` the bottom. */
  y: number;
  y1: number;
  /** The height of the font. */
  size: number;
  isRtl: boolean;
  isVertical: boolean;
  /** White space came before it in the page's own order. */
  hasSpace: boolean;
}

const isItem = (item: TextContent['items'][number]): item is TextItem => 'str' in item;

const product = (m: number[], n: number[]): number[] => {
  const [a, b, c, d, e, f] = m as [number, number, number, number, number, number];
  const [g, h, i, j, k, l] = n as [number, number, number, number, number, number];
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
};

/** The runs of a page by the quarter turn of their text: most pages have one group. */
export const runsOf = (content: TextContent, viewport: PageViewport): Run[][] => {
  const turned: Run[][] = [[], [], [], []];
  let hasSpace = false;
  for (const item of content.items) {
    if (!isItem(item)) continue;
    if (item.str.trim() === '') {
      hasSpace = true;
      continue;
    }
    const [a, b, c, d, e, f] = product(viewport.transform, item.transform as number[]) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const isVertical = content.styles[item.fontName]?.vertical === true;
    const quarter = (Math.round(Math.atan2(b, a) / (Math.PI / 2)) + 4) % 4;
    const [x, y] = quarter === 0 ? [e, f] : quarter === 1 ? [f, -e] : quarter === 2 ? [-e, -f] : [-f, e];
    const size = Math.hypot(c, d) || Math.hypot(a, b) || 1;
    if (![x, y, size, item.width, item.height].every(Number.isFinite)) continue;
    turned[quarter]!.push({
      text: item.str,
      x0: x,
      x1: x + (isVertical ? size : item.width),
      y,
      y1: isVertical ? y + item.height : y,
      size,
      isRtl: item.dir === 'rtl',
      isVertical,
      hasSpace: hasSpace || /^\s/.test(item.str),
    });
    hasSpace = item.hasEOL || /\s$/.test(item.str);
  }
  return turned.filter((runs) => runs.length > 0).toSorted((a, b) => lengthOf(b) - lengthOf(a));
};

const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, { text }) => sum + text.length, 0);
