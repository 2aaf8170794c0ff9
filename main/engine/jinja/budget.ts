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
 * Processor time in ms, for machines on which the steps take longer. Wall-clock time would refuse good templates on a busy
 * machine.
 */
const mostMs = 1000;
const stepsBeforeClock = 200_000;
const stepsBetweenLooks = 10_000;

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
  #nextLook = stepsBeforeClock;
  readonly #startedAt = processorMs();

  /** The budget for a chat, from its number of messages and their characters. */
  constructor(messages: number, characters: number) {
    this.#steps = mostSteps + stepsPerCharacter * characters + stepsPerPair * messages ** 2;
    this.#characters = mostCharacters + charactersPerCharacter * characters;
    this.#items = mostItems + itemsPerCharacter * characters + itemsPerPair * messages ** 2;
    this.#printed = mostPrinted + printedPerCharacter * characters + printedPerMessage * messages;
  }

  /** Begins another rendering: one that failed left its depth behind. */
  again(): void {
    this.#depth = 0;
  }

  step(count = 1): void {
    this.#taken += count;
    if (this.#taken > this.#steps) throw new TemplateTooCostly(tooMuch.steps);
    if (this.#taken < this.#nextLook) return;
    this.#nextLook = this.#taken + stepsBetweenLooks;
    if (processorMs() - this.#startedAt > mostMs) throw new TemplateTooCostly(tooMuch.steps);
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
