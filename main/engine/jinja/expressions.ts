/** Expressions of a Jinja template, by Jinja's precedence. */
import { TemplateError, TemplateTooCostly } from './errors.ts';
import { placeOf, type Token } from './lexer.ts';
import type { Argument, Expression } from './nodes.ts';

/** Tags within tags, and brackets within brackets. */
const mostNesting = 100;

const constants: Record<string, boolean | null> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};
const comparisons = ['==', '!=', '<', '>', '<=', '>='];

/** Reads tokens one after another. The methods throw `TemplateError`. */
export class ExpressionParser {
  readonly #source: string;
  readonly #tokens: Token[];
  #position = 0;
  #depth = 0;

  constructor(source: string, tokens: Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  /** How many tokens are read. */
  protected get position(): number {
    return this.#position;
  }

  /** Whether a token since `start` is this name. */
  protected hasName(name: string, start: number): boolean {
    for (let at = start; at < this.#position; at++) {
      const token = this.#tokens[at]!;
      if (token.kind === 'name' && token.value === name) return true;
    }
    return false;
  }

  protected peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)]!;
  }

  protected next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  protected fail(reason: string): never {
    throw new TemplateError(`${placeOf(this.#source, this.peek().at)}: ${reason}`);
  }

  protected shown(): string {
    const { kind, value } = this.peek();
    return kind === 'end' ? 'end' : `"${value.slice(0, 20)}"`;
  }

  protected deeper<Result>(work: () => Result): Result {
    if (this.#depth >= mostNesting) throw new TemplateTooCostly('it is nested too deeply');
    this.#depth += 1;
    const result = work();
    this.#depth -= 1;
    return result;
  }

  protected isOperator(value: string): boolean {
    const token = this.peek();
    return token.kind === 'operator' && token.value === value;
  }

  protected takeOperator(value: string): boolean {
    if (!this.isOperator(value)) return false;
    this.#position += 1;
    return true;
  }

  protected operator(value: string): void {
    if (!this.takeOperator(value)) this.fail(`"${value}" is missing before ${this.shown()}`);
  }

  protected isName(...names: string[]): boolean {
    const token = this.peek();
    return token.kind === 'name' && names.includes(token.value);
  }

  protected takeName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.#position += 1;
    return true;
  }

  protected name(): string {
    if (this.peek().kind !== 'name') this.fail(`a name is missing before ${this.shown()}`);
    return this.next().value;
  }

  protected close(value: '}}' | '%}'): void {
    const token = this.peek();
    if (token.kind !== 'close' || token.value !== value) this.fail(`unexpected ${this.shown()}`);
    this.#position += 1;
  }

  /** One expression, or several with commas between them, which are a tuple. */
  protected sequence(withChoice = true): Expression {
    const { at } = this.peek();
    const one = (): Expression => (withChoice ? this.expression() : this.#or());
    const items = [one()];
    if (!this.isOperator(',')) return items[0]!;
    while (this.takeOperator(',')) {
      if (this.peek().kind === 'close' || this.isOperator(')') || this.isOperator('=')) break;
      items.push(one());
    }
    return { kind: 'tuple', items, at };
  }

  protected expression(): Expression {
    return this.deeper(() => {
      const { at } = this.peek();
      let value = this.#or();
      while (this.takeName('if')) {
        const test = this.#or();
        const no = this.takeName('else') ? this.expression() : null;
        value = { kind: 'choice', test, yes: value, no, at };
      }
      return value;
    });
  }

  #or(): Expression {
    return this.#leftToRight(['or'], () => this.#leftToRight(['and'], () => this.#not()));
  }

  #not(): Expression {
    const { at } = this.peek();
    if (this.isName('not') && !(this.peek(1).kind === 'name' && this.peek(1).value === 'in')) {
      this.next();
      return { kind: 'unary', operator: 'not', operand: this.deeper(() => this.#not()), at };
    }
    return this.#comparison();
  }

  #comparison(): Expression {
    const { at } = this.peek();
    const first = this.#sum();
    const rest: [string, Expression][] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'operator' && comparisons.includes(token.value))
        rest.push([this.next().value, this.#sum()]);
      else if (this.takeName('in')) rest.push(['in', this.#sum()]);
      else if (this.isName('not') && this.peek(1).value === 'in') {
        this.next();
        this.next();
        rest.push(['not in', this.#sum()]);
      } else return rest.length === 0 ? first : { kind: 'compare', first, rest, at };
    }
  }

  #sum(): Expression {
    const concatenation = (): Expression => this.#leftToRight(['~'], product);
    const product = (): Expression => this.#leftToRight(['*', '/', '//', '%'], () => this.#power());
    return this.#leftToRight(['+', '-'], concatenation);
  }

  #leftToRight(operators: string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const token = this.peek();
      if ((token.kind !== 'operator' && token.kind !== 'name') || !operators.includes(token.value))
        return left;
      this.next();
      left = { kind: 'binary', operator: token.value, left, right: operand(), at: token.at };
    }
  }

  /** From left to right, as Jinja2 has it and unlike Python. */
  #power(): Expression {
    return this.#leftToRight(['**'], () => this.#unary());
  }

  #unary(): Expression {
    const { at, value } = this.peek();
    if (this.takeOperator('-') || this.takeOperator('+')) {
      const operand = this.deeper(() => this.#unaryOperand());
      return this.filters({ kind: 'unary', operator: value as '-' | '+', operand, at });
    }
    return this.filters(this.postfix(this.#primary()));
  }

  #unaryOperand(): Expression {
    return this.isOperator('-') || this.isOperator('+') ? this.#unary() : this.postfix(this.#primary());
  }

  #primary(): Expression {
    const token = this.next();
    const { at } = token;
    switch (token.kind) {
      case 'string': {
        let { value } = token;
        while (this.peek().kind === 'string') value += this.next().value;
        return { kind: 'text', value, at };
      }
      case 'integer':
      case 'float':
        return { kind: token.kind, value: Number(token.value), at };
      case 'name':
        return token.value in constants
          ? { kind: 'constant', value: constants[token.value]!, at }
          : { kind: 'name', name: token.value, at };
      case 'operator':
        if (token.value === '(') {
          if (this.takeOperator(')')) return { kind: 'tuple', items: [], at };
          const inner = this.deeper(() => this.sequence());
          this.operator(')');
          return inner;
        }
        if (token.value === '[')
          return { kind: 'list', items: this.#listed(']', () => this.expression()), at };
        if (token.value === '{') return { kind: 'dict', entries: this.#listed('}', () => this.#entry()), at };
    }
    this.#position -= 1;
    return this.fail(`unexpected ${this.shown()}`);
  }

  #entry(): [Expression, Expression] {
    const key = this.expression();
    this.operator(':');
    return [key, this.expression()];
  }

  #listed<Item>(end: string, item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.takeOperator(end)) {
      if (items.length > 0) {
        this.operator(',');
        if (this.takeOperator(end)) break;
      }
      items.push(item());
    }
    return items;
  }

  /** `.name`, `[key]` and `(arguments)` behind `object`. */
  protected postfix(object: Expression): Expression {
    for (;;) {
      const { at } = this.peek();
      if (this.takeOperator('.')) {
        const token = this.next();
        if (token.kind === 'name') object = { kind: 'attribute', object, name: token.value, at };
        else if (token.kind === 'integer')
          object = { kind: 'item', object, key: { kind: 'integer', value: Number(token.value), at }, at };
        else this.fail('a name is missing behind "."');
      } else if (this.takeOperator('[')) object = this.#subscript(object, at);
      else if (this.isOperator('(')) object = { kind: 'call', callee: object, args: this.#arguments(), at };
      else return object;
    }
  }

  #subscript(object: Expression, at: number): Expression {
    const bounds: (Expression | null)[] = [null];
    let isSlice = false;
    while (!this.takeOperator(']'))
      if (this.takeOperator(':')) {
        isSlice = true;
        bounds.push(null);
      } else if (bounds.at(-1) === null && bounds.length <= 3) bounds[bounds.length - 1] = this.sequence();
      else this.fail(`unexpected ${this.shown()}`);
    if (isSlice) return { kind: 'slice', object, bounds, at };
    return { kind: 'item', object, key: bounds[0] ?? this.fail('an index is missing'), at };
  }

  #arguments(): Argument[] {
    this.operator('(');
    return this.#listed(')', (): Argument => {
      const spread = this.takeOperator('**') ? '**' : this.takeOperator('*') ? '*' : '';
      if (
        spread === '' &&
        this.peek().kind === 'name' &&
        this.peek(1).kind === 'operator' &&
        this.peek(1).value === '='
      ) {
        const name = this.name();
        this.operator('=');
        return { name, spread, value: this.expression() };
      }
      return { name: null, spread, value: this.expression() };
    });
  }

  /** `|filter` and `is test` behind `operand`. With `null` a name of a filter comes first, as in `{% filter upper %}`. */
  protected filters(operand: Expression | null): Expression {
    let value = operand;
    for (;;) {
      const { at } = this.peek();
      if (value === null || this.takeOperator('|')) {
        const name = this.name();
        value = {
          kind: 'filter',
          operand: value,
          name,
          args: this.isOperator('(') ? this.#arguments() : [],
          at,
        };
      } else if (this.takeName('is')) {
        const isNot = this.takeName('not');
        value = { kind: 'test', operand: value, name: this.name(), args: this.#testArguments(), isNot, at };
      } else if (this.isOperator('(')) value = { kind: 'call', callee: value, args: this.#arguments(), at };
      else return value;
    }
  }

  /** A test takes its arguments in brackets, or one without: `is divisibleby 3`, `is in [1, 2]`. */
  #testArguments(): Argument[] {
    if (this.isOperator('(')) return this.#arguments();
    const { kind, value } = this.peek();
    const hasOne =
      kind === 'string' ||
      kind === 'integer' ||
      kind === 'float' ||
      (kind === 'operator' && (value === '[' || value === '{')) ||
      (kind === 'name' && !['and', 'or', 'not', 'if', 'else', 'is', 'in', 'recursive'].includes(value));
    if (!hasOne) return [];
    return [{ name: null, spread: '', value: this.deeper(() => this.postfix(this.#primary())) }];
  }
}
