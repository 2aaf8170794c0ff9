/**
 * Lists and objects that are written in marks of their own within a value (MiniMax M3): an element for each field, and one of a fixed
 * name for each item of a list.
 */
import { keyMark, type Nested } from './call-format.ts';
import { isObject, parsed } from './json-scan.ts';
import { typesOf } from './offered.ts';

/** The most levels that are read; what is deeper stays text. */
const mostLevels = 32;

/** What `text` says; the text itself if it is no value of the schema. `root`: the schema in which references are looked up. */
export const nestedValue = (
  text: string,
  nested: Nested,
  schema: unknown,
  root: Record<string, unknown>,
  level = 0,
): unknown => {
  const types = typesOf(schema, root);
  const elements = level < mostLevels ? elementsIn(text, nested) : null;
  if (elements === null) return leafOf(text, types);
  const own = isObject(schema) ? schema : {};
  const within = (inner: string, one: unknown): unknown => nestedValue(inner, nested, one, root, level + 1);
  const isList = types.has('array') && elements.every(({ name }) => name === nested.item);
  if (isList && (elements.length > 0 || !types.has('object')))
    return elements.map((element) => within(element.text, own.items));
  const fields = isObject(own.properties) ? own.properties : {};
  return Object.fromEntries(
    elements.map((element) => [
      element.name,
      within(element.text, Object.hasOwn(fields, element.name) ? fields[element.name] : undefined),
    ]),
  );
};

/** A value without elements. */
const leafOf = (text: string, types: ReturnType<typeof typesOf>): unknown => {
  if (types.size === 1 && types.has('string')) return text;
  // The template writes nothing for a list or an object without content.
  if (text.trim() === '' && !types.has('string'))
    return types.has('array') ? [] : types.has('object') ? {} : null;
  const value = parsed(text.trim());
  return value === undefined ? text : value;
};

interface Element {
  name: string;
  text: string;
}

/** The elements of which `text` consists; `null` if it is something else. */
const elementsIn = (text: string, { open, middle, close }: Nested): Element[] | null => {
  const elements: Element[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    if (at >= text.length) return elements.length === 0 ? null : elements;
    const nameAt = at + open.length;
    const nameEnd = text.startsWith(open, at) ? text.indexOf(middle, nameAt) : -1;
    if (nameEnd < 0) return null;
    const name = text.slice(nameAt, nameEnd);
    if (!/^[^\s<>/]{1,512}$/.test(name)) return null;
    const start = nameEnd + middle.length;
    const closing = close.replaceAll(keyMark, name);
    const end = endOf(text, start, `${open}${name}${middle}`, closing);
    if (end < 0) return null;
    elements.push({ name, text: text.slice(start, end) });
    at = end + closing.length;
  }
};

/** Where the mark that ends an element begins, behind elements of the same name within it; -1 if it is not there. */
const endOf = (text: string, from: number, open: string, close: string): number => {
  let depth = 1;
  for (let at = from; ;) {
    const closes = text.indexOf(close, at);
    if (closes < 0) return -1;
    const opens = text.indexOf(open, at);
    if (opens >= 0 && opens < closes) {
      depth += 1;
      at = opens + open.length;
    } else {
      depth -= 1;
      if (depth === 0) return closes;
      at = closes + close.length;
    }
  }
};
