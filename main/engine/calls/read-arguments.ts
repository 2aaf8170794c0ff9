/** Reads the arguments of a call in every form, and tells them as JSON text while they come. */
import { keyMark, type ArgumentsForm, type Tags } from './call-format.ts';
import { isObject, parsed } from './json-scan.ts';
import { matched } from './marks.ts';
import { nestedValue } from './nested-values.ts';
import { typeOf, type JsonType } from './offered.ts';
import { literalAsJson, readLiteral } from './python-literals.ts';
import { Misread, type Reading, type SourceText } from './source-text.ts';

export interface ArgumentsReader {
  source: SourceText;
  /** More of the arguments, as JSON text. */
  tell: (json: string) => void;
  /** The types that the argument with this key may have. */
  types: (key: string) => ReadonlySet<JsonType>;
  /** Its schema, and the one around it. */
  schema: (key: string) => { schema: unknown; root: Record<string, unknown> };
  /** What ends the call behind the arguments. */
  after: string;
}

/** The most characters of a key, and of JSON text within a JSON text. */
const most = { key: 512, text: 10_000_000 };

export const readArguments = function* (reader: ArgumentsReader, how: ArgumentsForm): Reading {
  switch (how.style) {
    case 'json':
      return yield* readJson(reader);
    case 'python':
      return yield* readPython(reader);
    case 'bare':
      return yield* readBare(reader, how.quote);
    case 'tagged':
      return yield* readTagged(reader, how.tags);
  }
};

/** An object of JSON, or a text that holds one. */
export const readJson = function* ({ source, tell }: Pick<ArgumentsReader, 'source' | 'tell'>): Reading {
  yield* source.space();
  const first = yield* source.ahead(1);
  if (first === '{') return yield* source.value(tell);
  if (first === '"') {
    const text = parsed(yield* source.quoted(most.text));
    return tell(typeof text === 'string' && isObject(parsed(text)) ? text : JSON.stringify(text));
  }
  // The arguments of a call that was cut are not known to be none.
  if (!source.isCutHere) tell('{}');
};

const readPython = function* ({ source, tell }: ArgumentsReader): Reading {
  let isFirst = true;
  tell('{');
  for (;;) {
    yield* source.space();
    const char = yield* source.ahead(1);
    if (char === '') return;
    if (char === ')') break;
    if (!isFirst) {
      yield* source.expect(',');
      yield* source.space();
      if ((yield* source.ahead(1)) === ')') break;
    }
    const key = yield* source.while((one) => /[\w-]/.test(one), most.key);
    yield* source.space();
    if (key === '' || (yield* source.ahead(1)) !== '=') break;
    source.at += 1;
    const literal = yield* readLiteral(source);
    // It was cut.
    if (source.isEnd && source.at >= source.text.length) return;
    tell(
      `${isFirst ? '' : ', '}${JSON.stringify(key)}: ${literalAsJson(literal) ?? JSON.stringify(literal.trim())}`,
    );
    isFirst = false;
  }
  tell('}');
};

/** Gemma 4's objects: keys without quotation marks, and texts between marks without escapes. */
const readBare = function* ({ source, tell }: ArgumentsReader, quote: string): Reading {
  const open: string[] = [];
  let mayBeKey = false;
  for (;;) {
    const char = yield* source.ahead(1);
    if (char === '') return;
    if (char === quote[0] && (yield* source.ahead(quote.length)) === quote) {
      source.at += quote.length;
      tell('"');
      yield* readUntil(source, quote, (text) => tell(escaped(text)));
      if (source.at >= source.text.length) return;
      source.at += quote.length;
      tell('"');
      mayBeKey = false;
    } else if (mayBeKey && /[^\s{}[\],:"]/.test(char)) {
      const key = yield* source.while((one) => one !== ':' && one !== '}' && one !== quote[0], most.key);
      tell(JSON.stringify(key.trim()));
      mayBeKey = false;
    } else {
      source.at += 1;
      tell(char);
      if (char === ':') {
        yield* source.space();
        // The template writes nothing for null.
        if (/^[,}]$/.test(yield* source.ahead(1))) tell('null');
      }
      if (char === '{' || char === '[') open.push(char);
      if (char === '}' || char === ']') open.pop();
      mayBeKey = (char === '{' || char === ',' || (mayBeKey && /\s/.test(char))) && open.at(-1) === '{';
      if (open.length === 0) return;
    }
  }
};

/** The length of the longest beginning of `mark` that `text` ends with. */
const overlap = (text: string, mark: string): number => {
  let length = Math.min(mark.length - 1, text.length);
  while (length > 0 && !text.endsWith(mark.slice(0, length))) length -= 1;
  return length;
};

/** Tells what comes before `mark`; what may become one is held back. */
const readUntil = function* (source: SourceText, mark: string, onMore: (text: string) => void): Reading {
  for (;;) {
    const end = source.text.indexOf(mark, source.at);
    if (end >= 0) {
      onMore(source.text.slice(source.at, end));
      source.at = end;
      return;
    }
    const told = source.text.length - (source.isEnd ? 0 : overlap(source.text.slice(source.at), mark));
    onMore(source.text.slice(source.at, told));
    source.at = told;
    if (source.isEnd) return;
    source.forget();
    yield;
  }
};

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const readTagged = function* (reader: ArgumentsReader, tags: Tags): Reading {
  const { source, tell } = reader;
  let isFirst = true;
  tell('{');
  for (;;) {
    const begins = yield* nextArgument(reader, tags.before);
    if (begins === null) break;
    source.at = begins;
    const { key, mark, holds } = yield* readKey(source, tags);
    if (mark.endsWith('\n') && (yield* source.ahead(1)) === '\n') source.at += 1;
    tell(`${isFirst ? '' : ', '}${JSON.stringify(key)}: `);
    isFirst = false;
    if (!(yield* readValue(reader, tags, key, holds))) return;
  }
  if (!source.isCutHere) tell('}');
};

