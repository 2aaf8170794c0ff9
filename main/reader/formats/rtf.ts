/** RTF (Microsoft's specification, version 1.9.1) as Markdown: text, paragraphs and tables. */
import { readFile } from 'node:fs/promises';
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { characters, charsets, isHalf, labelOf } from './rtf-characters.ts';

/** Destinations whose text is not the document's. Those that begin with `\*` are skipped as well if they are unknown. */
const skipped = new Set(
  `fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf fldinst listtable
  listoverridetable rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl filetbl revtbl nonshppict
  bkmkstart bkmkend annotation atnid atnauthor ftnsep ftnsepc aftnsep aftnsepc sp upr`.split(/\s+/),
);
/** Destinations whose text counts although older readers skip them: shapes, notes, and the Unicode form of a text. */
const shown = new Set(['shpinst', 'shptxt', 'footnote', 'ud']);

interface Group {
  isSkipped: boolean;
  isFontTable: boolean;
  isStylesheet: boolean;
  isNote: boolean;
  /** Hidden or deleted text. */
  isHidden: boolean;
  /** Characters after `\u` that stand for it in older readers. */
  fallback: number;
  label: string;
  /** The level of a heading by `\outlinelevel`; `null` for other paragraphs. */
  heading: number | null;
  isInTable: boolean;
}

