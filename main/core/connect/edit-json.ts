/** Entries in JSON files with comments, as editors write them. */
import { parse, type ParseError } from 'jsonc-parser';
import { NotEditable, type ConfigFormat, type Connection } from './connection.ts';
import { withoutValue, withValue } from './json-text.ts';

/** The entries to set: the names that lead to a value, and the value. */
export type JsonEntries = (connection: Connection) => [path: string[], value: unknown][];

const parsed = (text: string): unknown => {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new NotEditable(`not JSON at character ${errors[0]!.offset}`);
  return value;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at `path`; `undefined` if there is none. */
const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    root,
  );

/** Whether the file has an object of this name; false if it is damaged. */
export const hasObject = (text: string, name: string): boolean =>
  isObject(valueAt(parse(text, [], { allowTrailingComma: true }), [name]));

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** A file with an object of settings. */
export const jsonSettings = (entriesOf: JsonEntries): ConfigFormat => {
  const root = (text: string): Record<string, unknown> => {
    const value = parsed(text);
    if (!isObject(value)) throw new NotEditable('no object at the top');
    return value;
  };
  return {
    written: (given, connection) => {
      let text = isBlank(given) ? '{}\n' : given!;
      for (const [path, value] of entriesOf(connection)) {
        const now = root(text);
        // A value in the place of an object is the user's, and is not replaced.
        for (let depth = 1; depth < path.length; depth++) {
          const around = valueAt(now, path.slice(0, depth));
          if (around !== undefined && !isObject(around))
            throw new NotEditable(`${path.slice(0, depth).join('.')} is no object`);
        }
        if (JSON.stringify(valueAt(now, path)) !== JSON.stringify(value)) text = withValue(text, path, value);
      }
      return text;
    },
    takenOut: (given, before) => {
      const original = isBlank(before) ? {} : root(before!);
      let text = given;
      // The values of a connection are not needed to know its names.
      const paths = entriesOf({ address: '', model: '', contextLength: 1, key: '' }).map(([path]) => path);
      for (const path of paths) {
        const was = valueAt(original, path);
        if (was === undefined && valueAt(root(text), path) === undefined) continue;
        text = was === undefined ? withoutValue(text, path) : withValue(text, path, was);
        // Objects that were made for the entry, and are empty again.
        for (let depth = path.length - 1; depth > 0; depth--) {
          const around = path.slice(0, depth);
          const left = valueAt(root(text), around);
          if (valueAt(original, around) !== undefined || !isObject(left) || Object.keys(left).length > 0)
            break;
          text = withoutValue(text, around);
        }
      }
      return text;
    },
  };
};

/** A file with a list of objects; Hearth's object has its `name`. */
export const jsonList = (entryOf: (connection: Connection) => { name: string }): ConfigFormat => {
  const list = (text: string): unknown[] => {
    const value = parsed(text);
    if (!Array.isArray(value)) throw new NotEditable('no list at the top');
    return value;
  };
  const indexIn = (items: readonly unknown[], name: string): number =>
    items.findIndex((item) => isObject(item) && item['name'] === name);
  return {
    written: (given, connection) => {
      const text = isBlank(given) ? '[]\n' : given!;
      const items = list(text);
      const entry = entryOf(connection);
      const index = indexIn(items, entry.name);
      if (index === -1) return withValue(text, [items.length], entry);
      return JSON.stringify(items[index]) === JSON.stringify(entry) ? text : withValue(text, [index], entry);
    },
    takenOut: (text, before) => {
      const { name } = entryOf({ address: '', model: '', contextLength: 1, key: '' });
      const index = indexIn(list(text), name);
      const original = isBlank(before) ? [] : list(before!);
      const was = original[indexIn(original, name)];
      if (index === -1) return text;
      return was === undefined ? withoutValue(text, [index]) : withValue(text, [index], was);
    },
  };
};
