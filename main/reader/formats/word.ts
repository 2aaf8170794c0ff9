/** DOCX by mammoth, as HTML and from that as Markdown. */
import mammoth from 'mammoth';
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { Zip } from '../zip.ts';
import { writeHtml } from './html.ts';

/** Images are neither read nor written. */
const options = {
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"],
};

export const readWord = async (source: Source): Promise<Extracted> => {
  const zip = await Zip.open(source.path, source.name);
  try {
    await zip.check((name) => /\.(?:xml|rels)$/i.test(name));
  } finally {
    zip.close();
  }
  source.progress(0.2);
  const { value } = await mammoth.convertToHtml({ path: source.path }, options);
  source.progress(0.8);
  const out = new WrittenText(source.text);
  writeHtml(value, new MarkdownWriter(out));
  out.endWith(1);
  return {
    kind: 'word',
    text: out.text,
    places: out.places,
    pages: null,
    remarks: [],
    canRecognise: false,
  };
};
