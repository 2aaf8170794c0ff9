/**
 * Draws the pages of a PDF file near the view. The page around this frame gives the bytes as they are asked for, says which page and
 * which words to show, and hears what is selected.
 */

/** From pdfjs.js, which is loaded before this script. */
const { pdfjs } = /** @type {{ pdfjs: typeof import('pdfjs-dist') }} */ (/** @type {unknown} */ (globalThis));

/** Bytes that are asked for at once. */
const chunk = 512 * 1024;
/** A page with more pixels is drawn with fewer. */
const mostPixels = 16_000_000;

/**
 * @typedef {object} Shown
 * @property {number} page From 1.
 * @property {string} words The words to mark on the page; empty: none.
 * @property {number} nth Which of their places is meant, from 0.
 */

/** @type {(message: object) => void} */
const tell = (message) => parent.postMessage(message, '*');

/** @type {import('pdfjs-dist').PDFDocumentProxy | null} */
let file = null;
/** @type {import('pdfjs-dist').PDFDataRangeTransport | null} */
let transport = null;
/** @type {Shown | null} */
let shown = null;

/** @type {HTMLElement[]} */
let boxes = [];
/** The pages that are drawn, or are being drawn. @type {Set<number>} */
const drawn = new Set();

const openFile = async (/** @type {number} */ total) => {
  transport = new pdfjs.PDFDataRangeTransport(total, null);
  transport.requestDataRange = (begin, end) => tell({ kind: 'bytes', begin, end });
  const loading = pdfjs.getDocument({
    range: transport,
    rangeChunkSize: chunk,
    disableAutoFetch: true,
    disableStream: true,
    // No policy of this frame allows more.
    useWasm: false,
    useWorkerFetch: false,
    useSystemFonts: true,
    enableXfa: false,
  });
  loading.onPassword = () => {
    throw new Error('encrypted');
  };
  file = await loading.promise;
  const first = (await file.getPage(1)).getViewport({ scale: 1 });
  boxes = Array.from({ length: file.numPages }, (_, index) => {
    const box = document.createElement('div');
    box.className = 'page';
    box.dataset['page'] = String(index + 1);
    size(box, first);
    document.body.append(box);
    return box;
  });
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const page = Number(/** @type {HTMLElement} */ (target).dataset['page']);
        if (isIntersecting) void draw(page);
        else clear(page);
      }
    },
    { rootMargin: '600px 0px' },
  );
  for (const box of boxes) watch.observe(box);
  tell({ kind: 'opened', pages: file.numPages });
  if (shown !== null) show(shown);
};

/** As wide as the frame. @type {(box: HTMLElement, viewport: { width: number, height: number }) => number} */
const size = (box, { width, height }) => {
  const wide = Math.max(100, document.documentElement.clientWidth - 24);
  box.style.width = `${wide}px`;
  box.style.height = `${(wide * height) / width}px`;
  return wide / width;
};

const draw = async (/** @type {number} */ number) => {
  const box = boxes[number - 1];
  if (drawn.has(number) || file === null || box === undefined) return;
  drawn.add(number);
  try {
    const page = await file.getPage(number);
    const scale = size(box, page.getViewport({ scale: 1 }));
    const viewport = page.getViewport({ scale });
    const most = Math.sqrt(mostPixels / (viewport.width * viewport.height));
    const pixels = Math.min(devicePixelRatio, most);
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(viewport.width * pixels);
    canvas.height = Math.floor(viewport.height * pixels);
    canvas.setAttribute('aria-hidden', 'true');
    const text = document.createElement('div');
    text.className = 'textLayer';
    box.style.setProperty('--total-scale-factor', String(scale));
    box.replaceChildren(canvas, text);
    await page.render({ canvas, viewport, transform: [pixels, 0, 0, pixels, 0, 0] }).promise;
    const layer = new pdfjs.TextLayer({
      textContentSource: page.streamTextContent(),
      container: text,
      viewport,
    });
    await layer.render();
    tell({ kind: 'drawn', page: number });
    if (shown?.page === number) mark(shown);
  } catch (error) {
    tell({ kind: 'problem', problem: String(error) });
  }
};

const clear = (/** @type {number} */ number) => {
  if (drawn.delete(number)) boxes[number - 1]?.replaceChildren();
};

const show = (/** @type {Shown} */ next) => {
  shown = next;
  boxes[next.page - 1]?.scrollIntoView({ block: 'start' });
  mark(next);
};

/** Marks the words on their page, as far as it is drawn. White space and hyphens at the ends of lines do not count. */
const mark = (/** @type {Shown} */ { page, words, nth }) => {
  CSS.highlights.clear();
  const layer = boxes[page - 1]?.querySelector('.textLayer');
  const wanted = bare(words);
  if (!layer || wanted === '') return;
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  let text = '';
  /** The node and the offset of each character of `text`. @type {{ node: Node, at: number }[]} */
  const places = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    for (const [at, one] of [...(node.nodeValue ?? '')].entries()) {
      const kept = bare(one);
      text += kept;
      for (let unit = 0; unit < kept.length; unit += 1) places.push({ node, at });
    }
  const found = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    const [start, end] = [places[at], places[at + wanted.length - 1]];
    if (start === undefined || end === undefined) break;
    const range = document.createRange();
    range.setStart(start.node, start.at);
    range.setEnd(end.node, end.at + 1);
    found.push(range);
  }
  const now = found[Math.min(nth, found.length - 1)];
  CSS.highlights.set('found', new Highlight(...found));
  CSS.highlights.set('found-now', new Highlight(...(now === undefined ? [] : [now])));
  if (now !== undefined) {
    const { top } = now.getBoundingClientRect();
    if (top < 40 || top > innerHeight - 80) scrollBy(0, top - innerHeight / 4);
  }
  tell({ kind: 'marked', words: now?.toString() ?? '' });
};

/** @type {(text: string) => string} */
const bare = (text) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\u00ad-]+/g, '');

document.addEventListener('selectionchange', () => {
  const selection = document.getSelection();
  const node = selection?.anchorNode;
  const page = (node instanceof Element ? node : node?.parentElement)?.closest('[data-page]');
  const words = selection?.toString().trim() ?? '';
  tell({ kind: 'selected', words, page: Number(page?.getAttribute('data-page') ?? 1) });
});
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') tell({ kind: 'escape' });
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resizing;
addEventListener('resize', () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => {
    const again = [...drawn];
    for (const page of again) clear(page);
    for (const page of again) void draw(page);
  }, 150);
});

addEventListener('message', ({ data, source }) => {
  if (source !== parent) return;
  if (data.kind === 'open')
    openFile(data.total).catch((/** @type {unknown} */ error) =>
      tell({ kind: 'failed', problem: String(error) }),
    );
  if (data.kind === 'bytes') transport?.onDataRange(data.begin, data.bytes);
  if (data.kind === 'show') show(data);
});
tell({ kind: 'ready' });
