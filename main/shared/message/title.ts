/** The title of a chat: from its first message, or as a model wrote it. */
import { visible } from '../format/visible-text.ts';
import { chatTexts } from '../words/chats.ts';

/** In graphemes: what a reader sees as one character. */
const longestTitle = 60;
/** In UTF-16 code units, since a single grapheme can have any number of them. */
const mostUnits = 200;
/** The title is taken from this many code units of the message. */
const readUnits = 4000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first heading or paragraph with content, on one line and without Markdown's marks, cut at the end of a word. */
export const titleOf = (text: string): string => {
  const lines = linesOf(text);
  // A line of marks alone is skipped if there is another line.
  const telling = lines.filter((line) => !/^\s*(`{3,}|~{3,}|[-*_=#>\s]+$)/.test(line));
  return shortened(plain(paragraphFrom(telling.length > 0 ? telling : lines))) || chatTexts.newChat;
};

/**
 * A title that a model wrote: its first line that says something, without a label, quotation marks, markup and a full stop at
 * the end; `null` if no such line has a letter or a digit.
 */
export const modelTitle = (answer: string): string | null => {
  for (const line of linesOf(answer)) {
    const bare = unquoted(
      plain(unquoted(plain(line).replace(label, '').trim()))
        .replace(label, '')
        .trim(),
    );
    if (/[\p{L}\p{N}]/u.test(bare)) return shortened(bare.replace(/(?<!\.)\.$/, ''));
  }
  return null;
};

/** "Title:", in the languages that models most often write it in. */
const label =
  /^(chat |conversation )?(title|titel|titre|título|titolo|titulo|название|标题|標題|タイトル|제목)\s*[:：]\s*/iu;

/** Around the whole line: quotation marks within it belong to the title. */
const quotes = /^["'“”„«»‘’「『《]([^"“”„«»「」『』《》]+)["'“”„«»‘’」』》][.。]?$/u;

const unquoted = (line: string): string => line.replace(quotes, '$1').trim();

/** Whether a line has visible characters. */
const isVisible = (line: string): boolean =>
  /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(line);

const linesOf = (text: string): string[] =>
  visible(text.slice(0, readUnits))
    // Characters that reverse the direction of the following text.
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .split(/[\r\n\u2028\u2029]+/)
    .filter(isVisible);

/** A heading is a title by itself; other lines are joined as far as needed. */
const paragraphFrom = (lines: string[]): string =>
  /^\s*#{1,6}\s/.test(lines[0] ?? '') ? lines[0]! : lines.join(' ');

/** Without block marks at the front, and without marks of emphasis and links outside of code. */
const plain = (line: string): string =>
  line
    .replace(/^(\s*(>|[-*+]|#{1,6})\s+)+/, '')
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : withoutMarks(part)))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Underscores are kept, since names in code contain many. */
const withoutMarks = (text: string): string =>
  text
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/(\*\*|~~)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replaceAll(/(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])/g, '$1');

const shortened = (line: string): string => {
  let title = '';
  let count = 0;
  for (const { segment } of graphemes.segment(line)) {
    if (count === longestTitle || title.length + segment.length > mostUnits) return atWordEnd(title);
    title += segment;
    count += 1;
  }
  return title;
};

const atWordEnd = (cut: string): string => {
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
};

/** The title of a fork: that of its original with the next free number behind it, beginning with 2. */
export const forkTitle = (original: string, taken: readonly string[]): string => {
  const base = original.replace(/ \(\d{1,4}\)$/, '').slice(0, mostUnits - 8);
  const all = new Set(taken);
  let number = 2;
  while (all.has(`${base} (${number})`)) number += 1;
  return `${base} (${number})`;
};