/** A control word with its number, a control symbol, a byte in hex, or a brace. */
const token = /\\(?:([a-z]{1,32})(-?\d{1,10})? ?|'([0-9a-f]{2})|([^a-z]))|([{}])|[\r\n]+|[^\\{}\r\n]+/gi;

/** The deepest nesting of groups. */
const deepest = 1000;

export const readRtf = async (source: Source): Promise<Extracted> => {
  // Bytes above 127 are in the code page of their font, like those in hex.
  const rtf = await readFile(source.path, 'latin1');
  const out = new WrittenText(source.text);
  const writer = new MarkdownWriter(out);
  writeRtf(rtf, writer);
  writer.end();
  out.endWith(1);
  return { kind: 'word', text: out.text, places: out.places, pages: null, remarks: [], canRecognise: false };
};

const writeRtf = (rtf: string, writer: MarkdownWriter): void => {
  let group: Group = {
    isSkipped: false,
    isFontTable: false,
    isStylesheet: false,
    isNote: false,
    isHidden: false,
    fallback: 1,
    label: 'windows-1252',
    heading: null,
    isInTable: false,
  };
  const around: Group[] = [];
  const fonts = new Map<number, string>();
  /** The levels of the headings that styles make, by the numbers of the styles; and the style that is defined. */
  const headings = new Map<number, number>();
  let style: number | null = null;
  let styleName = '';
  let documentLabel = group.label;
  let font = 0;
  let skip = 0;
  let isDestination = false;
  let bytes: number[] = [];
  /** What is open: a paragraph or heading, and around it a table, its row and a cell. */
  let block: string | null = null;
  /** Text of the open block that is not written yet: half of a character can come by itself. */
  let waiting = '';
  let table: 'none' | 'table' | 'row' | 'cell' = 'none';

  const text = (part: string): void => {
    if (group.isStylesheet) styleName += part;
    if (part === '' || group.isSkipped || group.isHidden) return;
    if (group.isInTable && table !== 'cell') {
      closeBlock();
      if (table === 'none') writer.open('table');
      if (table !== 'row') writer.open('tr');
      writer.open('td');
      table = 'cell';
    } else if (!group.isInTable && table !== 'none') closeTable();
    if (block === null) {
      block = group.heading === null || table !== 'none' ? 'p' : `h${group.heading}`;
      writer.open(block);
    }
    waiting += part;
  };
  const release = (): void => {
    writer.text(waiting);
    waiting = '';
  };
  const flush = (): void => {
    if (bytes.length === 0) return;
    const read = Uint8Array.from(bytes);
    bytes = [];
    text(new TextDecoder(group.label).decode(read));
  };
  const closeBlock = (): void => {
    release();
    if (block !== null) writer.close(block);
    block = null;
  };
  const closeCell = (): void => {
    closeBlock();
    if (table === 'cell') writer.close('td');
    if (table === 'cell') table = 'row';
  };
  const closeRow = (): void => {
    closeCell();
    if (table === 'row') writer.close('tr');
    if (table === 'row') table = 'table';
  };
  const closeTable = (): void => {
    closeRow();
    if (table === 'table') writer.close('table');
    table = 'none';
  };
  /** Word's names of headings are the same in all languages. */
  const endStyle = (): void => {
    const level =
      /^\s*heading ([1-9])\s*;/i.exec(styleName)?.[1] ?? (/^\s*title\s*;/i.test(styleName) ? 1 : null);
    if (level !== null && style !== null && !headings.has(style))
      headings.set(style, Math.min(6, Number(level)));
    [style, styleName] = [null, ''];
  };
  const useLabel = (label: string): void => {
    try {
      group.label = new TextDecoder(label).encoding;
    } catch {
      group.label = documentLabel;
    }
  };

  const word = (name: string, value: number | null): void => {
    if (shown.has(name)) isDestination = false;
    // Styles can be destinations of their own.
    if (isDestination && group.isStylesheet) isDestination = false;
    else if (skipped.has(name) || isDestination) {
      group.isSkipped = true;
      group.isFontTable = name === 'fonttbl';
      group.isStylesheet = name === 'stylesheet';
      isDestination = false;
      return;
    }
    switch (name) {
      case 'ansicpg':
        useLabel(labelOf(value ?? 1252));
        documentLabel = group.label;
        break;
      case 'mac':
        useLabel('macintosh');
        documentLabel = group.label;
        break;
      case 'f':
        font = value ?? 0;
        if (!group.isFontTable) useLabel(fonts.get(font) ?? documentLabel);
        break;
      case 'fcharset':
        if (group.isFontTable && charsets[value ?? 0] !== undefined)
          fonts.set(font, labelOf(charsets[value ?? 0]!));
        break;
      case 'uc':
        group.fallback = Math.max(0, value ?? 1);
        break;
      case 'u':
        text(String.fromCharCode((value ?? 0) & 0xffff));
        skip = group.fallback;
        break;
      case 'par':
      case 'sect':
      case 'page':
        if (group.isNote) text(' ');
        else if (!group.isSkipped) closeBlock();
        break;
      case 'shptxt':
        if (!group.isSkipped) closeBlock();
        break;
      case 'ud':
        // The group around has the same text for older readers.
        group.isSkipped = around.at(-2)?.isSkipped ?? false;
        break;
      case 'footnote':
        // A note is written in brackets at its mark.
        if (group.isSkipped) break;
        text(' [');
        group.isNote = true;
        break;
      case 's':
        if (group.isStylesheet) style = value ?? 0;
        else group.heading = headings.get(value ?? 0) ?? group.heading;
        break;
      case 'v':
      case 'deleted':
        group.isHidden = value !== 0;
        break;
      case 'line':
        if (!group.isSkipped && block !== null) {
          release();
          writer.open('br');
          writer.close('br');
        }
        break;
      case 'pard':
        if (!group.isNote) [group.heading, group.isInTable] = [null, false];
        break;
      case 'outlinelevel':
        // Level 9 is text.
        if ((value ?? 0) > 8) break;
        if (group.isStylesheet) headings.set(style ?? 0, Math.min(6, (value ?? 0) + 1));
        else group.heading = Math.min(6, (value ?? 0) + 1);
        break;
      case 'intbl':
        group.isInTable = true;
        break;
      case 'cell':
        if (group.isSkipped) break;
        group.isInTable = true;
        text(' ');
        closeCell();
        break;
      case 'row':
        if (!group.isSkipped) closeRow();
        break;
      case 'plain':
        group.label = documentLabel;
        group.isHidden = false;
        break;
      default:
        text(characters[name] ?? '');
    }
  };

  for (const [all, name, number, hex, symbol, brace] of rtf.matchAll(token)) {
    if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else if (!group.isSkipped || group.isStylesheet) bytes.push(Number.parseInt(hex, 16));
      continue;
    }
    // The second half of a character can be written as the letter that it would be by itself.
    const second = symbol ?? (name === undefined && brace === undefined ? all[0]! : undefined);
    if (second !== undefined && !/[\r\n]/.test(second) && isHalf(bytes, group.label)) {
      bytes.push(second.charCodeAt(0));
      flush();
      if (symbol === undefined) text(all.slice(1));
      continue;
    }
    flush();
    if (brace === '{') {
      if (around.length >= deepest) throw new Error('nested too deeply');
      around.push(group);
      group = { ...group };
      skip = 0;
    } else if (brace === '}') {
      const { heading, isInTable, isNote, isStylesheet } = group;
      group = around.pop() ?? group;
      if (isNote && !group.isNote) text(']');
      if (isStylesheet && group.isStylesheet) endStyle();
      // Properties of a paragraph can be set in a group of its text.
      if (!group.isSkipped) [group.heading, group.isInTable] = [heading, isInTable];
      skip = 0;
    } else if (name !== undefined) word(name, number === undefined ? null : Number(number));
    else if (symbol === '*') isDestination = true;
    else if (symbol === '\r' || symbol === '\n') word('par', null);
    else if (symbol !== undefined) {
      if (skip > 0) skip -= 1;
      else if ('\\{}'.includes(symbol)) text(symbol);
      else text(characters[symbol] ?? '');
    } else if (!all.startsWith('\r') && !all.startsWith('\n')) {
      const kept = all.slice(skip);
      skip = Math.max(0, skip - all.length);
      if ((group.isSkipped && !group.isStylesheet) || kept === '') continue;
      if (/[\x80-\xff]/.test(kept)) {
        bytes = [...Buffer.from(kept, 'latin1')];
      } else text(kept);
    }
  }
  flush();
  closeTable();
};
