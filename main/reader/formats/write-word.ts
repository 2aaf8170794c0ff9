/** Writes the paragraphs and tables of a part of a DOCX as Markdown. */
import type { Attributes, MarkdownWriter } from '../text/markdown-writer.ts';
import type { Numbering } from './word-numbering.ts';
import { outlineOf, type ParagraphStyle } from './word-styles.ts';
import { readXml } from './xml.ts';

/** What the parts of a document share. */
export interface WordDocument {
  styles: ReadonlyMap<string, ParagraphStyle>;
  numbering: Numbering;
  /** The texts of footnotes and endnotes by their kind and number, as `footnote 2`. */
  notes: ReadonlyMap<string, string>;
}

/**
 * Elements with what readers do not see: text that was deleted or moved, earlier properties, the same content for older programs, and
 * the reading aids above characters.
 */
const hiddenElements = new Set(
  'w:del w:moveFrom w:pPrChange w:rPrChange w:sectPrChange w:tblPrChange w:trPrChange w:tcPrChange mc:Fallback w:rt'.split(
    ' ',
  ),
);

/** Elements of runs that mean characters, and those of formulas, which are written on one line. */
const runCharacters: Readonly<Record<string, string>> = {
  'w:tab': ' ',
  'w:ptab': ' ',
  'w:noBreakHyphen': '\u2011',
};
const formulaCharacters: Readonly<Record<string, string>> = { 'm:den': '/', 'm:sup': '^', 'm:sub': '_' };

/** Text boxes inside of each other. */
const deepestBox = 4;

/** The number of a page is another one on each. */
const pageField = /^\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b/i;

/** A paragraph that is read: its properties come before its text. */
interface Paragraph {
  style: ParagraphStyle | null;
  /** Its own properties; `null`: those of its style. */
  heading: number | null;
  list: string | null;
  level: number | null;
  /** The element that is written; `null` before the first text. */
  element: string | null;
}

/** A field with its code, and its result behind `separate`. */
interface Field {
  code: string;
  isResult: boolean;
}

