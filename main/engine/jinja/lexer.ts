/** Cuts the source of a Jinja template into tokens, with `trim_blocks` and `lstrip_blocks` on as chat templates expect. */
import { TemplateError } from './errors.ts';

export interface Token {
  kind: 'text' | 'open' | 'close' | 'name' | 'string' | 'integer' | 'float' | 'operator' | 'end';
  /** Of `open` and `close`: `{{`, `{%`, `}}` or `%}`. */
  value: string;
  /** Its place in the source. */
  at: number;
}

const operators = [
  '**',
  '//',
  '==',
  '!=',
  '<=',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '~',
  '<',
  '>',
  '=',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  ':',
  '|',
  ';',
];
const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
const pairs: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** "line 3": where something is in the source. */
export const placeOf = (source: string, at: number): string =>
  `line ${source.slice(0, at).split('\n').length}`;

/** Throws `TemplateError`. */
export const tokenize = (original: string): Token[] => {
  const source = original.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const tokens: Token[] = [];
  const fail = (reason: string, at: number): never => {
    throw new TemplateError(`${placeOf(source, at)}: ${reason}`);
  };
  const add = (kind: Token['kind'], value: string, at: number): void => void tokens.push({ kind, value, at });

  let at = 0;
  /** How the tag before this text ended. */
  let before = { trims: false, dropsNewline: false };

  /** The text up to the tag at `end`, which opens with `sign` and perhaps `-` or `+`. */
  const addText = (end: number, sign: string, control: string): void => {
    let text = source.slice(at, end);
    if (control === '-') text = text.trimEnd();
    else if (control !== '+' && (sign === '%' || sign === '#')) {
      const line = text.lastIndexOf('\n') + 1;
      if ((line > 0 || at === 0) && text.slice(line).trim() === '') text = text.slice(0, line);
    }
    if (before.trims) text = text.trimStart();
    else if (before.dropsNewline && text.startsWith('\n')) text = text.slice(1);
    if (text !== '') add('text', text, at);
  };

  /** The end of a tag, with `-` or `+` before it, if it is at `position`. */
  const endOfTag = (position: number, closing: string): { length: number; control: string } | null => {
    const control = source[position] === '-' || source[position] === '+' ? source[position] : '';
    return source.startsWith(closing, position + control.length)
      ? { length: control.length + closing.length, control }
      : null;
  };

  const readString = (quote: string): void => {
    const start = at++;
    let value = '';
    for (;;) {
      const char = source[at];
      if (char === undefined) return fail('a string has no end', start);
      at++;
      if (char === quote) break;
      if (char !== '\\') {
        value += char;
        continue;
      }
      const escaped = source[at++] ?? '';
      const code = { x: /^[\da-f]{2}/i, u: /^[\da-f]{4}/i, U: /^[\da-f]{8}/i }[escaped]?.exec(
        source.slice(at, at + 8),
      )?.[0];
      if (code !== undefined && Number.parseInt(code, 16) <= 0x10_ff_ff) {
        value += String.fromCodePoint(Number.parseInt(code, 16));
        at += code.length;
      } else value += escapes[escaped] ?? `\\${escaped}`;
    }
    add('string', value, start);
  };

  /** The tokens between `{{` or `{%` and its end. */
  const readTag = (closing: string): void => {
    const opened: string[] = [];
    for (;;) {
      while (/\s/.test(source[at] ?? '')) at++;
      if (at >= source.length) fail(`"${closing}" is missing`, at);
      const end = opened.length === 0 ? endOfTag(at, closing) : null;
      if (end !== null) {
        add('close', closing, at);
        at += end.length;
        before = { trims: end.control === '-', dropsNewline: closing === '%}' && end.control === '' };
        return;
      }
      const char = source[at]!;
      if (char === "'" || char === '"') {
        readString(char);
        continue;
      }
      const word = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
      word.lastIndex = at;
      const name = word.exec(source)?.[0];
      if (name !== undefined) {
        add('name', name, at);
        at += name.length;
        continue;
      }
      const digits = /\d[\d_]*(\.\d+)?([eE][+-]?\d+)?/y;
      digits.lastIndex = at;
      const number = digits.exec(source);
      if (number !== null) {
        const isFloat = number[1] !== undefined || number[2] !== undefined;
        add(isFloat ? 'float' : 'integer', number[0].replaceAll('_', ''), at);
        at += number[0].length;
        continue;
      }
      const operator =
        operators.find((one) => source.startsWith(one, at)) ?? fail(`unexpected "${char}"`, at);
      if (operator in pairs) opened.push(pairs[operator]!);
      else if (operator === opened.at(-1)) opened.pop();
      add('operator', operator, at);
      at += operator.length;
    }
  };

  const opening = /\{([{%#])([-+]?)/g;
  while (at < source.length) {
    opening.lastIndex = at;
    const found = opening.exec(source);
    if (found === null) {
      addText(source.length, '', '');
      break;
    }
    const [whole, sign, control] = found as unknown as [string, string, string];
    addText(found.index, sign, control);
    at = found.index;
    if (sign === '#') {
      const end = source.indexOf('#}', at + 2);
      if (end < 0) fail('a comment has no end', at);
      before = { trims: source[end - 1] === '-' && end > at + 2, dropsNewline: source[end - 1] !== '+' };
      at = end + 2;
      continue;
    }
    const raw = /\{%[-+]?\s*raw\s*([-+]?)%\}\n?/y;
    raw.lastIndex = at;
    const verbatim = sign === '%' ? raw.exec(source) : null;
    if (verbatim !== null) {
      const endOfRaw = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
      const start = (endOfRaw.lastIndex = at + verbatim[0].length);
      const end = endOfRaw.exec(source) ?? fail('"endraw" is missing', at);
      let text = source.slice(start, end.index);
      if (verbatim[1] === '-') text = text.trimStart();
      if (end[1] === '-') text = text.trimEnd();
      if (text !== '') add('text', text, at);
      at = end.index + end[0].length;
      before = { trims: end[2] === '-', dropsNewline: end[2] === '' };
      continue;
    }
    add('open', `{${sign}`, at);
    at += whole.length;
    // `{{+` is a plus sign within the expression.
    if (sign === '{' && control === '+') at -= 1;
    readTag(sign === '{' ? '}}' : '%}');
  }
  tokens.push({ kind: 'end', value: 'the end', at: source.length });
  return tokens;
};
