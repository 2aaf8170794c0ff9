/**
 * How often a running answer moves on towards the screen. One cause sets all of it: if the model runs on the processor, whatever
 * draws takes its time from a thread that decodes, and all the others wait for that one. The engine collects text between two
 * sendings and the window between two drawings; the core passes on at once what it gets.
 */

/**
 * Ms between updates if they would slow down decode. An update costs about 8 ms over all threads of a browser that draws without
 * a GPU (measured on two cores), so ten a second would cost 8 % of decode.
 */
const sparingGapMs = 400;

/**
 * Ms between two sendings of text from the engine. `isDrawn`: a window of Hearth draws it, while another program gets it as bytes,
 * which cost nearly nothing. `coresLeft`: logical cores that the threads of the engine leave free.
 */
export const sendGapMs = (isDrawn: boolean, coresLeft: number): number =>
  isDrawn && coresLeft < 2 ? sparingGapMs : 33;

/** Ms between two reports of how many tokens are written, at least. */
export const progressGapMs = sparingGapMs;

/** Drawing more often than this, in ms, reads no better. */
const shortestDrawGapMs = 40;
/** Drawing takes at most one part in this many of the time. */
const drawShare = 8;
const hiddenDrawGapMs = 500;

/** Ms from the end of a drawing that took `costMs` to the next one. */
export const drawGapMs = (costMs: number, isHidden: boolean): number =>
  isHidden ? hiddenDrawGapMs : Math.min(sparingGapMs, Math.max(shortestDrawGapMs, costMs * (drawShare - 1)));
