/**
 * Jinja for chat templates. Text from messages can be told from the template's own text through every string operation
 * (text.ts), and the work and memory of a template are bounded (budget.ts). It follows Jinja2, with the leniency of llama.cpp's
 * common/jinja; test/engine/prompt compares the results.
 */
import type { Budget } from './budget.ts';
import { TemplateError, TemplateTooCostly, RaisedByTemplate } from './errors.ts';
import { globals } from './globals.ts';
import { Interpreter } from './interpreter.ts';
import { placeOf } from './lexer.ts';
import type { Statement } from './nodes.ts';
import { parse } from './parser.ts';
import type { Text } from './text.ts';
import type { Value } from './values.ts';

export class Template {
  readonly #source: string;
  readonly #body: Statement[];

  /** Throws `TemplateError` if it cannot be parsed. */
  constructor(source: string) {
    this.#source = source;
    this.#body = withinStack(() => parse(source));
  }

  /** What the template prints. Throws `TemplateError`, `RaisedByTemplate` and `TemplateTooCostly`. */
  render(variables: Record<string, Value>, budget: Budget, now = new Date()): Text {
    budget.begin();
    const interpreter = new Interpreter(budget, { ...globals(budget, now), ...variables });
    try {
      const text = withinStack(() => interpreter.run(this.#body));
      budget.printed(text.length);
      return text;
    } catch (error) {
      if (error instanceof RaisedByTemplate || error instanceof TemplateTooCostly) throw error;
      // Whatever goes wrong within a template is the template's fault.
      const reason = error instanceof TemplateError ? error.message : 'it calls something in a wrong way';
      throw new TemplateError(`${placeOf(this.#source, interpreter.at)}: ${reason}`, { cause: error });
    } finally {
      budget.end();
    }
  }
}

/** Nesting is bounded already; this is for a process with a smaller stack than Node's default. */
const withinStack = <Result>(work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new TemplateTooCostly('it is nested too deeply', { cause: error });
    throw error;
  }
};
