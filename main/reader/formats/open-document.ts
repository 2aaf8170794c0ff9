/** Texts and presentations in OpenDocument's formats (OpenDocument 1.3, part 3) as Markdown. */
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText, type TextBounds } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';
import { DamagedZip, Zip } from '../zip.ts';
import { stylesIn, type Styles } from './open-document-styles.ts';
import { openDocumentWriter } from './write-open-document.ts';
import { readXml } from './xml.ts';

interface Parts {
  content: string;
  styles: string;
  /** The texts of embedded formulas by the paths of their folders. */
  formulas: Map<string, string>;
}

export const readOpenDocument = async (source: Source, kind: 'word' | 'slides'): Promise<Extracted> => {
  const { content, styles: stylePart, formulas } = await partsOf(source);
  const body = content.indexOf('<office:body');
  const styles = stylesIn([stylePart, content.slice(0, Math.max(0, body))]);
  const out = new WrittenText(source.text);
  const writer = new MarkdownWriter(out);
  const [headers, footers] = ['header', 'footer'].map((edge) =>
    edgesOf(stylePart, edge, styles, source.text),
  );
  if (kind === 'word') for (const text of headers!) out.write(`${text}\n\n`);
  let [pages, withText, pageStart] = [0, 0, 0];
  const endPage = (): void => {
    if (pages > 0 && out.length > pageStart) withText += 1;
  };
  readXml(
    content,
    openDocumentWriter({
      writer,
      styles,
      formulas,
      within: (name) => name === 'office:body',
      onPage: () => {
        endPage();
        pages += 1;
        pageStart = out.length;
        writer.page(pages);
      },
    }),
  );
  endPage();
  writer.end();
  if (kind === 'word')
    for (const text of footers!) {
      out.endWith(2);
      out.write(text);
    }
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

const partsOf = async (source: Source): Promise<Parts> => {
  const zip = await Zip.open(source.path, source.name);
  try {
    const manifest = await zip.readText('META-INF/manifest.xml');
    if (zip.isEncrypted || manifest?.includes('encryption-data') === true)
      throw unreadable('documents.encrypted', { name: source.name });
    const content = await zip.readText('content.xml');
    if (content === null) throw new DamagedZip('content.xml');
    /** A damaged part has no text. */
    const more = async (name: string): Promise<string> => {
      try {
        return (await zip.readText(name)) ?? '';
      } catch (error) {
        if (error instanceof DamagedZip) return '';
        throw error;
      }
    };
    const formulas = new Map<string, string>();
    for (const name of zip.names) {
      const object = /^(.+)\/content\.xml$/.exec(name)?.[1];
      if (object !== undefined && content.includes(object)) formulas.set(object, formulaIn(await more(name)));
    }
    return { content, styles: await more('styles.xml'), formulas };
  } finally {
    zip.close();
  }
};

/** The text of a formula in MathML, on one line; empty for other objects. */
const formulaIn = (xml: string): string => {
  let text = '';
  let annotation = 0;
  let isMath = false;
  readXml(xml, {
    open: (name) => {
      if (/^(?:\w+:)?math$/.test(name)) isMath = true;
      if (/annotation/.test(name)) annotation += 1;
    },
    text: (part) => {
      if (isMath && annotation === 0) text += part.trim();
    },
    close: (name) => {
      if (/annotation/.test(name)) annotation -= 1;
    },
  });
  return text;
};

/** The different texts of the headers or footers. Those with no more than a number are left out. */
const edgesOf = (stylePart: string, edge: string, styles: Styles, bounds: TextBounds): Set<string> => {
  const isEdge = new RegExp(`^style:${edge}(?:-left|-first)?$`);
  const texts = new Set<string>();
  let out = new WrittenText(bounds);
  const writing = () =>
    openDocumentWriter({
      writer: new MarkdownWriter((out = new WrittenText(bounds))),
      styles,
      formulas: new Map(),
      within: (name) => isEdge.test(name),
      onPage: () => undefined,
    });
  let now = writing();
  readXml(stylePart, {
    open: (name, attributes) => {
      if (isEdge.test(name)) now = writing();
      now.open?.(name, attributes);
    },
    text: (text) => now.text?.(text),
    close: (name) => {
      now.close?.(name);
      if (isEdge.test(name) && /\p{L}/u.test(out.text)) texts.add(out.text.trim());
    },
  });
  return texts;
};
