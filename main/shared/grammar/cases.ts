/**
 * What several schemas demand of one value together. References and `allOf` add schemas, `anyOf` and `oneOf` choose one of several; what
 * is left are cases, each a list of schemas without any of these keywords that must all hold.
 */
import { spend } from './automaton.ts';
import { areDisjoint } from './disjoint.ts';
import type { JsonNode } from './json-text.ts';
import type { ObjectNode, SchemaSource } from './schema-source.ts';

/** Schemas that must all hold. */
export type Case = readonly ObjectNode[];

/** More cases than any schema of a program has; their number is the product of all choices. */
const mostCases = 500;

/** Each schema of a case costs about as much as so many steps. */
const workOfPart = 20;

/** There are too many cases. */
export class TooManyCases extends Error {}

/** Throws `Fault`, `TooManyStates` and `TooManyCases`. A schema that only leads to itself has no case. */
export const casesOf = (source: SchemaSource, nodes: readonly JsonNode[]): Case[] => {
  const cases: Case[] = [];
  /** `path`: for each open schema the ones that led to it. */
  const expand = (open: readonly Open[], parts: Case): void => {
    const [first, ...rest] = open;
    if (first === undefined) {
      spend(source.work, workOfPart * (parts.length + 1));
      if (cases.push(parts) > mostCases) throw new TooManyCases();
      return;
    }
    const { node, path } = first;
    if (path.includes(node)) return;
    if (node.kind !== 'object') {
      if (node.kind !== 'plain' || typeof node.value !== 'boolean')
        throw source.fault(node.at, 'format.not-a-schema');
      if (node.value) expand(rest, parts);
      return;
    }
    if (parts.includes(node)) return expand(rest, parts);
    const entries = source.entriesOf(node);
    const within = [...path, node];
    const opened = (one: JsonNode): Open => ({ node: one, path: within });
    const reference = entries.get('$ref');
    const all = entries.get('allOf');
    const added = [
      ...(reference === undefined ? [] : [opened(source.referred(reference.value))]),
      ...(all === undefined ? [] : source.list('allOf', all).map(opened)),
    ];
    let ways: readonly (readonly Open[])[] = [added];
    for (const keyword of ['anyOf', 'oneOf']) {
      const entry = entries.get(keyword);
      if (entry === undefined) continue;
      const members = source.list(keyword, entry);
      if (keyword === 'oneOf' && members.length > 1 && !areDisjoint(members, (one) => source.resolved(one)))
        throw source.fault(entry.at, 'format.one-of');
      ways = ways.flatMap((way) => members.map((member) => [...way, opened(member)]));
    }
    for (const way of ways) expand([...way, ...rest], [...parts, node]);
  };
  expand(
    nodes.map((node) => ({ node, path: [] })),
    [],
  );
  return cases;
};

interface Open {
  node: JsonNode;
  path: readonly JsonNode[];
}
