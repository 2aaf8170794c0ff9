/** PPTX (ECMA-376) as Markdown: each slide is a page, its title a heading. */
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText, type TextBounds } from '../text/written-text.ts';
import { DamagedZip, Zip } from '../zip.ts';
import { relationsOf, type Relation } from './relations.ts';
import { readXml } from './xml.ts';

const elements: Readonly<Record<string, string>> = {
  'a:p': 'div',
  'a:br': 'br',
  'a:tbl': 'table',
  'a:tr': 'tr',
  'a:tc': 'td',
  'p:txBody': 'figure',
  // The same content for older programs.
  'mc:Fallback': 'script',
};

const root = 'ppt/presentation.xml';

/** Placeholders with what is on each slide: its number and the date. */
const repeated = new Set(['sldNum', 'dt']);

export const readSlides = async (source: Source): Promise<Extracted> => {
  const zip = await Zip.open(source.path, source.name);
  try {
    const out = new WrittenText(source.text);
    const writer = new MarkdownWriter(out);
    const slides = await slidesOf(zip);
    let withText = 0;
    for (const [at, slide] of slides.entries()) {
      writer.page(at + 1);
      const start = out.length;
      const xml = await zip.readText(slide);
      if (xml !== null) {
        const relations = await relationsOf(zip, slide);
        writeShapes(xml, writer, await diagramsIn(zip, relations), (type) => !repeated.has(type));
        const notes = await notesIn(zip, relations, source.text);
        if (notes !== '') {
          out.endWith(2);
          out.write(`Notes: ${notes}`);
        }
      }
      if (out.length > start) withText += 1;
      source.progress((at + 1) / slides.length);
    }
    out.endWith(1);
    return {
      kind: 'slides',
      text: out.text,
      places: out.places,
      pages: { count: slides.length, withText },
      remarks: [],
      canRecognise: false,
    };
  } finally {
    zip.close();
  }
};

/** The paths of the slides in their order. */
const slidesOf = async (zip: Zip): Promise<string[]> => {
  const presentation = await zip.readText(root);
  if (presentation === null) throw new DamagedZip(root);
  const targets = new Map((await relationsOf(zip, root)).map(({ id, target }) => [id, target]));
  const slides: string[] = [];
  readXml(presentation, {
    open: (name, attributes) => {
      const target = name === 'p:sldId' ? targets.get(attributes['r:id'] ?? '') : undefined;
      if (target !== undefined) slides.push(target);
    },
  });
  return slides;
};

/** The notes of the speaker, which are the body of a slide of their own; empty if there are none. */
const notesIn = async (zip: Zip, relations: readonly Relation[], bounds: TextBounds): Promise<string> => {
  const path = relations.find(({ type }) => type === 'notesSlide')?.target;
  const xml = path === undefined ? null : await zip.readText(path).catch(nullIfDamaged);
  const out = new WrittenText(bounds);
  if (xml !== null) writeShapes(xml, new MarkdownWriter(out), new Map(), (type) => type === 'body');
  return out.text.trim();
};

/** The data of the diagrams on a slide, by the numbers of their relations. */
const diagramsIn = async (zip: Zip, relations: readonly Relation[]): Promise<Map<string, string>> => {
  const diagrams = new Map<string, string>();
  for (const { id, type, target } of relations)
    if (type === 'diagramData') diagrams.set(id, (await zip.readText(target).catch(nullIfDamaged)) ?? '');
  return diagrams;
};

const nullIfDamaged = (error: unknown): null => {
  if (error instanceof DamagedZip) return null;
  throw error;
};

/** Writes the shapes of a slide. `isWritten` gets the type of a shape's placeholder; empty: none, or one without a type. */
const writeShapes = (
  xml: string,
  writer: MarkdownWriter,
  diagrams: ReadonlyMap<string, string>,
  isWritten: (type: string) => boolean,
): void => {
  const opened: string[] = [];
  let type = '';
  let isText = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'p:sp') type = '';
      else if (name === 'p:ph') type = attributes['type'] ?? '';
      else if (name === 'a:t') isText = true;
      else if (name === 'dgm:relIds') writeDiagram(diagrams.get(attributes['r:dm'] ?? '') ?? '', writer);
      const isTitle = type === 'title' || type === 'ctrTitle';
      const element = name === 'a:p' && isTitle ? 'h2' : (elements[name] ?? 'span');
      opened.push(element);
      writer.open(element);
    },
    text: (text) => {
      if (isText && isWritten(type)) writer.text(text);
    },
    close: (name) => {
      if (name === 'a:t') isText = false;
      else if (name === 'p:sp') type = '';
      writer.close(opened.pop() ?? 'span');
    },
  });
  writer.end();
};

/** The texts of a diagram, one below the other. */
const writeDiagram = (xml: string, writer: MarkdownWriter): void => {
  let isText = false;
  readXml(xml, {
    open: (name) => {
      isText = name === 'a:t';
      if (name === 'a:p') writer.open('div');
    },
    text: (text) => {
      if (isText) writer.text(text);
    },
    close: (name) => {
      isText = false;
      if (name === 'a:p') writer.close('div');
    },
  });
};
