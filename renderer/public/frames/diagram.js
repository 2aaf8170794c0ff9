/**
 * Draws the diagrams that the page around this frame sends, one after the other, and sends back their SVG. The page gives up one
 * that takes too long by removing this frame.
 */

/** From mermaid.js, which is loaded before this script. */
const { mermaid } = /** @type {{ mermaid: import('mermaid').Mermaid }} */ (
  /** @type {unknown} */ (globalThis)
);

/** Characters of a diagram, and lines between its nodes. The page refuses longer texts itself. */
const bounds = { maxTextSize: 10_000, maxEdges: 200 };

/**
 * @typedef {object} Ordered
 * @property {number} id
 * @property {string} text
 * @property {boolean} isDark
 * @property {string} font
 * @property {Record<string, string>} colours
 */

/** @type {(ordered: Ordered) => object} */
const settingsFor = ({ isDark, font, colours }) => ({
  ...bounds,
  startOnLoad: false,
  securityLevel: 'strict',
  // Otherwise a diagram with an error is drawn as a picture of an error.
  suppressErrorRendering: true,
  // HTML within SVG is not drawn by every browser if the SVG is an image.
  htmlLabels: false,
  flowchart: { htmlLabels: false },
  deterministicIds: true,
  look: 'classic',
  // The lines would cross the texts on them.
  themeCSS: `.edgeLabel rect, .labelBkg { fill: ${colours['edgeLabelBackground']} !important; opacity: 1 !important; }`,
  fontFamily: font,
  // Of sequences; those of the others are in the theme.
  fontSize: 14,
  theme: 'base',
  themeVariables: { darkMode: isDark, fontFamily: font, fontSize: '14px', ...colours },
});

/** Well-formed XML with a size of its own, for an `img`. @type {(svg: string) => string} */
const asImage = (svg) => {
  const holder = document.createElement('div');
  holder.innerHTML = svg;
  const drawing = holder.querySelector('svg');
  if (drawing === null) throw new Error('Nothing was drawn');
  const [, , width = 0, height = 0] = (drawing.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (!(width > 0 && height > 0)) throw new Error('The drawing has no size');
  drawing.setAttribute('width', String(Math.ceil(width)));
  drawing.setAttribute('height', String(Math.ceil(height)));
  drawing.style.removeProperty('max-width');
  return new XMLSerializer().serializeToString(drawing);
};

addEventListener('message', async ({ data, source }) => {
  if (source !== parent) return;
  const ordered = /** @type {Ordered} */ (data);
  try {
    mermaid.initialize(settingsFor(ordered));
    const { svg } = await mermaid.render(`diagram-${ordered.id}`, ordered.text);
    parent.postMessage({ id: ordered.id, svg: asImage(svg) }, '*');
  } catch (error) {
    parent.postMessage({ id: ordered.id, problem: String(error) }, '*');
  }
});

parent.postMessage('ready', '*');
