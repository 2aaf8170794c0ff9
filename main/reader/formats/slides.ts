/** PPTX (ECMA-376) as Markdown: each slide is a page, its title a heading. */
import { posix } from 'node:path';
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { DamagedZip, Zip } from '../zip.ts';
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
      if (xml !== null) writeSlide(xml, writer);
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
  const targets = new Map<string, string>();
  readXml((await zip.readText('ppt/_rels/presentation.xml.rels')) ?? '', {
    open: (_name, { Id: id, Target: target }) => {
      if (id !== undefined && target !== undefined)
        targets.set(id, posix.join('/', target.startsWith('/') ? '' : posix.dirname(root), target).slice(1));
    },
  });
  const slides: string[] = [];
  readXml(presentation, {
    open: (name, attributes) => {
      const target = name === 'p:sldId' ? targets.get(attributes['r:id'] ?? '') : undefined;
      if (target !== undefined) slides.push(target);
    },
  });
  return slides;
};

const writeSlide = (xml: string, writer: MarkdownWriter): void => {
  const opened: string[] = [];
  let isTitle = false;
  let isText = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'p:sp') isTitle = false;
      else if (name === 'p:ph') isTitle = /^(?:title|ctrTitle)$/.test(attributes['type'] ?? '');
      else if (name === 'a:t') isText = true;
      const element = name === 'a:p' && isTitle ? 'h2' : (elements[name] ?? 'span');
      opened.push(element);
      writer.open(element);
    },
    text: (text) => {
      if (isText) writer.text(text);
    },
    close: (name) => {
      if (name === 'a:t') isText = false;
      writer.close(opened.pop() ?? 'span');
    },
  });
  writer.end();
};
