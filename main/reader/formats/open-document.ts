/** Texts and presentations in OpenDocument's formats (OpenDocument 1.3, part 3) as Markdown. */
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';
import { DamagedZip, Zip } from '../zip.ts';
import { readXml } from './xml.ts';

/** The elements of HTML that OpenDocument's elements are written as. */
const elements: Readonly<Record<string, string>> = {
  'text:p': 'p',
  'text:list': 'ul',
  'text:list-item': 'li',
  'text:list-header': 'li',
  'text:line-break': 'br',
  'table:table': 'table',
  'table:table-row': 'tr',
  'table:table-cell': 'td',
  'table:covered-table-cell': 'td',
  'draw:text-box': 'div',
  // Comments, deleted text, and the notes of a speaker are not in the text that readers see.
  'office:annotation': 'script',
  'text:tracked-changes': 'script',
  'presentation:notes': 'script',
  'office:forms': 'script',
};

export const readOpenDocument = async (source: Source, kind: 'word' | 'slides'): Promise<Extracted> => {
  const zip = await Zip.open(source.path, source.name);
  let content: string | null;
  try {
    const manifest = await zip.readText('META-INF/manifest.xml');
    if (zip.isEncrypted || manifest?.includes('encryption-data') === true)
      throw unreadable('documents.encrypted', { name: source.name });
    content = await zip.readText('content.xml');
  } finally {
    zip.close();
  }
  if (content === null) throw new DamagedZip('content.xml');
  const out = new WrittenText(source.text);
  const writer = new MarkdownWriter(out);
  let pages = 0;
  let withText = 0;
  let pageStart = 0;
  let isInBody = false;
  let notes = 0;
  let isTitle = false;
  const opened: string[] = [];
  const endPage = (): void => {
    if (pages > 0 && out.length > pageStart) withText += 1;
  };
  readXml(content, {
    open: (name, attributes) => {
      if (name === 'office:body') isInBody = true;
      let element = elements[name] ?? 'span';
      if (name === 'draw:page') {
        endPage();
        pages += 1;
        pageStart = out.length;
        const page = pages;
        element = 'section';
        writer.page(page);
      } else if (name === 'draw:frame') isTitle = attributes['presentation:class'] === 'title';
      else if (name === 'text:h') element = `h${Math.min(6, Number(attributes['text:outline-level']) || 1)}`;
      else if (name === 'text:note') notes += 1;
      // A footnote is written in brackets where its mark is.
      if (name === 'text:note-citation') element = 'script';
      if (name === 'text:p' && notes > 0) element = 'span';
      else if (name === 'text:p' && isTitle) element = 'h2';
      opened.push(element);
      writer.open(element, attributes);
      if (name === 'text:note') writer.text(' [');
      if (name === 'text:s' || name === 'text:tab') writer.text(' ');
    },
    text: (text) => {
      if (isInBody) writer.text(text);
    },
    close: (name) => {
      if (name === 'text:note') {
        notes -= 1;
        writer.text('] ');
      }
      if (name === 'draw:frame') isTitle = false;
      writer.close(opened.pop() ?? 'span');
    },
  });
  endPage();
  writer.end();
  out.endWith(1);
  return {
    kind,
    text: out.text,
    places: out.places,
    pages: kind === 'slides' ? { count: pages, withText } : null,
    remarks: [],
    canRecognise: false,
  };
};
