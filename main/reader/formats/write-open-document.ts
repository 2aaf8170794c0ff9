/** Writes the elements of OpenDocument texts and presentations as Markdown. */
import type { Attributes, MarkdownWriter } from '../text/markdown-writer.ts';
import type { Styles } from './open-document-styles.ts';
import type { XmlReader } from './xml.ts';

/** The elements of HTML that OpenDocument's elements are written as. */
const elements: Readonly<Record<string, string>> = {
  'text:p': 'p',
  'text:list-item': 'li',
  'text:list-header': 'li',
  'text:line-break': 'br',
  'table:table': 'table',
  'table:table-row': 'tr',
  'table:table-cell': 'td',
  'table:covered-table-cell': 'td',
  'draw:text-box': 'div',
  'draw:page': 'section',
  'presentation:notes': 'section',
  // Comments, deleted text, the marks of notes, and the number of the page are not written.
  'office:annotation': 'script',
  'text:tracked-changes': 'script',
  'office:forms': 'script',
  'text:note-citation': 'script',
  'text:page-number': 'script',
  'text:page-count': 'script',
};

export interface Writing {
  writer: MarkdownWriter;
  styles: Styles;
  /** The elements whose text is written. */
  within: (name: string) => boolean;
  /** The texts of embedded formulas by the paths of their folders. */
  formulas: ReadonlyMap<string, string>;
  onPage: () => void;
}

/** What a stream of elements calls. */
export const openDocumentWriter = ({ writer, styles, within, formulas, onPage }: Writing): XmlReader => {
  const opened: string[] = [];
  /** The styles of the open lists, and the numbers of their items. */
  const lists: { style: string; element: string }[] = [];
  let [inside, notes] = [0, 0];
  let isTitle = false;
  /** Notes of a speaker that have no text yet. */
  let isNotes = false;

  const listOf = (attributes: Attributes): string => {
    const style = attributes['text:style-name'] ?? lists.at(-1)?.style ?? '';
    const element = styles.isNumbered(style, lists.length + 1) ? 'ol' : 'ul';
    lists.push({ style, element });
    return element;
  };
  const paragraphOf = (name: string, attributes: Attributes): string => {
    if (notes > 0) return 'span';
    if (name === 'text:h')
      return `h${Math.max(1, Math.min(6, Number(attributes['text:outline-level']) || 1))}`;
    if (isTitle) return 'h2';
    const level = lists.length > 0 ? null : styles.headingOf(attributes['text:style-name']);
    return level === null ? 'p' : `h${level}`;
  };
  return {
    open: (name, attributes) => {
      if (within(name)) inside += 1;
      let element = elements[name] ?? 'span';
      if (name === 'draw:page') onPage();
      else if (name === 'draw:frame') isTitle = attributes['presentation:class'] === 'title';
      else if (name === 'presentation:notes') isNotes = true;
      else if (name === 'text:list') element = listOf(attributes);
      else if (name === 'text:p' || name === 'text:h') element = paragraphOf(name, attributes);
      else if (name === 'text:note') notes += 1;
      opened.push(element);
      writer.open(element, attributes);
      if (inside === 0) return;
      // A footnote is written in brackets at its mark.
      if (name === 'text:note') writer.text(' [');
      if (name === 'text:s' || name === 'text:tab') writer.text(' ');
      if (name === 'draw:object')
        writer.text(formulas.get((attributes['xlink:href'] ?? '').replaceAll(/^\.\/|\/$/g, '')) ?? '');
    },
    text: (text) => {
      if (inside === 0) return;
      if (isNotes && text.trim() !== '') {
        writer.text('Notes: ');
        isNotes = false;
      }
      writer.text(text);
    },
    close: (name) => {
      if (name === 'text:note') {
        notes -= 1;
        if (inside > 0) writer.text(']');
      } else if (name === 'draw:frame') isTitle = false;
      else if (name === 'text:list') lists.pop();
      else if (name === 'presentation:notes') isNotes = false;
      if (within(name)) inside -= 1;
      writer.close(opened.pop() ?? 'span');
    },
  };
};
