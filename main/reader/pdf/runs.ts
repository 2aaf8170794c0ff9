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

/** Ligatures, and Arabic letters in the form that their place in a word has: text has the letters. */
const presentationForms = /[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]/g;

/** The fewest characters above each other that are a column of vertical writing. */
const shortestStack = 4;

/** Browsers print vertical writing as single characters in a horizontal font, each below the one before. */
const markStacks = (runs: Run[]): void => {
  const isBelow = (run: Run | undefined, above: Run): boolean =>
    run !== undefined &&
    [...run.text].length === 1 &&
    Math.abs(centreOf(run) - centreOf(above)) < 0.3 * run.size &&
    run.y > above.y + 0.5 * run.size &&
    run.y < above.y + 1.8 * run.size;
  for (let from = 0; from < runs.length;) {
    let to = from + 1;
    if ([...runs[from]!.text].length === 1) while (isBelow(runs[to], runs[to - 1]!)) to += 1;
    if (to - from >= shortestStack)
      for (const run of runs.slice(from, to)) [run.isVertical, run.y1] = [true, run.y + run.size];
    from = to;
  }
};

const centreOf = ({ x0, x1 }: Run): number => (x0 + x1) / 2;

/** The runs of a page by the quarter turn of their text, those with the most text first: most pages have one group. */
export const runsOf = (content: TextContent, viewport: PageViewport): { turn: number; runs: Run[] }[] => {
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
      text: item.str.replaceAll(presentationForms, (form) => form.normalize('NFKC')),
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
  for (const runs of turned) markStacks(runs);
  return turned
    .map((runs, turn) => ({ turn, runs }))
    .filter(({ runs }) => runs.length > 0)
    .toSorted((a, b) => lengthOf(b.runs) - lengthOf(a.runs));
};

const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, { text }) => sum + text.length, 0);
