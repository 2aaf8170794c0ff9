/**
 * Draws the pages of a PDF file near the view, one after the other. The page around this frame gives the bytes as they are asked for,
 * says which page and which words to show and how large, and hears where the view is and what is selected.
 */

/** From pdfjs.js, which is loaded before this script. */
const { pdfjs } = /** @type {{ pdfjs: typeof import('pdfjs-dist') }} */ (/** @type {unknown} */ (globalThis));

/** Bytes that are asked for at once. */
const chunk = 512 * 1024;
/** A page with more pixels is drawn with fewer. */
const mostPixels = 16_000_000;
/** A page that is not drawn after this time is given up, in ms. */
const longestDrawing = 20_000;
/** CSS pixels for each point of a page at 100 %. */
const perPoint = 96 / 72;
/** Steps of the zoom, in percent. */
const zooms = [25, 50, 67, 80, 100, 125, 150, 200, 300, 400, 500];

/**
 * @typedef {object} Shown
 * @property {number} page From 1.
 * @property {string} words The words to mark on the page; empty: none.
 * @property {number} nth Which of their places is meant, from 0.
 */
/**
 * Where the view begins: `share` of the height of `page` is above it.
 * @typedef {{ page: number, share: number }} Place
 */
/** @typedef {{ incomplete: string, slow: string, broken: string, text: string }} Words */

/** @type {(message: object) => void} */
const tell = (message) => parent.postMessage(message, '*');

/** @type {import('pdfjs-dist').PDFDocumentProxy | null} */
let file = null;
/** @type {import('pdfjs-dist').PDFDataRangeTransport | null} */
let transport = null;
/** @type {Shown | null} */
let shown = null;
/** In percent; `null`: as wide as the frame. @type {number | null} */
let zoom = null;
/** @type {Words} */
let words = { incomplete: '', slow: '', broken: '', text: '' };

/** @type {HTMLElement[]} */
let boxes = [];
/** The sizes of the pages in points; those that are not known yet have that of the first. @type {{ width: number, height: number }[]} */
let sizes = [];
/** The pages near the view. @type {Set<number>} */
const near = new Set();
/** The pages that are drawn, each with its scale. @type {Map<number, number>} */
const drawn = new Map();
/** Why pages are not drawn, or not all of them. @type {Map<number, keyof Words>} */
const problems = new Map();
/** What is drawn now. @type {{ page: number, task: import('pdfjs-dist').RenderTask | null } | null} */
let drawing = null;

// PDF.js tells only in its warnings that it left out an image or a font.
let isIncomplete = false;
const warn = console.warn;
console.warn = (...parts) => {
  if (/Unable to decode (?:inline )?image|Error during font loading|CMap/.test(parts.join(' ')))
    isIncomplete = true;
  warn(...parts);
};

const openFile = async (
  /** @type {{ total: number, at: Place | null, zoom: number | null, words: Words }} */ what,
) => {
  ({ zoom, words } = what);
  transport = new pdfjs.PDFDataRangeTransport(what.total, null);
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
  const { width, height } = (await file.getPage(1)).getViewport({ scale: 1 });
  sizes = Array.from({ length: file.numPages }, () => ({ width, height }));
  boxes = sizes.map((_, index) => {
    const box = document.createElement('div');
    box.className = 'page';
    box.dataset['page'] = String(index + 1);
    document.body.append(box);
    return box;
  });
  layOut();
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const page = Number(/** @type {HTMLElement} */ (target).dataset['page']);
        if (isIntersecting) near.add(page);
        else leave(page);
      }
      void drawNear();
    },
    // Without a root of its own, a frame of another origin has no margin.
    { root: document, rootMargin: '600px 0px' },
  );
  if (shown !== null) show(shown);
  else if (what.at !== null) goTo(what.at);
  for (const box of boxes) watch.observe(box);
  tellPlace();
};

/** The scale of a page: CSS pixels for each point. */
const scaleOf = (/** @type {number} */ page) =>
  zoom === null
    ? Math.max(100, document.documentElement.clientWidth - 24) / (sizes[page - 1]?.width ?? 1)
    : (zoom / 100) * perPoint;

const layOut = () => {
  for (const [index, box] of boxes.entries()) {
    const scale = scaleOf(index + 1);
    const { width, height } = sizes[index] ?? { width: 1, height: 1 };
    box.style.width = `${width * scale}px`;
    box.style.height = `${height * scale}px`;
    box.style.setProperty('--total-scale-factor', String(scale));
  }
};

