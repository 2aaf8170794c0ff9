/** Runs the tree of a template. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { filterNamed } from './filters.ts';
import { methodOf } from './methods.ts';
import type { Argument, Expression, Parameter, Statement, Target } from './nodes.ts';
import { compare, itemOf, operate, sliceOf } from './operations.ts';
import { testNamed } from './tests.ts';
import { Text } from './text.ts';
import {
  areEqual,
  Callable,
  Dict,
  Float,
  isTrue,
  itemsOf,
  joined,
  List,
  Namespace,
  numberOf,
  toText,
  typeName,
  type Arguments,
  type Value,
} from './values.ts';

class Scope {
  readonly #parent: Scope | null;
  readonly #values = new Map<string, Value>();

  constructor(parent: Scope | null) {
    this.#parent = parent;
  }

  /** A macro that defines macros makes a chain of scopes of any length, which costs steps. */
  get(name: string, budget: Budget): Value {
    if (this.#values.has(name)) return this.#values.get(name);
    let hops = 0;
    let scope = this.#parent;
    while (scope !== null && !scope.#values.has(name)) {
      scope = scope.#parent;
      hops += 1;
    }
    if (hops > 16) budget.step(hops / 4);
    return scope === null ? undefined : scope.#values.get(name);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}

/** `loop.changed(...)`: whether the values differ from those of the previous round. */
class Changes {
  #before: List | null = null;
  readonly callable: Callable;

  constructor(budget: Budget) {
    this.callable = new Callable('changed', ({ positional }) => {
      const now = new List(positional);
      const isSame = this.#before !== null && areEqual(this.#before, now, budget);
      this.#before = now;
      return !isSame;
    });
  }
}

/** How a body ended before its end. */
type Leaving = 'break' | 'continue' | null;

export class Interpreter {
  /** The place in the source that is run. */
  at = 0;
  readonly #budget: Budget;
  readonly #top = new Scope(null);

  constructor(budget: Budget, variables: Record<string, Value>) {
    this.#budget = budget;
    for (const [name, value] of Object.entries(variables)) this.#top.set(name, value);
  }

  /** Throws `TemplateError`. */
  run(body: Statement[]): Text {
    return this.#captured(body, this.#top);
  }

  #captured(body: Statement[], scope: Scope): Text {
    const out: Text[] = [];
    this.#runAll(body, scope, out);
    return joined(out, this.#budget);
  }

  #runAll(body: Statement[], scope: Scope, out: Text[]): Leaving {
    this.#budget.deeper();
    let leaving: Leaving = null;
    for (const statement of body) {
      leaving = this.#run(statement, scope, out);
      if (leaving !== null) break;
    }
    this.#budget.shallower();
    return leaving;
  }

  #run(statement: Statement, scope: Scope, out: Text[]): Leaving {
    this.#budget.step();
    this.at = statement.at;
    switch (statement.kind) {
      case 'output':
        this.#print(this.#value(statement.value, scope), out);
        return null;
      case 'if': {
        const branch = statement.branches.find(({ test }) => isTrue(this.#value(test, scope)));
        return this.#runAll(branch?.body ?? statement.otherwise, scope, out);
      }
      case 'for':
        return this.#loop(statement, this.#value(statement.over, scope), scope, out);
      case 'set':
        this.#bind(statement.target, this.#value(statement.value, scope), scope);
        return null;
      case 'set-block': {
        const text = this.#captured(statement.body, scope);
        this.#bind(statement.target, this.#filtered(statement.filter, text, scope), scope);
        return null;
      }
      case 'filter-block':
        this.#print(this.#filtered(statement.filter, this.#captured(statement.body, scope), scope), out);
        return null;
      case 'macro':
        scope.set(statement.name, this.#macro(statement.name, statement.parameters, statement.body, scope));
        return null;
      case 'call-block': {
        const { call } = statement;
        if (call.kind !== 'call') return null;
        const args = this.#arguments(call.args, scope);
        const caller = this.#macro('caller', statement.parameters, statement.body, scope);
        const named = new Map(args.named).set('caller', caller);
        this.#print(this.#call(this.#value(call.callee, scope), { ...args, named }, call.callee), out);
        return null;
      }
      case 'with': {
        const inner = new Scope(scope);
        for (const [target, value] of statement.bindings)
          this.#bind(target, this.#value(value, inner), inner);
        return this.#runAll(statement.body, inner, out);
      }
      case 'do':
        this.#value(statement.value, scope);
        return null;
      case 'break':
      case 'continue':
        return statement.kind;
    }
  }

  #print(value: Value, out: Text[]): void {
    // As llama.cpp, which prints nothing for None, and unlike Jinja2.
    if (value === undefined || value === null) return;
    const text = toText(value, this.#budget);
    if (text.length === 0) return;
    this.#budget.characters(text.length);
    out.push(text);
  }

  #loop(statement: Statement & { kind: 'for' }, over: Value, scope: Scope, out: Text[]): Leaving {
    let items = itemsOf(over, this.#budget);
    const { filter } = statement;
    if (filter !== null) {
      this.#budget.items(items.length);
      items = items.filter((item) => {
        const inner = new Scope(scope);
        this.#bind(statement.target, item, inner);
        return isTrue(this.#value(filter, inner));
      });
    }
    const { usesLoop } = statement;
    const changes = new Changes(this.#budget);
    // The body may add to the list that it loops over; a copy would cost more than most bodies.
    const count = items.length;
    for (let index = 0; index < Math.min(count, items.length); index += 1) {
      const item = items[index];
      this.#budget.step(usesLoop ? 10 : 2);
      const inner = new Scope(scope);
      if (usesLoop) inner.set('loop', this.#loopFields(statement, items, count, index, changes, scope));
      this.#bind(statement.target, item, inner);
      if (this.#runAll(statement.body, inner, out) === 'break') break;
    }
    return count === 0 ? this.#runAll(statement.empty, scope, out) : null;
  }

  /** What a template sees as `loop`. */
  #loopFields(
    statement: Statement & { kind: 'for' },
    items: Value[],
    count: number,
    index: number,
    changes: Changes,
    scope: Scope,
  ): Namespace {
    const loop = new Namespace({
      index: index + 1,
      index0: index,
      revindex: count - index,
      revindex0: count - index - 1,
      first: index === 0,
      last: index === count - 1,
      length: count,
      previtem: items[index - 1],
      nextitem: items[index + 1],
      cycle: new Callable('cycle', ({ positional }) => positional[index % Math.max(1, positional.length)]),
      changed: changes.callable,
    });
    if (statement.isRecursive)
      loop.set(
        new Text('call'),
        new Callable('loop', ({ positional: [more] }) => {
          const inside: Text[] = [];
          this.#loop(statement, more, scope, inside);
          return joined(inside, this.#budget);
        }),
      );
    return loop;
  }

  #bind(target: Target, value: Value, scope: Scope): void {
    if (target.kind === 'name') scope.set(target.name, value);
    else if (target.kind === 'field') {
      const object = this.#value(target.object, scope);
      if (!(object instanceof Dict)) throw new TemplateError(`nothing can be set in ${typeName(object)}`);
      this.#budget.items(1);
      object.set(this.#value(target.key, scope), value);
    } else {
      const items = itemsOf(value, this.#budget);
      if (items.length !== target.targets.length)
        throw new TemplateError(`${items.length} values for ${target.targets.length} names`);
      for (const [index, one] of target.targets.entries()) this.#bind(one, items[index], scope);
    }
  }

  #macro(name: string, parameters: Parameter[], body: Statement[], scope: Scope): Callable {
    return new Callable(name, ({ positional, named }) => {
      const inner = new Scope(scope);
      for (const [index, parameter] of parameters.entries()) {
        const given = index < positional.length ? positional[index] : named.get(parameter.name);
        const isGiven = index < positional.length || named.has(parameter.name);
        inner.set(
          parameter.name,
          isGiven || parameter.usual === null ? given : this.#value(parameter.usual, inner),
        );
      }
      const rest = new Map(named);
      for (const parameter of parameters) rest.delete(parameter.name);
      if (rest.has('caller')) inner.set('caller', rest.get('caller'));
      inner.set('varargs', new List(positional.slice(parameters.length), true));
      inner.set('kwargs', new Dict(Object.fromEntries(rest)));
      return this.#captured(body, inner);
    });
  }

  #filtered(filter: Expression | null, text: Text, scope: Scope): Value {
    if (filter === null) return text;
    const inner = new Scope(scope);
    inner.set(filteredBlock, text);
    return this.#value(filter, inner);
  }

  #value(node: Expression, scope: Scope): Value {
    const budget = this.#budget;
    budget.step();
    budget.deeper();
    const value = this.#evaluate(node, scope);
    budget.shallower();
    return value;
  }

  #evaluate(node: Expression, scope: Scope): Value {
    const budget = this.#budget;
    switch (node.kind) {
      case 'text':
        return new Text(node.value);
      case 'integer':
        return node.value;
      case 'float':
        return new Float(node.value);
      case 'constant':
        return node.value;
      case 'name':
        return scope.get(node.name, budget);
      case 'list':
      case 'tuple':
        budget.items(node.items.length);
        return new List(
          node.items.map((item) => this.#value(item, scope)),
          node.kind === 'tuple',
        );
      case 'dict': {
        budget.items(node.entries.length);
        const dict = new Dict();
        for (const [key, value] of node.entries) dict.set(this.#value(key, scope), this.#value(value, scope));
        return dict;
      }
      case 'unary':
        return this.#unary(node.operator, this.#value(node.operand, scope));
      case 'binary': {
        const left = this.#value(node.left, scope);
        if (node.operator === 'and') return isTrue(left) ? this.#value(node.right, scope) : left;
        if (node.operator === 'or') return isTrue(left) ? left : this.#value(node.right, scope);
        const right = this.#value(node.right, scope);
        this.at = node.at;
        return operate(node.operator, left, right, budget);
      }
      case 'compare': {
        let left = this.#value(node.first, scope);
        for (const [operator, operand] of node.rest) {
          const right = this.#value(operand, scope);
          this.at = node.at;
          if (!compare(operator, left, right, budget)) return false;
          left = right;
        }
        return true;
      }
      case 'choice':
        if (isTrue(this.#value(node.test, scope))) return this.#value(node.yes, scope);
        return node.no === null ? undefined : this.#value(node.no, scope);
      case 'attribute':
        return this.#attribute(this.#value(node.object, scope), node.name);
      case 'item': {
        const object = this.#value(node.object, scope);
        const key = this.#value(node.key, scope);
        if (key === undefined) return undefined;
        const item = itemOf(object, key, budget);
        return item === undefined && key instanceof Text ? this.#method(object, key.value) : item;
      }
      case 'slice': {
        const object = this.#value(node.object, scope);
        const bounds = node.bounds.map((bound) => (bound === null ? null : this.#value(bound, scope)));
        return sliceOf(object, bounds, budget);
      }
      case 'call': {
        const callee = this.#value(node.callee, scope);
        const args = this.#arguments(node.args, scope);
        this.at = node.at;
        return this.#call(callee, args, node.callee);
      }
      case 'filter': {
        const operand =
          node.operand === null ? scope.get(filteredBlock, budget) : this.#value(node.operand, scope);
        const args = this.#arguments(node.args, scope);
        this.at = node.at;
        return filterNamed(node.name)(operand, args, budget);
      }
      case 'test': {
        const operand = this.#value(node.operand, scope);
        const args = this.#arguments(node.args, scope);
        this.at = node.at;
        return testNamed(node.name)(operand, args, budget) !== node.isNot;
      }
    }
  }

  #unary(operator: 'not' | '-' | '+', value: Value): Value {
    if (operator === 'not') return !isTrue(value);
    const number = numberOf(value);
    if (number === null) throw new TemplateError(`"${operator}" wants a number, not ${typeName(value)}`);
    const result = operator === '-' ? -number : number;
    return value instanceof Float ? new Float(result) : result;
  }

  /** A method comes before a key of the same name, as in Jinja2: `tool.items` is the method. */
  #attribute(object: Value, name: string): Value {
    return this.#method(object, name) ?? (object instanceof Dict ? object.field(name) : undefined);
  }

  #method(object: Value, name: string): Callable | undefined {
    const method = methodOf(object, name);
    if (method === undefined) return undefined;
    return new Callable(name, (args) => method(object as never, args, this.#budget));
  }

  #arguments(nodes: Argument[], scope: Scope): Arguments {
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    for (const { name, spread, value: node } of nodes) {
      const value = this.#value(node, scope);
      if (name !== null) named.set(name, value);
      else if (spread === '') positional.push(value);
      else if (spread === '*') {
        const items = itemsOf(value, this.#budget);
        this.#budget.items(items.length);
        for (const item of items) positional.push(item);
      } else if (value instanceof Dict) {
        this.#budget.items(value.size);
        for (const [key, one] of value.entries()) named.set(toText(key, this.#budget).value, one);
      }
    }
    return { positional, named };
  }

  #call(callee: Value, args: Arguments, node: Expression): Value {
    const callable = callee instanceof Dict ? callee.field('call') : callee;
    if (callable instanceof Callable) return callable.call(args);
    const name = node.kind === 'name' ? node.name : node.kind === 'attribute' ? node.name : null;
    throw new TemplateError(
      name === null ? `${typeName(callee)} cannot be called` : `there is no function "${name}"`,
    );
  }
}

/** The name under which a filter of a block finds the block's text; no template can name it. */
const filteredBlock = '{block}';
