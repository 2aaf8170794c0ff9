/** A JSON schema while it becomes a grammar. */
import type { Fault } from './fault.ts';
import type { JsonNode } from './json-text.ts';
import type { Item, Sequence } from './rules.ts';
import type { SchemaSource } from './schema-source.ts';

/** What the parts of the conversion use of it. */
export interface Conversion {
  source: SchemaSource;
  /** Adds a rule with these alternatives and returns a call of it. */
  add: (alternatives: readonly Sequence[]) => Item;
  /** A value that is valid by all of these schemas. */
  valueOf: (nodes: readonly JsonNode[]) => Item;
  /** A rule that several schemas need, by its name. */
  shared: (name: string, make: () => Sequence) => Item;
  /** Nothing can be valid here, which matters only if nothing else is; returns no alternatives. */
  nothing: (fault: Fault) => Sequence[];
}
