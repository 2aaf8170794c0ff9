/**
 * The text of a part as the reader sees it: without the marks of Markdown. It is made from the blocks that are drawn, so that
 * matches can be counted in messages that are not drawn; drawn-text.ts reads the same text from the page. Formulas have no text in
 * either; diagrams and previews have their source.
 */
import type { Message } from '../../main/shared/contract/message.ts';
import type { MessagePart } from '../../main/shared/contract/parts.ts';
import { markdownOf } from '../../main/shared/message/bound-text.ts';
import { searchedText } from '../../main/shared/message/parts.ts';
import { fold } from '../../main/shared/search/fold.ts';
import type { Block, Inline } from '../message/markdown/nodes.ts';
import { parse } from '../message/markdown/parse.ts';
import { shortAddress } from '../message/markdown/safe-url.ts';
import { markdownWords } from '../words/chat.ts';

/** Separates blocks; a folded text has one space for it. */
const between = '\n';

/** Folded texts of parts. A part is never changed in place. */
const known = new WeakMap<MessagePart, string>();

/** The folded text of a part as it is drawn. */
export const shownText = (part: MessagePart, role: Message['role']): string => {
  const stored = known.get(part);
  if (stored !== undefined) return stored;
  const isPlain = part.kind === 'document' || (role === 'user' && part.kind === 'text');
  const text = fold(
    isPlain ? searchedText(part) : textOfBlocks(parse(markdownOf(part).replaceAll(/\r\n?/g, '\n'))),
  );
  known.set(part, text);
  return text;
};

/** Marks of Markdown, which can interrupt a word of the shown text in the source. */
const marks = /[\s*_`~\\|#>[\]()!:-]+/g;
const bare = new WeakMap<MessagePart, string>();

/** False if the part cannot contain any of `terms`, as its source says; parsing it would take a hundred times as long. */
export const mayContain = (part: MessagePart, terms: readonly string[]): boolean => {
  if (known.has(part) || part.kind === 'document' || part.text.includes('&')) return true;
  let text = bare.get(part);
  if (text === undefined) bare.set(part, (text = fold(part.text).replaceAll(marks, '')));
  return terms.some((term) => text.includes(term.replaceAll(marks, '')));
};

const textOfBlocks = (blocks: readonly Block[]): string => blocks.map(textOfBlock).join(between);

/** The text of one block as it is drawn. */
export const textOfBlock = (block: Block): string => {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return textOfLine(block.children);
    case 'code':
    case 'source':
      return block.value;
    case 'html':
      return /^(?:\s*<br\s*\/?>)+\s*$/i.test(block.value) ? '' : block.value;
    case 'blockquote':
      return textOfBlocks(block.children);
    case 'footnoteDefinition':
      return `[${block.label}]${between}${textOfBlocks(block.children)}`;
    case 'list':
      return block.items.map(({ children }) => textOfBlocks(children)).join(between);
    case 'table':
      return [block.head, ...block.rows].flatMap((row) => row.map(textOfLine)).join(between);
    case 'math':
    case 'thematicBreak':
    case 'definition':
      return '';
  }
};

const textOfLine = (nodes: readonly Inline[]): string => nodes.map(textOfInline).join('');

const textOfInline = (node: Inline): string => {
  switch (node.type) {
    case 'text':
    case 'html':
    case 'inlineCode':
      return node.value;
    case 'inlineMath':
      return '';
    case 'break':
      return between;
    case 'image':
      return markdownWords.image(node.alt, shortAddress(node.url));
    case 'footnoteReference':
      return `[${node.label}]`;
    default:
      return textOfLine(node.children);
  }
};
