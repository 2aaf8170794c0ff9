/** The width of a text in a plot, in pixels. */

let context: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();

export const textWidth = (text: string, em: number): number => {
  const key = `${em} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return text.length * em * 0.6;
  context.font = `${em}px ${getComputedStyle(document.body).fontFamily}`;
  const width = context.measureText(text).width;
  // The cache must not grow in a window that is open for days.
  if (widths.size > 2_000) widths.clear();
  widths.set(key, width);
  return width;
};
