/**
 * The limits of what a template may cost. Templates come with models from anywhere: some loop for minutes or fill the memory.
 */
import { TemplateTooCostly } from './errors.ts';

/** Characters of a template's source. The largest of well-known models have 20,000. */
export const mostSource = 500_000;

/** Nodes that may be evaluated: about a fifth of a second of work. An ordinary chat takes a few thousand. */
const mostSteps = 1_500_000;
/** Additional steps for each character of the messages, so that no chat is too long for its template. */
const stepsPerCharacter = 4;
/** Additional steps for each pair of messages: Gemma 4's template looks from each message back to the first. */
const stepsPerPair = 10;
/** Characters of all strings that are created, and additional ones for each character of the messages. */
const mostCharacters = 6_000_000;
const charactersPerCharacter = 24;
/** Items of all lists that are created, and additional ones for each character of the messages. */
const mostItems = 300_000;
const itemsPerCharacter = 0.25;
const itemsPerPair = 2;
/** Characters of the output, and additional ones for each character and each message; all output must be tokenised. */
const mostPrinted = 200_000;
const printedPerCharacter = 8;
const printedPerMessage = 2000;
/** Nesting of calls, blocks and expressions; Node's stack holds ten times as many. */
const mostDepth = 600;

/**
 * Time in ms, for machines on which the steps take longer, and for operations that cost more than their steps say. It is the
 * lesser of wall-clock time, which passes on a busy machine as well, and processor time, which other threads take as well.
 */
const mostMs = 800;
/** Bytes by which the heap may grow, garbage included, and additional ones for each character of the messages. */
const mostHeap = 120 * 1024 ** 2;
const heapPerCharacter = 100;
/** How often time and heap are looked at. */
const stepsBetweenClocks = 32;
const msBetweenLooks = 5;

const tooMuch = {
  steps: 'it takes more than a second of work',
  memory: 'it takes too much memory',
  printed: 'it prints too much',
  depth: 'it calls itself without end',
};

/** Processor time that this process has used, in ms. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Counts the work of one rendering, or of several that share it. The methods throw `TemplateTooCostly`. */
export class Budget {
  #steps: number;
  #characters: number;
  #items: number;
  readonly #printed: number;
  #depth = 0;
  #taken = 0;
  #nextClock = stepsBetweenClocks;
  /** The time that earlier renderings took, in ms. */
  #spentMs = 0;
  #beganAt = 0;
  #beganAtProcessorMs = 0;
  #nextLookMs = Infinity;
  readonly #heap: number;
  readonly #mostMs: number;
  /** The bytes of the heap when this rendering was first looked at. */
  #heapAtFirst: number | null = null;

  /** The budget for a chat, from its number of messages and their characters; `share` of the usual limits. */
  constructor(messages: number, characters: number, share = 1) {
    this.#steps = share * (mostSteps + stepsPerCharacter * characters + stepsPerPair * messages ** 2);
    this.#characters = share * (mostCharacters + charactersPerCharacter * characters);
    this.#items = share * (mostItems + itemsPerCharacter * characters + itemsPerPair * messages ** 2);
    this.#printed = share * (mostPrinted + printedPerCharacter * characters + printedPerMessage * messages);
    this.#heap = mostHeap + heapPerCharacter * characters;
    this.#mostMs = share * mostMs;
  }

  /** Begins a rendering; one that failed left its depth behind. `end` must follow. */
  begin(): void {
    this.#depth = 0;
    this.#beganAt = performance.now();
    this.#beganAtProcessorMs = processorMs();
    this.#nextLookMs = msBetweenLooks;
    this.#heapAtFirst = null;
  }

  end(): void {
    this.#spentMs += this.#ms();
    this.#nextLookMs = Infinity;
  }

  /** Time since this rendering began. */
  #ms(): number {
    return Math.min(performance.now() - this.#beganAt, processorMs() - this.#beganAtProcessorMs);
  }

  step(count = 1): void {
    this.#taken += count;
    if (this.#taken > this.#steps) throw new TemplateTooCostly(tooMuch.steps);
    if (this.#taken < this.#nextClock) return;
    this.#nextClock = this.#taken + stepsBetweenClocks;
    const ms = performance.now() - this.#beganAt;
    if (ms < this.#nextLookMs) return;
    this.#nextLookMs = ms + msBetweenLooks;
    if (this.#spentMs + this.#ms() > this.#mostMs) throw new TemplateTooCostly(tooMuch.steps);
    const { heapUsed } = process.memoryUsage();
    this.#heapAtFirst ??= heapUsed;
    if (heapUsed - this.#heapAtFirst > this.#heap) throw new TemplateTooCostly(tooMuch.memory);
  }

  /** Counts the characters of a string before it is made. */
  characters(count: number): void {
    this.#characters -= count;
    if (!(this.#characters >= 0)) throw new TemplateTooCostly(tooMuch.memory);
    this.step(1 + count / 256);
  }

  /** Counts the items of a list before it is made. */
  items(count: number): void {
    this.#items -= count;
    if (!(this.#items >= 0)) throw new TemplateTooCostly(tooMuch.memory);
    this.step(1 + count / 16);
  }

  /** Checks the number of characters that a rendering has printed. */
  printed(count: number): void {
    if (count > this.#printed) throw new TemplateTooCostly(tooMuch.printed);
  }

  /** Must be called before something is evaluated within another thing; `shallower` must follow unless the rendering fails. */
  deeper(): void {
    this.#depth += 1;
    if (this.#depth > mostDepth) throw new TemplateTooCostly(tooMuch.depth);
  }

  shallower(): void {
    this.#depth -= 1;
  }
}
