/** Notebooks of Jupyter (nbformat 3 and 4) as Markdown: their texts, code and what it printed, without images. */
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { WrittenText } from '../text/written-text.ts';
import { headingsIn, readPlain, readText } from './plain.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Texts are strings or lists of lines. */
const textOf = (value: unknown): string =>
  (Array.isArray(value) ? value : [value]).filter((part) => typeof part === 'string').join('');

/** A file with this name that is no notebook is read as JSON. */
export const readNotebook = async (source: Source): Promise<Extracted> => {
  const { text, guess } = await readText(source);
  const notebook = parsed(text);
  const cells = [
    ...listOf(notebook?.['cells']),
    ...listOf(notebook?.['worksheets']).flatMap((sheet) => listOf(sheet['cells'])),
  ];
  if (cells.length === 0) return readPlain(source, 'json');
  const language = languageOf(notebook!);
  const out = new WrittenText(source.text);
  for (const cell of cells) {
    const content = textOf(cell['source'] ?? cell['input']);
    const isCode = cell['cell_type'] === 'code';
    const parts = [isCode ? fenced(content, language) : content];
    if (isCode) parts.push(...listOf(cell['outputs']).map(outputOf));
    for (const part of parts.filter((one) => one.trim() !== '')) {
      out.endWith(2);
      out.write(part);
    }
  }
  out.endWith(1);
  return {
    kind: 'markdown',
    text: out.text,
    places: headingsIn(out.text),
    pages: null,
    remarks: guess === null ? [] : [say('documents.encoding', { encoding: guess })],
    canRecognise: false,
  };
};

const parsed = (text: string): Json | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

const languageOf = ({ metadata }: Json): string => {
  const kernel = isObject(metadata) ? (metadata['kernelspec'] ?? metadata['language_info']) : null;
  const language = isObject(kernel) ? (kernel['language'] ?? kernel['name']) : null;
  return typeof language === 'string' && /^[\w+#-]{1,20}$/.test(language) ? language : '';
};

/** A block of code. Its fence is longer than those in it. */
const fenced = (text: string, language = ''): string => {
  if (text.trim() === '') return '';
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
};

/** The colours of terminals. */
// oxlint-disable-next-line no-control-regex
const colours = /\u001b\[[\d;]*m/g;

/** What code printed or returned, or why it failed. */
const outputOf = (output: Json): string => {
  const data = isObject(output['data']) ? output['data'] : output;
  const markdown = textOf(data['text/markdown']);
  if (markdown !== '') return markdown;
  const { traceback } = output;
  const error = Array.isArray(traceback) ? traceback.join('\n') : '';
  const text = textOf(output['text']) || textOf(data['text/plain']) || error;
  return fenced(text.replaceAll(colours, ''));
};
