/** Which format a file has: its content decides, and among texts its name. */
import { open } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { decodeText } from './text/encodings.ts';
import { unreadable } from './unreadable.ts';
import { DamagedZip, Zip } from './zip.ts';

export type Format =
  | 'text'
  | 'markdown'
  | 'code'
  | 'table'
  | 'json'
  | 'notebook'
  | 'html'
  | 'mail'
  | 'pdf'
  | 'docx'
  | 'odt'
  | 'workbook'
  | 'pptx'
  | 'odp'
  | 'epub'
  | 'rtf'
  | 'image';

/** What people call the formats. They are the same in every language. */
export const formatNames: Readonly<Record<Format, string>> = {
  text: 'TXT',
  markdown: 'Markdown',
  code: 'TXT',
  table: 'CSV',
  json: 'JSON',
  notebook: 'IPYNB',
  html: 'HTML',
  mail: 'EML',
  pdf: 'PDF',
  docx: 'DOCX',
  odt: 'ODT',
  workbook: 'XLSX',
  pptx: 'PPTX',
  odp: 'ODP',
  epub: 'EPUB',
  rtf: 'RTF',
  image: 'PNG',
};

/** Extensions of files that are no code. Templates of documents are documents. */
const extensions: Readonly<Record<Exclude<Format, 'code'>, string>> = {
  text: 'txt text log',
  markdown: 'md markdown mdown mkd mdx',
  table: 'csv tsv tab',
  json: 'json jsonl ndjson geojson webmanifest',
  notebook: 'ipynb',
  html: 'html htm xhtml',
  mail: 'eml mht mhtml',
  pdf: 'pdf',
  docx: 'docx docm dotx dotm',
  odt: 'odt ott',
  workbook: 'xlsx xlsm xlsb xltx xls xlt ods ots',
  pptx: 'pptx pptm ppsx potx',
  odp: 'odp otp',
  epub: 'epub',
  rtf: 'rtf',
  image: 'png jpg jpeg gif webp bmp tif tiff heic heif avif',
};
const byExtension = new Map(
  Object.entries(extensions).flatMap(([format, names]) =>
    names.split(' ').map((name): [string, Format] => [`.${name}`, format as Format]),
  ),
);

const codeExtensions = new Set(
  `ada adb ads asm astro awk bas bash bat c cc cfg cjs clj cljs cmake cmd coffee conf cpp cr cs css cts cu cue cxx d dart diff
  dockerfile dts el elm env erl ex exs f f90 fish fs fsx gd gitignore glsl go gradle graphql groovy h hh hpp hrl hs hx hxx inc ini
  ino java jl js json5 jsx kt kts less lisp lua m mak make mjs mk ml mli mm mts nim nix pas patch php pl plist pm po pony
  properties proto ps1 psm1 pug pxd py pyi pyx qml r rake rb rego rkt rs rst s sass sc scala scm scss sh sol sql st styl sv svelte
  svg swift tcl tex tf toml ts tsx v vala vb vbs vhd vhdl vim vue wat wgsl xml xsd xsl yaml yml zig zsh`
    .split(/\s+/)
    .map((name) => `.${name}`),
);
const codeNames =
  /^(?:makefile|dockerfile|rakefile|gemfile|vagrantfile|jenkinsfile|cmakelists\.txt|\.\w+(?:rc|ignore|config))$/i;

const extensionOf = (name: string): string => extname(name).toLowerCase();

/** The format that a name promises; `null` for names that promise none. */
const promised = (name: string): Format | null =>
  byExtension.get(extensionOf(name)) ??
  (codeExtensions.has(extensionOf(name)) || codeNames.test(basename(name)) ? 'code' : null);

/** Formats whose content is text: the name tells them apart. */
const textFormats = new Set<Format>([
  'text',
  'markdown',
  'code',
  'table',
  'json',
  'notebook',
  'html',
  'mail',
]);

/** The format of a text by its name; `null` if the name is no text's. */
export const textFormatOf = (name: string): Format | null => {
  const format = promised(name);
  return format === null || textFormats.has(format) ? (format ?? 'text') : null;
};

const startsWith = (head: Buffer, ...marks: string[]): boolean =>
  marks.some((mark) => head.toString('latin1', 0, mark.length) === mark);

