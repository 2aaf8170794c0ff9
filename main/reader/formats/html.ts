/** HTML as Markdown: headings, lists, tables and code; scripts, styles and hidden parts are left out. */
import { Parser } from 'htmlparser2';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter, type Attributes } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { readText } from './plain.ts';

/** Elements inside of each other; pages that never close theirs have thousands. */
const deepest = 30_000;

/** Writes HTML or XHTML. Throws if elements are nested too deeply. `progress` gets the share that is written. */
export const writeHtml = (
  html: string,
  writer: MarkdownWriter,
  { isXml = false, progress = (_share: number): void => undefined } = {},
): void => {
  const open: Attributes[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        open.push(attributes);
        if (open.length > deepest) throw new Error('nested too deeply');
        writer.open(name.toLowerCase(), attributes);
      },
      ontext: (text) => writer.text(text),
      onclosetag: (name) => writer.close(name.toLowerCase(), open.pop()),
    },
    { xmlMode: isXml, decodeEntities: true, recognizeSelfClosing: isXml },
  );
  const step = 256 * 1024;
  for (let at = 0; at < html.length; at += step) {
    parser.write(html.slice(at, at + step));
    progress(Math.min(1, (at + step) / html.length));
  }
  parser.end();
  writer.end();
};

/** The encoding that a page states in its head. */
const statedEncoding = (head: string): string | null =>
  /<meta[^>]*\bcharset\s*=\s*["']?([\w:.-]+)/i.exec(head)?.[1] ?? null;

export const readHtml = async (source: Source): Promise<Extracted> => {
  const { text, guess } = await readText(source, statedEncoding);
  const out = new WrittenText(source.text);
  const writer = new MarkdownWriter(out);
  writeHtml(text, writer, { progress: source.progress });
  out.endWith(1);
  return {
    kind: 'html',
    text: out.text,
    places: out.places,
    pages: null,
    remarks: guess === null ? [] : [say('documents.encoding', { encoding: guess })],
    canRecognise: false,
  };
};
