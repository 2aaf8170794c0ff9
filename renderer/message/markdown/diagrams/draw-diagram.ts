/**
 * Draws Mermaid diagrams in a sandboxed frame with an origin of its own, which neither has a network nor reaches this page
 * (renderer/public/frames/diagram.html). The frame is made for the first diagram, since its script is large. It draws one diagram
 * after the other; one that takes too long is given up together with the frame. In a browser that gives the frame no process of
 * its own, such a diagram freezes this page too, but only once: the next page does not draw it again.
 */
import { keepDrawing, keptDrawing } from '../../../state/kept.ts';
import { longestDiagram, mostDiagramLines } from '../bounds.ts';

/** How a diagram looks: it is drawn anew if that changes. */
export interface Look {
  isDark: boolean;
  font: string;
  /** Mermaid's theme variables. */
  colours: Record<string, string>;
}

export interface Drawing {
  svg: string;
  /** CSS pixels. */
  width: number;
  height: number;
}

export type Drawn = Drawing | 'failed' | 'too-slow';

/** Milliseconds to load the frame with its script, on a slow disk too. */
const longestLoad = 30_000;
/** Milliseconds for one diagram. */
const longestDraw = 8_000;
/** Characters of an SVG, and of all that are remembered. */
const longestSvg = 1_000_000;
const mostRemembered = 4_000_000;

interface Ordered {
  text: string;
  look: Look;
  tell: (drawn: Drawn) => void;
}

/** Diagrams that were drawn, the last used at the end: a message that is scrolled out of view and back is not drawn again. */
const remembered = new Map<string, Drawn>();
const waiting: Ordered[] = [];
let running: { id: number; ordered: Ordered; timer: ReturnType<typeof setTimeout> } | null = null;
let frame: HTMLIFrameElement | null = null;
let isReady = false;
let lastId = 0;

/** A diagram over which an earlier page ended. */
const neverDrawn = keptDrawing();
/** A page that is left in good order is no reason not to draw again. */
const forgetDrawing = (): void => keepDrawing(null);

const keyOf = (text: string, { isDark, colours }: Look): string =>
  `${isDark} ${colours['primaryTextColor']} ${text}`;

/** What was drawn before of the same text; `null` if nothing was. */
export const drawnBefore = (text: string, look: Look): Drawn | null =>
  remembered.get(keyOf(text, look)) ?? null;

/** Draws `text` and calls `tell`, unless the returned function is called first. */
export const drawDiagram = (text: string, look: Look, tell: (drawn: Drawn) => void): (() => void) => {
  const ordered = { text, look, tell };
  if (isTooLarge(text)) tell('failed');
  else if (text === neverDrawn) tell('too-slow');
  else {
    waiting.push(ordered);
    next();
  }
  return () => {
    const at = waiting.indexOf(ordered);
    if (at !== -1) waiting.splice(at, 1);
    ordered.tell = () => undefined;
  };
};

const isTooLarge = (text: string): boolean =>
  text.length > longestDiagram || text.split('\n', mostDiagramLines + 1).length > mostDiagramLines;

const next = (): void => {
  const ordered = running === null ? waiting[0] : undefined;
  if (ordered === undefined) return;
  if (frame === null) openFrame();
  if (!isReady) return;
  waiting.shift();
  const id = ++lastId;
  running = { id, ordered, timer: setTimeout(() => giveUp('too-slow'), longestDraw) };
  const { text, look } = ordered;
  keepDrawing(text);
  frame!.contentWindow!.postMessage({ id, text, ...look }, '*');
};

let loadTimer: ReturnType<typeof setTimeout> | undefined;

const openFrame = (): void => {
  frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.className = 'diagram-frame';
  frame.src = 'frames/diagram.html';
  frame.title = '';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  addEventListener('message', heard);
  addEventListener('pagehide', forgetDrawing);
  document.body.append(frame);
  loadTimer = setTimeout(() => giveUp('failed'), longestLoad);
};

/** Ends whatever the frame still does: browsers that give it a process of its own end the process. */
const closeFrame = (): void => {
  clearTimeout(loadTimer);
  removeEventListener('message', heard);
  frame?.remove();
  frame = null;
  isReady = false;
};

/** The diagram that is being drawn, or all that wait for a frame that does not load. */
const giveUp = (why: 'failed' | 'too-slow'): void => {
  closeFrame();
  if (running !== null) finish(why);
  else for (const ordered of waiting.splice(0)) ordered.tell(why);
};

const heard = ({ source, data }: MessageEvent<unknown>): void => {
  if (frame === null || source !== frame.contentWindow) return;
  if (data === 'ready') {
    clearTimeout(loadTimer);
    isReady = true;
    next();
  } else if (typeof data === 'object' && data !== null && 'id' in data && data.id === running?.id) {
    finish(drawnIn(data));
  }
};

/** Nothing that the frame sends is trusted. */
const drawnIn = (data: object): Drawn => {
  const svg: unknown = 'svg' in data ? data.svg : null;
  if (typeof svg !== 'string' || svg.length > longestSvg) return 'failed';
  const [, opening = ''] = /^<svg\b([^>]*)>/.exec(svg) ?? [];
  const [width, height] = ['width', 'height'].map((name) =>
    Number(new RegExp(`\\s${name}="(\\d{1,5})"`).exec(opening)?.[1]),
  );
  return width! > 0 && height! > 0 ? { svg, width: width!, height: height! } : 'failed';
};

const finish = (drawn: Drawn): void => {
  const { ordered, timer } = running!;
  clearTimeout(timer);
  running = null;
  keepDrawing(null);
  remember(keyOf(ordered.text, ordered.look), drawn);
  ordered.tell(drawn);
  next();
};

const sizeOf = (drawn: Drawn): number => (typeof drawn === 'string' ? 0 : drawn.svg.length);

const remember = (key: string, drawn: Drawn): void => {
  remembered.delete(key);
  remembered.set(key, drawn);
  let all = [...remembered].reduce((sum, [text, one]) => sum + text.length + sizeOf(one), 0);
  for (const [oldest, one] of remembered) {
    if (all <= mostRemembered) break;
    remembered.delete(oldest);
    all -= oldest.length + sizeOf(one);
  }
};