/** Where another argument begins behind its first mark; `null` if the arguments end. */
const nextArgument = function* ({ source, after }: ArgumentsReader, before: string): Reading<number | null> {
  // MiniMax M3 begins an argument and the end of the call alike.
  const isAlike = after.trim().startsWith(before.trim());
  for (;;) {
    const begins = matched(source.text, source.at, before);
    const ends = isAlike ? matched(source.text, source.at, after) : null;
    if (typeof ends === 'number' || begins === null) return null;
    if (typeof begins === 'number' && (ends === null || source.isEnd)) return begins;
    if (source.isEnd) return null;
    yield;
  }
};

/** The key of an argument, and what is between it and its value. Throws `Misread` if that does not follow. */
const readKey = function* (
  source: SourceText,
  { middles }: Tags,
): Reading<{ key: string; mark: string; holds: Tags['middles'][number]['holds'] }> {
  for (let end = source.at; ; end += 1) {
    for (;;) {
      if (end < source.text.length) {
        const results = middles.map(({ mark, holds }) => ({
          mark,
          holds,
          at: matched(source.text, end, mark.trimStart()),
        }));
        const found = results
          .filter((one): one is typeof one & { at: number } => typeof one.at === 'number')
          .toSorted((one, other) => other.at - one.at)[0];
        if (found !== undefined) {
          const key = source.text.slice(source.at, end).trim();
          source.at = found.at;
          return { key, ...found };
        }
        if (!results.some(({ at }) => at === 'partial')) break;
      }
      if (source.isEnd) throw new Misread();
      yield;
    }
    if (end - source.at > most.key) throw new Misread();
  }
};

const cdata = { start: '<![CDATA[', end: ']]>' };

/** A value up to the marks behind it; returns false if it was cut. */
const readValue = function* (
  reader: ArgumentsReader,
  tags: Tags,
  key: string,
  holds: Tags['middles'][number]['holds'],
): Reading<boolean> {
  const { source, tell } = reader;
  const types = reader.types(key);
  const isText = holds === 'text' || (holds === 'either' && types.size === 1 && types.has('string'));
  const after = tags.after.replaceAll(keyMark, key);
  let start = yield* source.ahead(cdata.start.length);
  const isRaw = start === cdata.start;
  if (isRaw) source.at += cdata.start.length;
  const end = isRaw ? cdata.end + after : after;
  if (isText) {
    tell('"');
    if (!(yield* readUpTo(reader, tags, end, (text) => tell(escaped(text))))) return false;
    tell('"');
    return true;
  }
  let whole = '';
  const isWhole = yield* readUpTo(reader, tags, end, (text) => (whole += text));
  start = whole.trim();
  if (tags.nested !== undefined && !isRaw && (types.has('array') || types.has('object'))) {
    const { schema, root } = reader.schema(key);
    const nested = nestedValue(whole, tags.nested, schema, root);
    if (typeof nested === 'object' && nested !== null) {
      tell(JSON.stringify(nested));
      return isWhole;
    }
  }
  if (start === '' && types.has('null') && !types.has('string')) start = 'null';
  const value = isRaw ? undefined : parsed(start);
  const json = value === undefined && !isRaw ? literalAsJson(start) : start;
  const type = typeOf(value ?? (json === null ? whole : parsed(json)));
  const fits = json !== null && !isRaw && (holds === 'json' || types.has(type) || !types.has('string'));
  tell(fits && parsed(json) !== undefined ? json : JSON.stringify(whole));
  return isWhole;
};

/**
 * Tells a value up to `end`, without the line break that the template writes in front of it. The same text within a value does not
 * end it: another argument or the end of the call must follow. Returns false if it was cut.
 */
const readUpTo = function* (
  { source, after }: ArgumentsReader,
  { before }: Tags,
  end: string,
  onMore: (text: string) => void,
): Reading<boolean> {
  const mark = end.trimStart();
  const breaks = end.startsWith('\n');
  let from = source.at;
  for (;;) {
    const at = source.text.indexOf(mark[0]!, from);
    const result = at < 0 ? null : matched(source.text, at, mark);
    if (at >= 0 && result === null) {
      from = at + 1;
      continue;
    }
    if (typeof result === 'number') {
      const follows = [before, after].map((one) => matched(source.text, result, one));
      if (follows.some((one) => typeof one === 'number') || source.isEnd || after.trim() === '') {
        const stop = breaks && at > source.at && source.text[at - 1] === '\n' ? at - 1 : at;
        onMore(source.text.slice(source.at, stop));
        source.at = result;
        return true;
      }
      if (!follows.includes('partial')) {
        from = at + 1;
        continue;
      }
    }
    const decided = at < 0 ? source.text.length : at;
    const held = breaks && source.text[decided - 1] === '\n' ? decided - 1 : decided;
    const stop = source.isEnd ? source.text.length : Math.max(source.at, held);
    onMore(source.text.slice(source.at, stop));
    source.at = stop;
    from = at < 0 ? source.text.length : at;
    if (source.isEnd) return false;
    from -= source.forget();
    yield;
  }
};