const isImage = (head: Buffer): boolean =>
  startsWith(head, '\x89PNG\r\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'II*\0', 'MM\0*') ||
  (startsWith(head, 'BM') && head.length > 14 && head.readUInt32LE(6) === 0) ||
  (startsWith(head, 'RIFF') && head.toString('latin1', 8, 12) === 'WEBP') ||
  /^ftyp(?:heic|heix|mif1|avif)/.test(head.toString('latin1', 4, 12));

const isArchive = (head: Buffer): boolean =>
  startsWith(head, '\x1f\x8b', '7z\xbc\xaf', 'Rar!', '\xfd7zXZ', 'BZh', '\x28\xb5\x2f\xfd') ||
  head.toString('latin1', 257, 262) === 'ustar';

/** Streams of OLE compound files, as old formats of Office and encrypted new ones are. */
const compoundFormat = async (path: string, name: string): Promise<Format> => {
  const bytes = await readFile(path);
  const has = (stream: string): boolean => bytes.includes(Buffer.from(stream, 'utf16le'));
  const old = (format: string, better: string) =>
    unreadable('documents.old-format', { name, format, better });
  if (has('EncryptedPackage')) throw unreadable('documents.encrypted', { name });
  if (has('WordDocument')) throw old('DOC', 'DOCX');
  if (has('PowerPoint Document')) throw old('PPT', 'PPTX');
  if (has('__substg1.0_')) throw old('MSG', 'EML');
  if (has('Workbook') || has('Book')) return 'workbook';
  throw unreadable('documents.not-text', { name });
};

/** By the parts that these formats must have: ECMA-376 part 2, OpenDocument 1.3 part 2, EPUB OCF 3.3. */
const zipFormat = async (path: string, name: string): Promise<Format> => {
  let zip: Zip;
  try {
    zip = await Zip.open(path, name);
  } catch (error) {
    if (!(error instanceof DamagedZip)) throw error;
    const format = promised(name);
    if (format === null || textFormats.has(format)) throw unreadable('documents.archive', { name });
    throw unreadable('documents.damaged', { name, format: formatNames[format] });
  }
  try {
    if (zip.has('word/document.xml') || zip.names.some((one) => /^word\/document\d*\.xml$/.test(one)))
      return 'docx';
    if (zip.has('xl/workbook.xml') || zip.has('xl/workbook.bin')) return 'workbook';
    if (zip.has('ppt/presentation.xml')) return 'pptx';
    const type = (await zip.readText('mimetype').catch(() => null))?.trim() ?? '';
    if (type.includes('epub+zip') || zip.has('META-INF/container.xml')) return 'epub';
    if (type.includes('opendocument.text')) return 'odt';
    if (type.includes('opendocument.spreadsheet')) return 'workbook';
    if (type.includes('opendocument.presentation')) return 'odp';
    const format = promised(name);
    if (format !== null && !textFormats.has(format)) {
      if (zip.isEncrypted) throw unreadable('documents.encrypted', { name });
      throw unreadable('documents.damaged', { name, format: formatNames[format] });
    }
    throw unreadable('documents.archive', { name });
  } finally {
    zip.close();
  }
};

/** `isMisnamed`: the name promises another format. Throws `Unreadable` for content that Hearth cannot read. */
export const formatOfFile = async (
  path: string,
  name: string,
): Promise<{ format: Format; isMisnamed: boolean }> => {
  const head = await headOf(path);
  const promise = promised(name);
  const found = await formatOfContent(head, path, name, promise);
  const isMisnamed =
    promise !== null && promise !== found && !(textFormats.has(promise) && textFormats.has(found));
  return { format: found, isMisnamed };
};

const headOf = async (path: string): Promise<Buffer> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

const formatOfContent = async (
  head: Buffer,
  path: string,
  name: string,
  promise: Format | null,
): Promise<Format> => {
  // PDF readers accept some other bytes before the header (ISO 32000-1, annex H, note 13).
  if (head.subarray(0, 1024 + 5).includes('%PDF-')) return 'pdf';
  if (startsWith(head, 'PK\x03\x04', 'PK\x05\x06')) return zipFormat(path, name);
  if (startsWith(head, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return compoundFormat(path, name);
  if (startsWith(head, '{\\rtf')) return 'rtf';
  if (isImage(head)) return 'image';
  if (isArchive(head)) throw unreadable('documents.archive', { name });
  const text = decodeText(evenly(head))?.text ?? null;
  if (text === null) {
    if (promise !== null && !textFormats.has(promise))
      throw unreadable('documents.damaged', { name, format: formatNames[promise] });
    throw unreadable('documents.not-text', { name });
  }
  if (promise !== null && textFormats.has(promise)) return promise;
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html)\b/i.test(text)) return 'html';
  return 'text';
};

/** Without the last bytes: they can be a part of a character. */
const evenly = (head: Buffer): Buffer => (head.length < 4096 ? head : head.subarray(0, lastBreak(head)));

const lastBreak = (head: Buffer): number => {
  const at = Math.max(head.lastIndexOf(10), head.lastIndexOf(32));
  // Every byte of UTF-16 is half of a character, so an even number of bytes.
  return at > 2048 ? at + (at % 2) : 4092;
};
