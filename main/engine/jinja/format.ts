/** Python's `'%s' % x` and `'{}'.format(x)`. */
import type { Budget } from './budget.ts';
import { TemplateError } from './errors.ts';
import { Text } from './text.ts';
import {
  Dict,
  Float,
  itemsOf,
  joined,
  List,
  numberOf,
  toText,
  typeName,
  type Arguments,
  type Value,
} from './values.ts';

/** Widths and precisions beyond this are a mistake or an attack. */
const widest = 1000;

/** `format % values`. Throws `TemplateError`. */
export const percentFormat = (format: Text, values: Value, budget: Budget): Text => {
  const positional = values instanceof List && values.isTuple ? values.items : [values];
  let used = 0;
  return filled(
    format,
    /%(?:\((\w{1,100})\))?([-+ 0#]{0,5})(\d{1,9})?(?:\.(\d{1,9}))?([%a-zA-Z])/g,
    budget,
    (match) => {
      const [, key, flags, width, precision, type] = match;
      if (type === '%') return new Text('%');
      if (key === undefined && used >= positional.length)
        throw new TemplateError('too few values for a format');
      const value =
        key === undefined ? positional[used++] : values instanceof Dict ? values.field(key) : undefined;
      return formatted(
        value,
        `${flags!.includes('-') ? '<' : '>'}`,
        flags!.includes('0') ? '0' : ' ',
        width,
        precision,
        type!,
        budget,
      );
    },
  );
};

/** `format.format(...)`. Throws `TemplateError`. */
export const braceFormat = (format: Text, args: Arguments, budget: Budget): Text => {
  let used = 0;
  const field =
    /\{\{|\}\}|\{([\w.[\]]{0,100})(?:!([rs]))?(?::(?:(.)?([<>^]))?(0)?(\d{1,9})?(,)?(?:\.(\d{1,9}))?([a-zA-Z%])?)?\}/g;
  return filled(format, field, budget, (match) => {
    const [whole, path, , fill, align, zero, width, comma, precision, type] = match;
    if (whole === '{{' || whole === '}}') return new Text(whole[0]!);
    const [first = '', ...rest] = path!.split(/[.[\]]+/).filter((part, index) => part !== '' || index === 0);
    let value =
      first === ''
        ? args.positional[used++]
        : /^\d+$/.test(first)
          ? args.positional[Number(first)]
          : args.named.get(first);
    for (const part of rest)
      value =
        value instanceof Dict
          ? value.field(part)
          : value instanceof List
            ? value.items[Number(part)]
            : undefined;
    const shown = formatted(
      value,
      align ?? (numberOf(value) === null ? '<' : '>'),
      fill ?? (zero ? '0' : ' '),
      width,
      precision,
      type ?? 's',
      budget,
    );
    if (comma !== undefined && numberOf(value) === null)
      throw new TemplateError(`a format with "," wants a number, not ${typeName(value)}`);
    return comma === undefined ? shown : new Text(shown.value.replace(/\d(?=(\d{3})+(\D|$))/g, '$&,'));
  });
};

const filled = (
  format: Text,
  pattern: RegExp,
  budget: Budget,
  field: (match: RegExpExecArray) => Text,
): Text => {
  const parts: Text[] = [];
  let at = 0;
  budget.step(format.length / 16);
  for (const match of format.value.matchAll(pattern)) {
    budget.items(2);
    budget.step(format.marks.length);
    parts.push(format.slice(at, match.index), field(match));
    at = match.index + match[0].length;
  }
  parts.push(format.slice(at));
  return joined(parts, budget);
};

const formatted = (
  value: Value,
  align: string,
  fill: string,
  width: string | undefined,
  precision: string | undefined,
  type: string,
  budget: Budget,
): Text => {
  const digits = Math.min(Number(precision ?? 6), 100);
  const number = (): number => {
    const found = numberOf(value);
    if (found === null) throw new TemplateError(`a format wants a number, not ${typeName(value)}`);
    return found;
  };
  let text: Text;
  switch (type) {
    case 'd':
    case 'i':
      text = new Text(String(Math.trunc(number())));
      break;
    case 'f':
    case 'F':
      text = new Text(number().toFixed(digits));
      break;
    case 'e':
      text = new Text(
        number()
          .toExponential(digits)
          .replace(/e([+-])(\d)$/, 'e$10$2'),
      );
      break;
    case 'g':
      text = new Text(String(Number(number().toPrecision(digits || 1))));
      break;
    case 'x':
      text = new Text(number().toString(16));
      break;
    case 'X':
      text = new Text(number().toString(16).toUpperCase());
      break;
    case 'o':
      text = new Text(number().toString(8));
      break;
    case '%':
      text = new Text(`${(number() * 100).toFixed(digits)}%`);
      break;
    case 'r':
      text = toText(new List([value]), budget);
      text = text.slice(1, text.length - 1);
      break;
    case 's':
      text =
        value instanceof Float && precision !== undefined
          ? new Text(value.value.toFixed(digits))
          : toText(value, budget);
      if (precision !== undefined && value instanceof Text) text = text.slice(0, Number(precision));
      break;
    default:
      throw new TemplateError(`there is no format "${type}"`);
  }
  const filledTo = Math.min(Number(width ?? 0), widest);
  budget.characters(filledTo);
  return padded(text, filledTo, align, fill);
};

/** `text` filled up to `width`, to the left (`<`), right (`>`) or in the middle as formats (`^`) or `str.center` do. */
export const padded = (text: Text, width: number, align: string, fill: string): Text => {
  const missing = Math.max(0, width - text.length);
  const left =
    align === '<'
      ? 0
      : align === '^'
        ? Math.floor(missing / 2)
        : align === 'center'
          ? Math.floor(missing / 2) + (missing & width & 1)
          : missing;
  const around = [new Text(fill.repeat(left)), text, new Text(fill.repeat(missing - left))];
  return missing === 0 ? text : Text.join(around);
};

/** Items as Python's `str.join` takes them: each must be a string there; here numbers will do. */
export const joinItems = (separator: Text, list: Value, budget: Budget): Text => {
  const parts: Text[] = [];
  for (const item of itemsOf(list, budget)) {
    if (parts.length > 0) parts.push(separator);
    parts.push(toText(item, budget));
  }
  return joined(parts, budget);
};
