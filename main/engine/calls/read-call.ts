/** Reads one call, from its first mark to its last. */
import type { CallFormat, CallPart, ObjectFields } from './call-format.ts';
import { parsed } from './json-scan.ts';
import { matched } from './marks.ts';
import type { Offered } from './offered.ts';
import { readArguments, readJson } from './read-arguments.ts';
import { Misread, type Reading, type SourceText } from './source-text.ts';

/** What is told of a call while it is read. */
export interface CallListener {
  /** `id`: the one that the model wrote; `null` if it wrote none before the arguments. */
  begins: (name: string, id: string | null) => void;
  /** More of the arguments, as JSON text. */
  tells: (json: string) => void;
}

/** The most characters of a name or an id. */
const longestWord = 256;

/** Throws `Misread` if no call follows; nothing was told then. */
export const readCall = function* (
  source: SourceText,
  { first, parts, after }: CallFormat,
  offered: Offered,
  { begins, tells }: CallListener,
): Reading {
  let name: string | null = null;
  let id: string | null = null;
  for (const [index, part] of parts.entries()) {
    yield* source.space();
    switch (part.kind) {
      case 'mark':
        yield* readMark(source, part.text);
        break;
      case 'up-to':
        yield* readUpTo(source, part.text);
        break;
      case 'name': {
        const read = yield* readName(source, offered);
        if (name !== null && read !== name) throw new Misread();
        name = read;
        break;
      }
      case 'id':
        id = yield* readWord(source, parts[index + 1]);
        break;
      case 'number':
        yield* source.while((char) => /\d/.test(char), 9);
        break;
      case 'object':
        yield* readObject(source, part.fields, offered, { begins, tells }, first.trim() === '');
        break;
      case 'arguments': {
        const called = name ?? '';
        // A call whose arguments never begin is one as well.
        begins(called, id);
        yield* readArguments(
          {
            source,
            tell: tells,
            types: (key) => offered.types(called, key),
            schema: (key) => offered.schema(called, key),
            after,
          },
          part.how,
        );
      }
    }
  }
  yield* readMarkIfThere(source, after);
};

/** Throws `Misread` if the mark does not follow. */
const readMark = function* (source: SourceText, mark: string): Reading {
  for (;;) {
    const end = matched(source.text, source.at, mark);
    if (typeof end === 'number') {
      source.at = end;
      return;
    }
    if (end === null || source.isEnd) throw new Misread();
    yield;
  }
};

/** Throws `Misread` if the mark does not follow within the length of a header. */
const readUpTo = function* (source: SourceText, mark: string): Reading {
  for (let length = 0; length < longestWord; length += 1) {
    if (yield* readMarkIfThere(source, mark)) return;
    if ((yield* source.ahead(1)) === '') break;
    source.at += 1;
  }
  throw new Misread();
};

export const readMarkIfThere = function* (source: SourceText, mark: string): Reading<boolean> {
  if (mark.trim() === '') return false;
  for (;;) {
    const end = matched(source.text, source.at, mark);
    if (typeof end === 'number') {
      source.at = end;
      return true;
    }
    if (end === null || source.isEnd) return false;
    yield;
  }
};

/** Throws `Misread` if it is none of the tools. */
const readName = function* (source: SourceText, offered: Offered): Reading<string> {
  let name = '';
  for (;;) {
    const char = yield* source.ahead(1);
    if (char === '' || !offered.mayBegin(name + char)) break;
    name += char;
    source.at += 1;
  }
  const next = yield* source.ahead(1);
  if (!offered.has(name) || /[\w./-]/.test(next)) throw new Misread();
  return name;
};

/** Up to the mark that follows. */
const readWord = function* (source: SourceText, next: CallPart | undefined): Reading<string> {
  const mark = next?.kind === 'mark' ? next.text.trimStart()[0] : undefined;
  return (yield* source.while((char) => char !== mark, longestWord)).trim();
};

/** The most characters of fields that come before the name. */
const mostBefore = 1_000_000;

/**
 * A call that is an object of JSON; its fields may have any order. `isBare`: no mark tells it from an answer in JSON. Throws `Misread`
 * if it has no name.
 */
const readObject = function* (
  source: SourceText,
  fields: ObjectFields,
  offered: Offered,
  { begins, tells }: CallListener,
  isBare: boolean,
): Reading {
  yield* source.expect('{');
  let name: string | null = null;
  let id: string | null = null;
  let hasBegun = false;
  let hasArguments = false;
  let given: string | null = null;
  const begin = (): void => {
    if (!hasBegun) begins(name!, id);
    hasBegun = true;
  };
  for (;;) {
    yield* source.space();
    const next = yield* source.ahead(1);
    if (next === '}' || next === '') break;
    if (next === ',') {
      source.at += 1;
      continue;
    }
    if (hasBegun && next !== '"') break;
    const key = String(parsed(yield* source.quoted(longestWord * 2)));
    if (isBare && name === null && key !== 'type' && !fields.order.some((one) => one.key === key))
      throw new Misread();
    yield* source.space();
    yield* source.expect(':');
    yield* source.space();
    if (fields.name === null ? name === null && offered.has(key) : isArguments(fields, key)) {
      if (fields.name === null) name = key;
      if (name === null) {
        given = '';
        yield* readJson({ source, tell: (json) => (given += json) });
        if (given.length > mostBefore) throw new Misread();
      } else {
        begin();
        yield* readJson({ source, tell: tells });
        hasArguments = true;
      }
      continue;
    }
    let value = '';
    const isName = key === fields.name && name === null;
    if (isName || key === fields.id || key === 'id') {
      if ((yield* source.ahead(1)) === '"') value = String(parsed(yield* source.quoted(longestWord * 2)));
      else yield* source.value((text) => (value += text));
      if (isName && !offered.has(value)) throw new Misread();
      if (isName) name = value;
      else id = value;
      // From its name on, it is a call.
      if (isName && fields.id === null) begin();
    } else
      yield* source.value((text) => {
        value += text;
        if (value.length > mostBefore) throw new Misread();
      });
  }
  if (name === null) throw new Misread();
  begin();
  if (!hasArguments && (given !== null || !source.isCutHere)) tells(given ?? '{}');
  if ((yield* source.ahead(1)) === '}') source.at += 1;
};

/** Models also use the other usual name. */
const isArguments = (fields: ObjectFields, key: string): boolean =>
  key === fields.arguments ||
  (['arguments', 'parameters'].includes(key) && ['arguments', 'parameters'].includes(fields.arguments!));