/** The page at `y` in the view. */
const pageAt = (/** @type {number} */ y) => {
  let [low, high] = [0, boxes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((boxes[middle]?.getBoundingClientRect().top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low + 1;
};

/** @type {() => Place} */
const place = () => {
  const page = pageAt(0);
  const { top, height } = boxes[page - 1]?.getBoundingClientRect() ?? { top: 0, height: 1 };
  return { page, share: -top / height };
};

const goTo = (/** @type {Place} */ { page, share }) => {
  const box = boxes[Math.min(page, boxes.length) - 1];
  if (box === undefined) return;
  const { top, height } = box.getBoundingClientRect();
  scrollBy({ top: top + share * height, behavior: 'instant' });
};

const tellPlace = () => {
  if (boxes.length === 0) return;
  const at = place();
  const percent = Math.round((100 * scaleOf(at.page)) / perPoint);
  tell({
    kind: 'at',
    ...at,
    seen: pageAt(innerHeight / 3),
    pages: boxes.length,
    percent,
    isFitted: zoom === null,
  });
};

let isTelling = false;
addEventListener('scroll', () => {
  if (isTelling) return;
  isTelling = true;
  setTimeout(() => {
    isTelling = false;
    tellPlace();
  }, 100);
});

/** Draws the pages near the view, those in view first. */
const drawNear = async () => {
  if (drawing !== null || file === null) return;
  const middle = pageAt(innerHeight / 2);
  const [page] = [...near]
    .filter((one) => drawn.get(one) !== scaleOf(one) && !['slow', 'broken'].includes(problems.get(one) ?? ''))
    .toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  if (page === undefined) return;
  drawing = { page, task: null };
  isIncomplete = false;
  const timer = setTimeout(() => {
    problems.set(page, 'slow');
    drawing?.task?.cancel();
    if (near.has(page)) note(page);
  }, longestDrawing);
  try {
    await draw(page, drawing);
    if (isIncomplete) problems.set(page, 'incomplete');
  } catch (error) {
    if (/** @type {Error} */ (error).name !== 'RenderingCancelledException') problems.set(page, 'broken');
  }
  clearTimeout(timer);
  drawing = null;
  if (near.has(page)) note(page);
  void drawNear();
};

const draw = async (
  /** @type {number} */ number,
  /** @type {{ task: import('pdfjs-dist').RenderTask | null }} */ now,
) => {
  const box = boxes[number - 1];
  const page = await file?.getPage(number);
  if (page === undefined || box === undefined || !near.has(number)) return;
  const { width, height } = page.getViewport({ scale: 1 });
  const known = sizes[number - 1];
  if (known?.width !== width || known.height !== height)
    keepPlace(() => {
      sizes[number - 1] = { width, height };
      layOut();
    });
  const scale = scaleOf(number);
  const viewport = page.getViewport({ scale });
  const pixels = Math.min(devicePixelRatio, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(viewport.width * pixels);
  canvas.height = Math.floor(viewport.height * pixels);
  canvas.setAttribute('aria-hidden', 'true');
  // What was drawn in another size stays until then.
  if (!drawn.has(number)) box.replaceChildren(canvas);
  now.task = page.render({ canvas, viewport, transform: [pixels, 0, 0, pixels, 0, 0] });
  await now.task.promise;
  const text = document.createElement('div');
  text.className = 'textLayer';
  await new pdfjs.TextLayer({
    textContentSource: page.streamTextContent(),
    container: text,
    viewport,
  }).render();
  if (!near.has(number)) return;
  box.replaceChildren(canvas, text);
  drawn.set(number, scale);
  tell({ kind: 'drawn', page: number });
  if (shown?.page === number) mark(shown);
};

const leave = (/** @type {number} */ page) => {
  near.delete(page);
  drawn.delete(page);
  boxes[page - 1]?.replaceChildren();
  if (drawing?.page === page) drawing.task?.cancel();
};

/** Says on a page what is not drawn of it, with the way to its text. */
const note = (/** @type {number} */ page) => {
  const box = boxes[page - 1];
  const problem = problems.get(page);
  box?.querySelector('.note')?.remove();
  if (box === undefined || problem === undefined) return;
  const about = document.createElement('div');
  about.className = 'note';
  const sentence = document.createElement('p');
  sentence.textContent = words[problem];
  const button = document.createElement('button');
  button.textContent = words.text;
  button.addEventListener('click', () => tell({ kind: 'text', page }));
  about.append(sentence, button);
  box.append(about);
};

/** Changes the sizes of pages without moving what is in view. */
const keepPlace = (/** @type {() => void} */ change) => {
  const before = place();
  change();
  goTo(before);
};

/** The same point of the page stays at `x` and `y` of the view. */
const zoomTo = (/** @type {number | null} */ next, x = innerWidth / 2, y = 0) => {
  if (next === zoom) return;
  const box = boxes[pageAt(y) - 1];
  const before = box?.getBoundingClientRect();
  zoom = next;
  layOut();
  if (box !== undefined && before !== undefined) {
    const now = box.getBoundingClientRect();
    scrollBy({
      left: now.left + ((x - before.left) / before.width) * now.width - x,
      top: now.top + ((y - before.top) / before.height) * now.height - y,
      behavior: 'instant',
    });
  }
  tellPlace();
  void drawNear();
};

/** @type {(by: number) => number} */
const stepped = (by) => {
  const now = Math.round((100 * scaleOf(pageAt(0))) / perPoint);
  const larger = zooms.find((one) => one > now) ?? zooms.at(-1);
  const smaller = zooms.findLast((one) => one < now) ?? zooms[0];
  return (by > 0 ? larger : smaller) ?? 100;
};

const show = (/** @type {Shown} */ next) => {
  shown = next;
  boxes[next.page - 1]?.scrollIntoView({ block: 'start', behavior: 'instant' });
  mark(next);
};

/** Marks the words on their page, as far as it is drawn. White space and hyphens at the ends of lines do not count. */
const mark = (/** @type {Shown} */ { page, words: literal, nth }) => {
  CSS.highlights.clear();
  const layer = boxes[page - 1]?.querySelector('.textLayer');
  const wanted = bare(literal);
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
    if (top < 40 || top > innerHeight - 80) scrollBy({ top: top - innerHeight / 4, behavior: 'instant' });
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
  const selected = selection?.toString().trim() ?? '';
  tell({ kind: 'selected', words: selected, page: Number(page?.getAttribute('data-page') ?? 1) });
});

/** The keys of the reader, which the page around the frame does not hear. */
addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (key === 'Escape') return tell({ kind: 'escape' });
  if (!(ctrlKey || metaKey) || altKey) return;
  if (key === '+' || key === '=') zoomTo(stepped(1));
  else if (key === '-') zoomTo(stepped(-1));
  else if (key === '0') zoomTo(null);
  else if (key.toLowerCase() === 'f') tell({ kind: 'find' });
  else return;
  event.preventDefault();
});
// Two fingers on a touchpad are told as a wheel with Ctrl.
addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const percent = ((100 * scaleOf(pageAt(event.clientY))) / perPoint) * Math.exp(-event.deltaY / 300);
    zoomTo(Math.min(500, Math.max(25, percent)), event.clientX, event.clientY);
  },
  { passive: false },
);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resizing;
let width = innerWidth;
addEventListener('resize', () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => {
    if (width === innerWidth || boxes.length === 0) return;
    width = innerWidth;
    keepPlace(layOut);
    tellPlace();
    void drawNear();
  }, 150);
});

/** @type {Record<string, (data: any) => void>} */
const heard = {
  open: (data) =>
    void openFile(data).catch((/** @type {unknown} */ error) =>
      tell({ kind: 'failed', problem: String(error) }),
    ),
  bytes: ({ begin, bytes }) => transport?.onDataRange(begin, bytes),
  show,
  zoom: ({ by }) => zoomTo(by === 0 ? null : stepped(by)),
  scroll: ({ pages, edge }) =>
    edge === undefined
      ? scrollBy({ top: pages * innerHeight * 0.9, behavior: 'instant' })
      : scrollTo({ top: edge * document.documentElement.scrollHeight, behavior: 'instant' }),
  // Whether this frame still answers.
  ping: () => tell({ kind: 'pong' }),
};
addEventListener('message', ({ data, source }) => {
  if (source === parent) heard[data.kind]?.(data);
});
tell({ kind: 'ready' });
