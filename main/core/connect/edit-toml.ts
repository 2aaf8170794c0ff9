/**
 * One table in a TOML file. It is written as lines of its own at the end, or in the place of its former lines, so that nothing else
 * moves; the result is parsed before it is used.
 */
import { parse } from 'smol-toml';
import { NotEditable, type ConfigFormat, type Connection } from './connection.ts';

const comment = '# Hearth';

/** A basic string of TOML, which JSON's escapes are valid in; U+007F has none there. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', String.raw`\u007f`);

const parsed = (text: string): Record<string, unknown> => {
  try {
    return parse(text);
  } catch (error) {
    throw new NotEditable('not TOML', { cause: error });
  }
};

/** `table`: the names that lead to it. Its values are texts. */
export const tomlTable = (
  table: readonly [string, string],
  valuesOf: (connection: Connection) => Record<string, string>,
): ConfigFormat => {
  const header = new RegExp(
    String.raw`^[ \t]*\[[ \t]*${table.map((name) => `["']?${name}["']?`).join(String.raw`[ \t]*\.[ \t]*`)}[ \t]*\]`,
  );
  /** The lines of the table with the comment above them; `null` if it is not there. */
  const findIn = (lines: readonly string[]): [from: number, to: number] | null => {
    const at = lines.findIndex((line) => header.test(line));
    if (at === -1) return null;
    const next = lines.findIndex((line, index) => index > at && /^[ \t]*(?:[[#]|$)/.test(line));
    return [lines[at - 1]?.trim() === comment ? at - 1 : at, next === -1 ? lines.length : next];
  };
  const valueIn = (root: Record<string, unknown>): unknown =>
    (root[table[0]] as Record<string, unknown> | undefined)?.[table[1]];
  const checked = (text: string, wanted: unknown): string => {
    if (JSON.stringify(valueIn(parsed(text)) ?? null) !== JSON.stringify(wanted ?? null))
      throw new NotEditable(`${table.join('.')} is written in another way`);
    return text;
  };
  return {
    written: (given, connection) => {
      const text = given ?? '';
      const eol = text.includes('\r\n') ? '\r\n' : '\n';
      parsed(text);
      const values = valuesOf(connection);
      const block = [
        comment,
        `[${table.join('.')}]`,
        ...Object.entries(values).map(([name, value]) => `${name} = ${quoted(value)}`),
      ];
      const lines = text === '' ? [] : text.split(/\r?\n/);
      const found = findIn(lines);
      if (found !== null) {
        lines.splice(found[0], found[1] - found[0], ...block);
        return checked(lines.join(eol), values);
      }
      while (lines.at(-1)?.trim() === '') lines.pop();
      return checked([...lines, ...(lines.length > 0 ? [''] : []), ...block, ''].join(eol), values);
    },
    takenOut: (text, before) => {
      const eol = text.includes('\r\n') ? '\r\n' : '\n';
      parsed(text);
      const lines = text.split(/\r?\n/);
      const found = findIn(lines);
      if (found === null) return text;
      const original = (before ?? '').split(/\r?\n/);
      const was = findIn(original);
      lines.splice(found[0], found[1] - found[0], ...(was === null ? [] : original.slice(...was)));
      if (was === null && lines[found[0] - 1]?.trim() === '' && (lines[found[0]] ?? '').trim() === '')
        lines.splice(found[0] - 1, 1);
      return checked(lines.join(eol), before === null ? undefined : valueIn(parsed(before)));
    },
  };
};
