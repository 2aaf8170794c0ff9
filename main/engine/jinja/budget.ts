/** What a template may cost. Templates come with models from anywhere: some loop for minutes or fill the memory. */
import { TemplateTooCostly } from './errors.ts';

/** Characters of a template's source. The largest of well-known models have 20,000. */
export const mostSource = 500_000;

/** Nodes that may be evaluated, a fifth of a second's work or less; a long chat takes a hundredth of that. */
const mostSteps = 4_000_000;
/** Steps for each character of the messages, so that no chat is too long for its template. */
const stepsPerCharacter = 4;
/** Characters of all strings that are made, beside so many times the messages. */
const mostCharacters = 16_000_000;
const timesTheMessages = 24;
/** Items of all lists that are made. */
const mostItems = 2_000_000;
/** Calls, blocks and expressions within each other; Node's stack has room for ten times as many. */
const mostDepth = 600;

/** By the clock, for machines on which the steps take longer; not looked at before a cheap template would be done. */
const mostMs = 1000;
const stepsBeforeClock = 400_000;
const stepsBetweenLooks = 4096;

const tooMuch = {
  steps: 'it takes more than a second of work',
  memory: 'it takes too much memory',
  depth: 'it calls itself without end',
};

/** Counts the work of one rendering. The methods throw `TemplateTooCostly`. */
export class Budget {
  #steps: number;
  #characters: number;
  #items = mostItems;
  #depth = 0;
  #taken = 0;
  #nextLook = stepsBeforeClock;
  readonly #startedAt = performance.now();

  /** `inputCharacters`: of all messages together. */
  constructor(inputCharacters: number) {
    this.#steps = mostSteps + stepsPerCharacter * inputCharacters;
    this.#characters = mostCharacters + timesTheMessages * inputCharacters;
  }

  step(count = 1): void {
    this.#taken += count;
    if (this.#taken > this.#steps) throw new TemplateTooCostly(tooMuch.steps);
    if (this.#taken < this.#nextLook) return;
    this.#nextLook = this.#taken + stepsBetweenLooks;
    if (performance.now() - this.#startedAt > mostMs) throw new TemplateTooCostly(tooMuch.steps);
  }

  /** Before a string of so many characters is made. */
  characters(count: number): void {
    this.#characters -= count;
    if (!(this.#characters >= 0)) throw new TemplateTooCostly(tooMuch.memory);
    this.step(1 + count / 256);
  }

  /** Before a list of so many items is made. */
  items(count: number): void {
    this.#items -= count;
    if (!(this.#items >= 0)) throw new TemplateTooCostly(tooMuch.memory);
    this.step(1 + count / 16);
  }

  /** Before something is evaluated within another; `shallower` follows, unless the rendering ends with an error. */
  deeper(): void {
    this.#depth += 1;
    if (this.#depth > mostDepth) throw new TemplateTooCostly(tooMuch.depth);
  }

  shallower(): void {
    this.#depth -= 1;
  }
}