export const writeWord = (xml: string, document: WordDocument, writer: MarkdownWriter): void => {
  const lists = openLists(writer);
  let paragraph = null as Paragraph | null;
  let [isText, isCode, isInRun, isHiddenRun] = [false, false, false, false];
  let hidden = 0;
  const columns: number[] = [];
  const fields: Field[] = [];
  /** Text boxes are written after the paragraph that they are anchored in. */
  let boxes: (() => void)[] = [];
  let boxDepth = 0;
  /** The boxes around the one that is written. */
  let boxesAround = 0;

  const begin = ({ style, ...own }: Paragraph): string => {
    const heading = own.heading ?? style?.heading ?? null;
    const list = own.list ?? style?.list ?? null;
    const level = own.level ?? style?.level ?? 0;
    const mark = list === null ? null : document.numbering.next(list, level);
    if (heading === null && (mark?.kind === 'bullet' || mark?.kind === 'number'))
      lists.item(level, mark.kind === 'number' ? mark.value : null);
    else lists.close();
    const element = heading === null ? 'p' : `h${heading}`;
    writer.open(element);
    if (mark?.kind === 'label') writer.text(`${mark.text} `);
    else if (mark?.kind === 'number' && heading !== null) writer.text(`${mark.value}. `);
    return element;
  };
  const write = (part: string): void => {
    if (paragraph === null || (paragraph.element === null && part.trim() === '')) return;
    if (isHiddenRun || fields.some(({ code, isResult }) => isResult && pageField.test(code))) return;
    paragraph.element ??= begin(paragraph);
    writer.text(part);
  };
  const endParagraph = (): void => {
    if (paragraph !== null && paragraph.element !== null) writer.close(paragraph.element);
    paragraph = null;
    const waiting = boxes;
    boxes = [];
    boxesAround += 1;
    for (const event of waiting) event();
    boxesAround -= 1;
  };

  const properties = (now: Paragraph, name: string, value: string): void => {
    switch (name) {
      case 'w:pStyle':
        now.style = document.styles.get(value) ?? null;
        break;
      case 'w:outlineLvl':
        now.heading = outlineOf(value);
        break;
      case 'w:numId':
        now.list = value;
        break;
      case 'w:ilvl':
        now.level = Math.max(0, Math.min(8, Number(value) || 0));
    }
  };

  const open = (name: string, attributes: Attributes): void => {
    if (name === 'w:txbxContent' && hidden === 0 && boxesAround < deepestBox) {
      boxDepth += 1;
      if (boxDepth === 1) return;
    }
    if (boxDepth > 0) {
      boxes.push(() => open(name, attributes));
      return;
    }
    if (hidden > 0 || hiddenElements.has(name)) {
      hidden += 1;
      return;
    }
    const value = attributes['w:val'] ?? '';
    if (paragraph !== null && !isInRun) properties(paragraph, name, value);
    if (isInRun && name in runCharacters) write(runCharacters[name]!);
    if (name in formulaCharacters) write(formulaCharacters[name]!);
    switch (name) {
      case 'w:p':
        paragraph = { style: null, heading: null, list: null, level: null, element: null };
        break;
      case 'w:r':
        [isInRun, isHiddenRun] = [true, false];
        break;
      case 'w:vanish':
        if (isInRun) isHiddenRun = !/^(?:0|false|off)$/.test(value);
        break;
      case 'w:t':
      case 'm:t':
        isText = true;
        break;
      case 'w:instrText':
        isCode = true;
        break;
      case 'w:fldChar': {
        const type = attributes['w:fldCharType'];
        if (type === 'begin') fields.push({ code: '', isResult: false });
        else if (type === 'end') fields.pop();
        else if (fields.length > 0) fields.at(-1)!.isResult = true;
        break;
      }
      case 'w:fldSimple':
        fields.push({ code: attributes['w:instr'] ?? '', isResult: true });
        break;
      case 'w:br':
      case 'w:cr':
        if (paragraph === null || paragraph.element === null) break;
        writer.open('br');
        writer.close('br');
        break;
      case 'w:sym': {
        const code = Number.parseInt(attributes['w:char'] ?? '', 16);
        // Fonts of symbols have their own characters in the private area from F000 on.
        if (code > 0 && code < 0xf000) write(String.fromCharCode(code));
        break;
      }
      case 'w:footnoteReference':
      case 'w:endnoteReference': {
        const note = document.notes.get(`${name.slice(2, name.indexOf('R'))} ${attributes['w:id']}`);
        if (note) write(` [${note}]`);
        break;
      }
      case 'w:tbl':
        lists.close();
        writer.open('table');
        break;
      case 'w:tr':
        writer.open('tr');
        break;
      case 'w:tc':
        columns.push(1);
        writer.open('td');
        break;
      case 'w:gridSpan':
        if (columns.length > 0) columns[columns.length - 1] = Number(value) || 1;
    }
  };
  const close = (name: string): void => {
    if (name === 'w:txbxContent' && boxDepth > 0) {
      boxDepth -= 1;
      if (boxDepth === 0) return;
    }
    if (boxDepth > 0) {
      boxes.push(() => close(name));
      return;
    }
    if (hidden > 0) {
      hidden -= 1;
      return;
    }
    switch (name) {
      case 'w:p':
        endParagraph();
        break;
      case 'w:r':
        [isInRun, isHiddenRun] = [false, false];
        break;
      case 'w:t':
      case 'm:t':
        isText = false;
        break;
      case 'w:instrText':
        isCode = false;
        break;
      case 'w:fldSimple':
        fields.pop();
        break;
      case 'w:tc':
        lists.close();
        writer.close('td', { colspan: String(columns.pop() ?? 1) });
        break;
      case 'w:tr':
        writer.close('tr');
        break;
      case 'w:tbl':
        writer.close('table');
    }
  };
  const text = (part: string): void => {
    if (boxDepth > 0) boxes.push(() => text(part));
    else if (hidden > 0) return;
    else if (isText) write(part);
    else if (isCode && fields.length > 0) fields.at(-1)!.code += part;
  };
  readXml(xml, { open, close, text });
  endParagraph();
  lists.close();
  writer.end();
};

/** Opens and closes the lists around the items of a document that has them one after the other. */
const openLists = (writer: MarkdownWriter) => {
  /** The last number of each open list; `null`: bullets. Each has an open item. */
  const open: (number | null)[] = [];
  const closeTo = (length: number): void => {
    while (open.length > length) {
      writer.close('li');
      writer.close(open.pop() === null ? 'ul' : 'ol');
    }
  };
  return {
    close: () => closeTo(0),
    item: (level: number, number: number | null): void => {
      closeTo(level + 1);
      if (open.length === level + 1) {
        const last = open[level]!;
        const continues = number === null ? last === null : last !== null && number === last + 1;
        if (continues) writer.close('li');
        else closeTo(level);
      }
      while (open.length < level) {
        writer.open('ul');
        writer.open('li');
        open.push(null);
      }
      if (open.length === level)
        writer.open(number === null ? 'ul' : 'ol', number === null ? {} : { start: String(number) });
      open[level] = number;
      writer.open('li');
    },
  };
};
