/** Statements of a Jinja template. Expressions are in expressions.ts. */
import { TemplateTooCostly } from './errors.ts';
import { mostSource } from './budget.ts';
import { ExpressionParser } from './expressions.ts';
import { tokenize } from './lexer.ts';
import type { Expression, Parameter, Statement, Target } from './nodes.ts';

/** Throws `TemplateError` if it cannot be parsed or is too long. */
export const parse = (source: string): Statement[] => {
  if (source.length > mostSource)
    throw new TemplateTooCostly(`it is ${source.length.toLocaleString('en')} characters long`);
  return new Parser(source, tokenize(source)).parse();
};

class Parser extends ExpressionParser {
  parse(): Statement[] {
    const body = this.#statements([]);
    if (this.peek().kind !== 'end') this.fail(`unexpected ${this.shown()}`);
    return body;
  }

  /** The statements up to one of the tags `ends`, whose `{%` is read and whose name is next. */
  #statements(ends: string[]): Statement[] {
    return this.deeper(() => {
      const body: Statement[] = [];
      for (;;) {
        const token = this.peek();
        if (token.kind === 'end') {
          if (ends.length > 0) this.fail(`"${ends.at(-1)}" is missing`);
          return body;
        }
        this.next();
        if (token.kind === 'text')
          body.push({
            kind: 'output',
            value: { kind: 'text', value: token.value, at: token.at },
            at: token.at,
          });
        else if (token.value === '{{') {
          body.push({ kind: 'output', value: this.sequence(), at: token.at });
          this.close('}}');
        } else {
          if (this.isName(...ends)) return body;
          const statement = this.#statement();
          if (statement !== null) body.push(statement);
        }
      }
    });
  }

  /** The body of a block, with its end tag. */
  #block(end: string): Statement[] {
    this.close('%}');
    const body = this.#statements([end]);
    this.next();
    // `{% endblock name %}`
    if (this.peek().kind === 'name') this.next();
    this.close('%}');
    return body;
  }

  /** `null` for tags that do nothing here. */
  #statement(): Statement | null {
    const { at } = this.peek();
    const name = this.name();
    switch (name) {
      case 'if':
        return this.#if(at);
      case 'for':
        return this.#for(at);
      case 'set':
        return this.#set(at);
      case 'macro': {
        const macro = this.name();
        return {
          kind: 'macro',
          name: macro,
          parameters: this.#parameters(),
          body: this.#block('endmacro'),
          at,
        };
      }
      case 'call': {
        const parameters = this.isOperator('(') ? this.#parameters() : [];
        const call = this.expression();
        if (call.kind !== 'call') this.fail('"call" wants a call');
        return { kind: 'call-block', call, parameters, body: this.#block('endcall'), at };
      }
      case 'filter':
        return { kind: 'filter-block', filter: this.filters(null), body: this.#block('endfilter'), at };
      case 'with': {
        const bindings: [Target, Expression][] = [];
        while (this.peek().kind !== 'close') {
          if (bindings.length > 0) this.operator(',');
          const target = this.#target();
          this.operator('=');
          bindings.push([target, this.expression()]);
        }
        return { kind: 'with', bindings, body: this.#block('endwith'), at };
      }
      case 'do': {
        const value = this.expression();
        this.close('%}');
        return { kind: 'do', value, at };
      }
      case 'break':
      case 'continue':
        this.close('%}');
        return { kind: name, at };
      // Marks for training (transformers), and escaping, which is off.
      case 'generation':
      case 'endgeneration':
      case 'autoescape':
      case 'endautoescape':
        while (this.peek().kind !== 'close') this.next();
        this.close('%}');
        return null;
      default:
        return this.fail(`unknown tag "${name}"`);
    }
  }

  #if(at: number): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    let tag;
    do {
      const test = this.expression();
      this.close('%}');
      branches.push({ test, body: this.#statements(['elif', 'else', 'endif']) });
      tag = this.next().value;
    } while (tag === 'elif');
    this.close('%}');
    if (tag === 'endif') return { kind: 'if', branches, otherwise: [], at };
    const otherwise = this.#statements(['endif']);
    this.next();
    this.close('%}');
    return { kind: 'if', branches, otherwise, at };
  }

  #for(at: number): Statement {
    const target = this.#targets();
    if (!this.isName('in')) this.fail('"in" is missing');
    this.next();
    const over = this.sequence(false);
    const filter = this.takeName('if') ? this.expression() : null;
    const isRecursive = this.takeName('recursive');
    const start = this.position;
    this.close('%}');
    const body = this.#statements(['else', 'endfor']);
    let empty: Statement[] = [];
    const end = this.next();
    this.close('%}');
    if (end.value === 'else') {
      empty = this.#statements(['endfor']);
      this.next();
      this.close('%}');
    }
    const usesLoop = this.hasName('loop', start);
    return { kind: 'for', target, over, filter, body, empty, isRecursive, usesLoop, at };
  }

  #set(at: number): Statement {
    const target = this.#targets();
    if (this.takeOperator('=')) {
      const value = this.sequence();
      this.close('%}');
      return { kind: 'set', target, value, at };
    }
    const filter = this.takeOperator('|') ? this.filters(null) : null;
    return { kind: 'set-block', target, filter, body: this.#block('endset'), at };
  }

  #targets(): Target {
    const targets = [this.#target()];
    let isTuple = false;
    while (this.takeOperator(',')) {
      isTuple = true;
      if (this.peek().kind !== 'name' && !this.isOperator('(')) break;
      targets.push(this.#target());
    }
    return isTuple ? { kind: 'names', targets } : targets[0]!;
  }

  #target(): Target {
    if (this.takeOperator('(')) {
      const inner = this.#targets();
      this.operator(')');
      return inner;
    }
    const first = this.peek();
    const name = this.name();
    if (!this.isOperator('.') && !this.isOperator('[')) return { kind: 'name', name };
    const field = this.postfix({ kind: 'name', name, at: first.at });
    if (field.kind === 'attribute')
      return { kind: 'field', object: field.object, key: { kind: 'text', value: field.name, at: field.at } };
    if (field.kind === 'item') return { kind: 'field', object: field.object, key: field.key };
    return this.fail('nothing can be set there');
  }

  #parameters(): Parameter[] {
    this.operator('(');
    const parameters: Parameter[] = [];
    while (!this.takeOperator(')')) {
      if (parameters.length > 0) this.operator(',');
      if (this.takeOperator(')')) break;
      const name = this.name();
      parameters.push({ name, usual: this.takeOperator('=') ? this.expression() : null });
    }
    return parameters;
  }
}
