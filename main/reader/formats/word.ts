/** DOCX (ECMA-376, part 1) as Markdown: headings, lists, tables, notes, text boxes, headers and footers. */
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { DamagedZip, Zip } from '../zip.ts';
import { relationsOf } from './relations.ts';
import { numberingOf } from './word-numbering.ts';
import { paragraphStylesIn } from './word-styles.ts';
import { writeWord, type WordDocument } from './write-word.ts';
import { readXml } from './xml.ts';

export const readWord = async (source: Source): Promise<Extracted> => {
  const zip = await Zip.open(source.path, source.name);
  try {
    const main =
      (await relationsOf(zip, '')).find(({ type, target }) => type === 'officeDocument' && zip.has(target))
        ?.target ?? zip.names.find((name) => /^word\/document\d*\.xml$/.test(name));
    const xml = main === undefined ? null : await zip.readText(main);
    if (main === undefined || xml === null) throw new DamagedZip('no document');
    const relations = await relationsOf(zip, main);
    /** The parts of a type. One that is damaged or missing is left out. */
    const partsOf = async (type: string): Promise<string[]> => {
      const paths = new Set(relations.filter((one) => one.type === type).map(({ target }) => target));
      const parts = await Promise.all([...paths].map((path) => zip.readText(path).catch(nullIfDamaged)));
      return parts.filter((part) => part !== null);
    };
    const document: WordDocument = {
      styles: paragraphStylesIn((await partsOf('styles'))[0] ?? ''),
      numbering: numberingOf((await partsOf('numbering'))[0] ?? ''),
      notes: notesIn([...(await partsOf('footnotes')), ...(await partsOf('endnotes'))]),
    };
    source.progress(0.2);
    const out = new WrittenText(source.text);
    const writer = new MarkdownWriter(out);
    for (const header of distinct(await partsOf('header'))) writeWord(header, document, writer);
    writeWord(xml, document, writer);
    for (const footer of distinct(await partsOf('footer'))) writeWord(footer, document, writer);
    out.endWith(1);
    return {
      kind: 'word',
      text: out.text,
      places: out.places,
      pages: null,
      remarks: [],
      canRecognise: false,
    };
  } finally {
    zip.close();
  }
};

const nullIfDamaged = (error: unknown): null => {
  if (error instanceof DamagedZip) return null;
  throw error;
};

/** Headers or footers without those that say the same as another one, or nothing but a number. */
const distinct = (parts: readonly string[]): string[] => {
  const seen = new Set<string>();
  return parts.filter((part) => {
    let words = '';
    readXml(part, { text: (text) => (words += ` ${text.replaceAll(/\P{L}+/gu, ' ')}`) });
    words = words.replaceAll(/\s+/g, ' ').trim();
    if (words === '' || seen.has(words)) return false;
    seen.add(words);
    return true;
  });
};

/** Notes whose type is stated are the lines between text and notes. */
const notesIn = (parts: readonly string[]): Map<string, string> => {
  const notes = new Map<string, string>();
  let id: string | null = null;
  let isText = false;
  for (const part of parts)
    readXml(part, {
      open: (name, attributes) => {
        if (name === 'w:footnote' || name === 'w:endnote')
          id = attributes['w:type'] === undefined ? `${name.slice(2)} ${attributes['w:id']}` : null;
        isText = name === 'w:t' || name === 'm:t';
        if (id !== null && (name === 'w:p' || name === 'w:tab' || name === 'w:br'))
          notes.set(id, `${notes.get(id) ?? ''} `);
      },
      text: (text) => {
        if (isText && id !== null) notes.set(id, (notes.get(id) ?? '') + text);
      },
      close: () => (isText = false),
    });
  return new Map([...notes].map(([key, text]) => [key, text.replaceAll(/\s+/g, ' ').trim()]));
};
