/** `tojson`, as Python's `json.dumps` writes with `ensure_ascii=False`, which is what chat templates expect. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { Text } from './text.ts';
import {
  argument,
  Callable,
  Dict,
  Float,
  floatText,
  isTrue,
  joined,
  List,
  nested,
  toText,
  typeName,
  type Arguments,
  type Value,
} from './values.ts';

interface Style {
  /** One level of indentation; `null`: all in one line. */
  indent: string | null;
  itemSeparator: string;
  keySeparator: string;
  sortKeys: boolean;
  onlyAscii: boolean;
}

export const toJson = (value: Value, args: Arguments, budget: Budget): Text => {
  const indent = argument(args, 1, 'indent');
  const separators = argument(args, 2, 'separators');
  const [items, keys] = separators instanceof List ? separators.items : [];
  const style: Style = {
    indent:
      typeof indent === 'number'
        ? ' '.repeat(Math.min(Math.max(indent, 0), 40))
        : indent instanceof Text
          ? indent.value
          : null,
    itemSeparator: items instanceof Text ? items.value : indent === undefined || indent === null ? ', ' : ',',
    keySeparator: keys instanceof Text ? keys.value : ': ',
    sortKeys: isTrue(argument(args, 3, 'sort_keys')),
    onlyAscii: isTrue(argument(args, 0, 'ensure_ascii')),
  };
  return written(value, style, '', budget);
};

const written = (value: Value, style: Style, margin: string, budget: Budget): Text => {
  budget.step();
  if (value === undefined || value === null) return new Text('null');
  if (typeof value === 'boolean' || typeof value === 'number') return new Text(String(value));
  if (value instanceof Float) return new Text(floatText(value.value));
  if (value instanceof Text) {
    budget.characters(value.length + 2);
    return Text.join([new Text('"'), value.map((run) => escaped(run, style.onlyAscii)), new Text('"')]);
  }
  if (value instanceof Callable) throw new TemplateError(`${typeName(value)} cannot be written as JSON`);
  const { origin } = value;
  // What a program gave stays one piece, whose tokens are those of the whole.
  if (origin !== null) return Text.from(nestedText(value, style, margin, budget).value, origin);
  return nestedText(value, style, margin, budget);
};

const nestedText = (value: List | Dict, style: Style, margin: string, budget: Budget): Text =>
  nested(budget, () => {
    const inner = margin + (style.indent ?? '');
    const [open, close] = value instanceof Dict ? '{}' : '[]';
    const rows =
      value instanceof List
        ? value.items.map((item) => [written(item, style, inner, budget)])
        : sorted(value, style.sortKeys).map(([key, item]) => [
            written(key instanceof Text ? key : toText(key, budget), style, inner, budget),
            new Text(style.keySeparator),
            written(item, style, inner, budget),
          ]);
    if (rows.length === 0) return new Text(open! + close!);
    const between = style.itemSeparator + (style.indent === null ? '' : `\n${inner}`);
    const parts = rows.flatMap((row, index) => (index === 0 ? row : [new Text(between), ...row]));
    const [first, last] = style.indent === null ? ['', ''] : [`\n${inner}`, `\n${margin}`];
    return joined([new Text(open! + first), ...parts, new Text(last + close!)], budget);
  });

const sorted = (dict: Dict, isSorted: boolean): [Value, Value][] => {
  const entries = dict.entries();
  const nameOf = (key: Value): string => (key instanceof Text ? key.value : String(key));
  return isSorted ? entries.toSorted(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1)) : entries;
};

const escaped = (text: string, onlyAscii: boolean): string => {
  const json = JSON.stringify(text).slice(1, -1);
  return onlyAscii
    ? json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json;
};
