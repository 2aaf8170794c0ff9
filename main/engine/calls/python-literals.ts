/** Literals of Python, in which some models write arguments. */
import type { Reading, SourceText } from './source-text.ts';

/** A literal up to the comma or the closing bracket behind it. */
export const readLiteral = function* (source: SourceText): Reading<string> {
  const start = source.at;
  let depth = 0;
  let quote = '';
  for (;;) {
    const char = yield* source.ahead(1);
    const ends = quote === '' && depth === 0 && char !== '' && ',)]}'.includes(char);
    if (char === '' || ends) return source.text.slice(start, source.at);
    source.at += 1;
    if (quote !== '') {
      if (char === '\\') source.at += (yield* source.ahead(1)).length;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
  }
};

const words: Record<string, string> = {
  True: 'true',
  False: 'false',
  None: 'null',
  true: 'true',
  false: 'false',
  null: 'null',
};
const escapes: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  0: '\0',
};

/** A literal as JSON text; `null` if it is none. */
export const literalAsJson = (literal: string): string | null => {
  let json = '';
  let at = 0;
  const text = literal.trim();
  while (at < text.length) {
    const char = text[at]!;
    if (char === '"' || char === "'") {
      const read = quotedText(text, at);
      if (read === null) return null;
      json += JSON.stringify(read.value);
      at = read.end;
    } else if (/[A-Za-z]/.test(char)) {
      const word = /^[A-Za-z]+/.exec(text.slice(at))![0];
      const written = words[word];
      if (written === undefined) return null;
      json += written;
      at += word.length;
    } else {
      json += char === '(' ? '[' : char === ')' ? ']' : char;
      at += 1;
    }
  }
  const closed = json.replace(/,\s*([\]}])/g, '$1');
  for (const form of [json, closed])
    try {
      JSON.parse(form);
      return form;
    } catch {
      // Python allows a comma behind the last item.
    }
  return null;
};

const quotedText = (text: string, start: number): { value: string; end: number } | null => {
  const quote = text[start]!;
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === quote) return { value, end: at + 1 };
    if (char !== '\\') {
      value += char;
      continue;
    }
    at += 1;
    const escaped = text[at];
    if (escaped === undefined) return null;
    const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(text.slice(at));
    if (code !== null) {
      value += String.fromCharCode(Number.parseInt((code[1] ?? code[2])!, 16));
      at += code[0].length - 1;
    } else
      value += escapes[escaped] ?? (/['"\\\n]/.test(escaped) ? escaped.replace('\n', '') : `\\${escaped}`);
  }
  return null;
};
