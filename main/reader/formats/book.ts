/** EPUB 2 and 3 as Markdown: the chapters in the order of the spine. */
import { posix } from 'node:path';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { decodeText } from '../text/encodings.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { Unreadable, unreadable } from '../unreadable.ts';
import { DamagedZip, Zip } from '../zip.ts';
import { writeHtml } from './html.ts';
import { readXml } from './xml.ts';

interface Package {
  /** The paths of the chapters in their order. */
  spine: string[];
  /** The path of the table of contents; `null` if there is none. */
  contents: string | null;
}

export const readBook = async (source: Source): Promise<Extracted> => {
  const zip = await Zip.open(source.path, source.name);
  try {
    const { spine, contents } = await packageOf(zip);
    if (await isEncrypted(zip, spine)) throw unreadable('documents.encrypted', { name: source.name });
    const titles = contents === null ? new Map<string, string>() : await titlesIn(zip, contents);
    const out = new WrittenText(source.text);
    const writer = new MarkdownWriter(out);
    let damaged = 0;
    for (const [at, path] of spine.entries()) {
      if (path !== contents) {
        const html = await chapterOf(zip, path);
        if (html === null) damaged += 1;
        else writeChapter(html, titles.get(path) ?? null, writer);
      }
      source.progress((at + 1) / spine.length);
    }
    if (damaged === spine.length) throw new DamagedZip('no chapter can be read');
    out.endWith(1);
    return {
      kind: 'book',
      text: out.text,
      places: out.places,
      pages: null,
      remarks: damaged === 0 ? [] : [say('documents.damaged-parts', { parts: damaged })],
      canRecognise: false,
    };
  } finally {
    zip.close();
  }
};

/** `null` if it is damaged. */
const chapterOf = async (zip: Zip, path: string): Promise<string | null> => {
  try {
    const bytes = await zip.read(path);
    return bytes === null ? null : (decodeText(bytes)?.text ?? null);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    return null;
  }
};

/** A chapter without a heading of its own gets the one that the table of contents has. */
const writeChapter = (html: string, title: string | null, writer: MarkdownWriter): void => {
  if (title !== null && !/<h[1-6]\b/i.test(html)) {
    writer.open('h1');
    writer.text(title);
    writer.close('h1');
  }
  // XHTML by its standard; a parser of HTML reads it as well, and better if it is no valid XML.
  writeHtml(html.replaceAll(/<(script|style|title)\b([^>]*)\/>/gi, '<$1$2></$1>'), writer);
};

const packageOf = async (zip: Zip): Promise<Package> => {
  let path: string | undefined;
  readXml((await zip.readText('META-INF/container.xml')) ?? '', {
    open: (name, attributes) => {
      if (localName(name) === 'rootfile') path ??= attributes['full-path'];
    },
  });
  const xml = path === undefined ? null : await zip.readText(path);
  if (path === undefined || xml === null) throw new DamagedZip('no package');
  const folder = posix.dirname(path);
  const items = new Map<string, { path: string; type: string; properties: string }>();
  const order: string[] = [];
  let ncx: string | undefined;
  readXml(xml, {
    open: (name, attributes) => {
      const { id, href, idref } = attributes;
      switch (localName(name)) {
        case 'item':
          if (id !== undefined && href !== undefined)
            items.set(id, {
              path: pathIn(folder, href),
              type: attributes['media-type'] ?? '',
              properties: attributes['properties'] ?? '',
            });
          break;
        case 'spine':
          ncx = attributes['toc'];
          break;
        case 'itemref':
          if (idref !== undefined) order.push(idref);
      }
    },
  });
  const spine = order.flatMap((id) => {
    const item = items.get(id);
    return item !== undefined && /html|xml/.test(item.type) ? [item.path] : [];
  });
  if (spine.length === 0) throw new DamagedZip('no spine');
  const nav = [...items.values()].find(({ properties }) => properties.split(' ').includes('nav'));
  return { spine, contents: nav?.path ?? items.get(ncx ?? '')?.path ?? null };
};

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The path in the archive that a link in a file of `folder` leads to. */
const pathIn = (folder: string, href: string): string => {
  const [path = ''] = href.split('#');
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A name with a percent sign.
  }
  return posix.join('/', folder, decoded).slice(1);
};

/** The titles of chapters by their paths, out of a navigation document or an NCX. The first one of each wins. */
const titlesIn = async (zip: Zip, contents: string): Promise<Map<string, string>> => {
  const titles = new Map<string, string>();
  const folder = posix.dirname(contents);
  const xml = (await chapterOf(zip, contents)) ?? '';
  let title = '';
  let link: string | undefined;
  const add = (): void => {
    const text = title.replaceAll(/\s+/g, ' ').trim();
    if (link !== undefined && text !== '' && !titles.has(pathIn(folder, link)))
      titles.set(pathIn(folder, link), text);
  };
  readXml(xml, {
    open: (name, attributes) => {
      const local = localName(name);
      if (local === 'a') [link, title] = [attributes['href'], ''];
      else if (local === 'navLabel') title = '';
      else if (local === 'content') {
        link = attributes['src'];
        add();
      }
    },
    text: (text) => (title += text),
    close: (name) => {
      if (localName(name) === 'a') add();
    },
  });
  return titles;
};

/** Whether chapters are encrypted, by a library or a shop. Only fonts often are. */
const isEncrypted = async (zip: Zip, spine: readonly string[]): Promise<boolean> => {
  if (zip.isEncrypted) return true;
  let found = false;
  readXml((await zip.readText('META-INF/encryption.xml')) ?? '', {
    open: (name, attributes) => {
      if (localName(name) === 'CipherReference')
        found ||= spine.includes(pathIn('', attributes['URI'] ?? ''));
    },
  });
  return found;
};
