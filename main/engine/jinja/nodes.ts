/** The tree of a parsed template. `at` is a node's place in the source. */

export type Expression =
  | { kind: 'text'; value: string; at: number }
  | { kind: 'integer' | 'float'; value: number; at: number }
  | { kind: 'constant'; value: boolean | null; at: number }
  | { kind: 'name'; name: string; at: number }
  | { kind: 'list' | 'tuple'; items: Expression[]; at: number }
  | { kind: 'dict'; entries: [Expression, Expression][]; at: number }
  | { kind: 'unary'; operator: 'not' | '-' | '+'; operand: Expression; at: number }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression; at: number }
  | { kind: 'compare'; first: Expression; rest: [string, Expression][]; at: number }
  | { kind: 'choice'; test: Expression; yes: Expression; no: Expression | null; at: number }
  | { kind: 'attribute'; object: Expression; name: string; at: number }
  | { kind: 'item'; object: Expression; key: Expression; at: number }
  | { kind: 'slice'; object: Expression; bounds: (Expression | null)[]; at: number }
  | { kind: 'call'; callee: Expression; args: Argument[]; at: number }
  | { kind: 'filter'; operand: Expression | null; name: string; args: Argument[]; at: number }
  | { kind: 'test'; operand: Expression; name: string; args: Argument[]; isNot: boolean; at: number };

export interface Argument {
  /** The name of a keyword argument. */
  name: string | null;
  /** `*list` or `**dict`. */
  spread: '' | '*' | '**';
  value: Expression;
}

export interface Parameter {
  name: string;
  usual: Expression | null;
}

/** What a value is bound to: a name, several, or a field of a namespace. */
export type Target =
  | { kind: 'name'; name: string }
  | { kind: 'names'; targets: Target[] }
  | { kind: 'field'; object: Expression; key: Expression };

export type Statement =
  | { kind: 'output'; value: Expression; at: number }
  | { kind: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[]; at: number }
  | {
      kind: 'for';
      target: Target;
      over: Expression;
      filter: Expression | null;
      body: Statement[];
      empty: Statement[];
      isRecursive: boolean;
      /** Something in the body uses `loop`, which takes longer to create than most bodies to run. */
      usesLoop: boolean;
      at: number;
    }
  | { kind: 'set'; target: Target; value: Expression; at: number }
  | { kind: 'set-block'; target: Target; filter: Expression | null; body: Statement[]; at: number }
  | { kind: 'macro'; name: string; parameters: Parameter[]; body: Statement[]; at: number }
  | { kind: 'call-block'; call: Expression; parameters: Parameter[]; body: Statement[]; at: number }
  | { kind: 'filter-block'; filter: Expression; body: Statement[]; at: number }
  | { kind: 'with'; bindings: [Target, Expression][]; body: Statement[]; at: number }
  | { kind: 'do'; value: Expression; at: number }
  | { kind: 'break' | 'continue'; at: number };
