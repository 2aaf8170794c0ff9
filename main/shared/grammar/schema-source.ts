/** A JSON schema as it was written: faults at their places, and its references. */
import { regular, type Description, type Work } from './automaton.ts';
import { faultAt, type Fault, type Facts, type PlacedCode } from './fault.ts';
import { mostRepetitions } from './gbnf.ts';
import { readJson, type JsonEntry, type JsonNode } from './json-text.ts';
import { isJsonType, keywordsOf, standingOf, type JsonType } from './keywords.ts';
import { BadPattern, patternContent } from './pattern.ts';
import type { Sequence } from './rules.ts';

export type ObjectNode = Extract<JsonNode, { kind: 'object' }>;
export type Entries = ObjectNode['entries'];

/** About half a second. */
const mostWork = 6_000_000;

/** All methods throw `Fault` if what they read is not as it must be. */
export class SchemaSource {
  readonly root: JsonNode;
  readonly work: Work = { left: mostWork };
  readonly #source: string;
  readonly #checked = new Set<ObjectNode>();
  readonly #patterns = new Map<string, { content: Sequence; description?: Description }>();

  constructor(source: string) {
    this.#source = source;
    this.root = readJson(source);
  }

  fault<C extends PlacedCode>(at: number, code: C, ...facts: Facts<C>): Fault {
    return faultAt(this.#source, at, code, ...facts);
  }

  /** The keywords of a schema that is an object. */
  entriesOf(node: ObjectNode): Entries {
    if (this.#checked.has(node)) return node.entries;
    this.#checked.add(node);
    for (const [keyword, { at }] of node.entries) {
      const standing = standingOf(keyword);
      if (standing === 'unsupported') throw this.fault(at, 'format.keyword-unsupported', { keyword });
      if (standing === 'unknown') throw this.fault(at, 'format.keyword-unknown', { keyword });
    }
    return node.entries;
  }

  /** The schema that a `$ref` leads to. */
  referred(node: JsonNode): JsonNode {
    const pointer = node.kind === 'plain' ? node.value : null;
    if (typeof pointer !== 'string' || !pointer.startsWith('#'))
      throw this.fault(node.at, 'format.reference-elsewhere');
    const found =
      pointer === '#' || pointer.startsWith('#/') ? this.#at(pointer) : this.#anchored(pointer.slice(1));
    if (found === undefined) throw this.fault(node.at, 'format.reference-unknown', { pointer });
    return found;
  }

  /** The schema that `node` is, through all references; itself if they lead in a circle. */
  resolved(node: JsonNode): JsonNode {
    const seen = new Set<JsonNode>();
    let found = node;
    while (found.kind === 'object' && found.entries.has('$ref') && !seen.has(found)) {
      seen.add(found);
      found = this.referred(found.entries.get('$ref')!.value);
    }
    return found;
  }

  types(node: JsonNode): JsonType[] {
    const names = node.kind === 'array' ? node.items : [node];
    const types = names.map((one) => {
      if (one.kind === 'plain' && isJsonType(one.value)) return one.value;
      throw this.fault(one.at, 'format.type-unknown', { types: Object.keys(keywordsOf).join(', ') });
    });
    if (types.length === 0) throw this.fault(node.at, 'format.no-value');
    return [...new Set(types)];
  }

  list(keyword: string, { value }: JsonEntry, fewest = 1): readonly JsonNode[] {
    if (value.kind === 'array' && value.items.length >= fewest) return value.items;
    throw this.fault(value.at, 'format.keyword-value', { keyword, form: fewest > 0 ? 'list' : 'texts' });
  }

  objectIn(keyword: string, { value }: JsonEntry): ObjectNode {
    if (value.kind === 'object') return value;
    throw this.fault(value.at, 'format.keyword-value', { keyword, form: 'object' });
  }

  text(keyword: string, { value }: JsonEntry): string {
    if (value.kind === 'plain' && typeof value.value === 'string') return value.value;
    throw this.fault(value.at, 'format.keyword-value', { keyword, form: 'text' });
  }

  texts(keyword: string, entry: JsonEntry): { text: string; at: number }[] {
    return this.list(keyword, entry, 0).map((node) => {
      if (node.kind === 'plain' && typeof node.value === 'string') return { text: node.value, at: node.at };
      throw this.fault(node.at, 'format.keyword-value', { keyword, form: 'texts' });
    });
  }

  number(keyword: string, { value }: JsonEntry): number {
    if (value.kind === 'plain' && typeof value.value === 'number') return value.value;
    throw this.fault(value.at, 'format.keyword-value', { keyword, form: 'number' });
  }

  /** The strictest of the counts that `parts` give; `null`: none does. */
  count(parts: readonly ObjectNode[], keyword: string, strictest: 'least' | 'most'): number | null {
    const counts = parts.flatMap(({ entries }) => {
      const value = entries.get(keyword)?.value;
      if (value === undefined) return [];
      if (value.kind === 'plain' && Number.isInteger(value.value) && Number(value.value) >= 0) {
        const count = Number(value.value);
        if (count <= mostRepetitions) return [count];
        // Fewer are written.
        if (strictest === 'most') return [mostRepetitions];
        throw this.fault(value.at, 'format.too-many-times', { most: mostRepetitions });
      }
      throw this.fault(value.at, 'format.keyword-value', { keyword, form: 'count' });
    });
    if (counts.length === 0) return null;
    return strictest === 'least' ? Math.max(...counts) : Math.min(...counts);
  }

  /** The texts that match a pattern, which is at `at`. */
  pattern(pattern: string, at: number): Sequence {
    let known = this.#patterns.get(pattern);
    if (known === undefined)
      try {
        this.#patterns.set(pattern, (known = { content: patternContent(pattern) }));
      } catch (error) {
        if (!(error instanceof BadPattern)) throw error;
        throw this.fault(at, 'format.pattern', { part: error.message.slice(0, 40) });
      }
    return known.content;
  }

  /** The same, to be followed. Throws `TooManyStates` too. */
  described(pattern: string, at: number): Description {
    const content = this.pattern(pattern, at);
    const known = this.#patterns.get(pattern)!;
    return (known.description ??= regular(content, this.work));
  }

  #at(pointer: string): JsonNode | undefined {
    let found: JsonNode | undefined = this.root;
    for (const part of pointer.split('/').slice(1)) {
      const key = partOf(part);
      found =
        found?.kind === 'object'
          ? found.entries.get(key)?.value
          : found?.kind === 'array'
            ? found.items[Number(key)]
            : undefined;
    }
    return found;
  }

  /** The schema with this `$anchor`. */
  #anchored(name: string): JsonNode | undefined {
    const open: JsonNode[] = [this.root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.kind === 'array') open.push(...node.items);
      if (node.kind !== 'object') continue;
      const anchor = node.entries.get('$anchor')?.value;
      if (anchor?.kind === 'plain' && anchor.value === name) return node;
      open.push(...[...node.entries.values()].map(({ value }) => value));
    }
    return undefined;
  }
}

/** A part of a JSON pointer in a fragment (RFC 6901); one that is not encoded well is taken as it is. */
const partOf = (part: string): string => {
  let decoded = part;
  try {
    decoded = decodeURIComponent(part);
  } catch {
    // It holds a % that encodes nothing.
  }
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
};
