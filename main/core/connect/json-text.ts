/**
 * Sets and removes entries in JSON with comments so that every other character stays: jsonc-parser's own edits would also format what
 * is beside an entry.
 */
import { createScanner, findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';

export type Path = readonly (string | number)[];

/** jsonc-parser's kinds of tokens, whose own enumeration cannot be imported as a value. */
const commaToken = 5;

const treeOf = (text: string): Node => parseTree(text, [], { allowTrailingComma: true })!;
const endOf = ({ offset, length }: Node): number => offset + length;

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
/** One step of the file's indentation. */
const stepOf = (text: string): string => /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
/** The white space at the beginning of the line of `offset`. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))![0];

/** The offset of the comma that follows `offset` before any other token; -1: none does. */
const commaAfter = (text: string, offset: number): number => {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return (scanner.scan() as number) === commaToken ? scanner.getTokenOffset() : -1;
};

/** `value` in lines; all but the first begin with `indent`. */
const written = (text: string, value: unknown, indent: string): string =>
  JSON.stringify(value, null, stepOf(text)).replaceAll('\n', eolOf(text) + indent);

const inserted = (text: string, around: Node, name: string | number, value: unknown): string => {
  const last = around.children?.at(-1);
  const isScalar = typeof value !== 'object';
  const source = text.slice(around.offset, endOf(around));
  const key = typeof name === 'string' ? `${JSON.stringify(name)}: ` : '';
  const outer = indentAt(text, around.offset);
  if (last !== undefined && isScalar && !source.includes('\n')) {
    const comma = commaAfter(text, endOf(last));
    const at = comma === -1 ? endOf(last) : comma + 1;
    return `${text.slice(0, at)}${comma === -1 ? ',' : ''} ${key}${JSON.stringify(value)}${text.slice(at)}`;
  }
  const indent =
    last !== undefined && source.slice(0, last.offset - around.offset).includes('\n')
      ? indentAt(text, last.offset)
      : outer + stepOf(text);
  const close = endOf(around) - 1;
  const body = text.slice(0, close);
  const needsComma = last !== undefined && commaAfter(text, endOf(last)) === -1;
  const withComma = needsComma ? `${body.slice(0, endOf(last))},${body.slice(endOf(last))}` : body;
  const eol = eolOf(text);
  // A list that ends in a comma ends in one again.
  const trailing = last === undefined || needsComma ? '' : ',';
  const entry = `${indent}${key}${written(text, value, indent)}${trailing}`;
  return `${withComma.trimEnd()}${eol}${entry}${eol}${outer}${text.slice(close)}`;
};

/** `text` with `value` at `path`; the names that are missing on the way are made. An index behind the last item adds one. */
export const withValue = (text: string, path: Path, value: unknown): string => {
  const root = treeOf(text);
  const found = findNodeAtLocation(root, [...path]);
  if (found !== undefined)
    return `${text.slice(0, found.offset)}${written(text, value, indentAt(text, found.offset))}${text.slice(endOf(found))}`;
  let depth = path.length - 1;
  while (findNodeAtLocation(root, path.slice(0, depth)) === undefined) depth--;
  const inner = path.slice(depth + 1).reduceRight<unknown>((nested, name) => ({ [name]: nested }), value);
  return inserted(text, findNodeAtLocation(root, path.slice(0, depth))!, path[depth]!, inner);
};

/** `text` without the value at `path` and its name. */
export const withoutValue = (text: string, path: Path): string => {
  const found = findNodeAtLocation(treeOf(text), [...path]);
  if (found === undefined) return text;
  const entry = found.parent?.type === 'property' ? found.parent : found;
  const siblings = entry.parent!.children!;
  const before = siblings[siblings.indexOf(entry) - 1];
  const isLast = siblings.at(-1) === entry;
  const comma = commaAfter(text, endOf(entry));
  const end = comma === -1 ? endOf(entry) : comma + 1;
  const head = text.slice(0, entry.offset).trimEnd();
  // A comma before an entry that is no longer followed by one.
  const spare = isLast && comma === -1 && before !== undefined ? commaAfter(text, endOf(before)) : -1;
  const kept = spare === -1 ? head : head.slice(0, spare) + head.slice(spare + 1);
  const tail = text.slice(end);
  // An object that was made for the entry is closed on the line on which it is opened.
  return siblings.length === 1 && /[[{]$/.test(kept) ? kept + tail.trimStart() : kept + tail;
};
