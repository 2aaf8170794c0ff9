/** Turns drawn Markdown back into its source, so that text copied from an answer can be pasted into another Markdown text. */
import { escaped, fenceFor, isSkipped } from './source.ts';
import { markdownWords } from '../../words/chat.ts';

/** The Markdown of the content of `root`: whole blocks, parts of them, or a part of a line. */
export const toMarkdown = (root: ParentNode): string => blocksIn(root).join('\n\n');

const blockTags = new Set('P H3 H4 FIGURE BLOCKQUOTE UL OL LI TABLE HR DIV SECTION ARTICLE PRE'.split(' '));

const isBlock = (node: Node): node is HTMLElement =>
  node instanceof HTMLElement && blockTags.has(node.tagName);

const blocksIn = (parent: ParentNode): string[] => {
  const blocks: string[] = [];
  let line: Node[] = [];
  const endLine = (): void => {
    const text = lineOf(line, { isFirst: true }).trim();
    if (text !== '') blocks.push(text);
    line = [];
  };
  for (const node of parent.childNodes) {
    if (isSkipped(node)) continue;
    if (!isBlock(node)) {
      line.push(node);
      continue;
    }
    endLine();
    blocks.push(...blockOf(node));
  }
  endLine();
  return blocks;
};

const blockOf = (element: HTMLElement): string[] => {
  const tex = element.dataset['tex'];
  if (tex !== undefined) return [`$$\n${tex}\n$$`];
  if (element.matches('.plain-text, .question-text, p.source')) return textBlock(element.textContent);
  switch (element.tagName) {
    case 'P':
      return textBlock(lineOf(element.childNodes, { isFirst: true }));
    case 'H3':
    case 'H4': {
      const text = lineOf(element.childNodes, { lineEnd: ' ' }).trim();
      return text === '' ? [] : [`${'#'.repeat(Number(element.dataset['depth'] ?? 3))} ${text}`];
    }
    case 'FIGURE': {
      const code = element.querySelector('pre')?.textContent ?? '';
      const fence = fenceFor(code);
      return code === '' ? [] : [`${fence}${element.dataset['language'] ?? ''}\n${code}\n${fence}`];
    }
    case 'BLOCKQUOTE':
      return textBlock(prefixed(toMarkdown(element), '> ', '> '));
    case 'UL':
    case 'OL':
      return textBlock(listOf(element));
    case 'TABLE':
      return textBlock(tableOf(element));
    case 'HR':
      return ['---'];
    case 'ARTICLE':
      // Only the text of a message, without its name and its figures.
      return [...element.querySelectorAll<HTMLElement>('.question-text, .markdown')].flatMap((text) =>
        text.matches('.markdown') ? blocksIn(text) : blockOf(text),
      );
    default:
      return element.matches('.footnote') ? footnoteOf(element) : blocksIn(element);
  }
};

const textBlock = (text: string): string[] => (text.trim() === '' ? [] : [text.replace(/^\n+|\s+$/g, '')]);

const footnoteOf = (element: HTMLElement): string[] => {
  const text = [...element.children]
    .filter((child) => child.tagName === 'DIV')
    .map(toMarkdown)
    .join('\n\n');
  return text === '' ? [] : [prefixed(text, `[^${element.dataset['label']}]: `, '    ')];
};

/** Puts `first` before the first line, and `others` before the following lines unless they are blank. */
const prefixed = (text: string, first: string, others: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' ? others.trimEnd() : others) + line)
    .join('\n');

const listOf = (list: HTMLElement): string => {
  const items = [...list.children].filter((item): item is HTMLLIElement => item instanceof HTMLLIElement);
  const isTight = items.every((item) => item.querySelector(':scope > p') === null);
  const texts = items.map((item) => {
    const marker = list.tagName === 'OL' ? `${item.value}. ` : '- ';
    const box = item.querySelector(':scope > input');
    const task =
      box === null ? '' : box.getAttribute('aria-label') === markdownWords.taskDone ? '[x] ' : '[ ] ';
    const text = task + blocksIn(item).join(isTight ? '\n' : '\n\n');
    return prefixed(text, marker, ' '.repeat(marker.length)).trimEnd();
  });
  return texts.join(isTight ? '\n' : '\n\n');
};

const tableOf = (table: HTMLElement): string => {
  const rows = [...table.querySelectorAll('tr')].map((row) => [...row.children] as HTMLElement[]);
  const lines = rows.map((cells) => {
    const texts = cells.map((cell) =>
      lineOf(cell.childNodes, { lineEnd: '<br>' })
        .trim()
        .replaceAll('|', String.raw`\|`),
    );
    return `| ${texts.join(' | ')} |`;
  });
  if (table.querySelector('th') !== null)
    lines.splice(
      1,
      0,
      `|${rows[0]!.map((cell) => ` ${delimiters[cell.dataset['align'] ?? '']} |`).join('')}`,
    );
  return lines.join('\n');
};

const delimiters: Record<string, string> = { '': '---', left: ':--', center: ':-:', right: '--:' };

interface LineOptions {
  /** The line begins a block, where some characters would make it a list or a heading. */
  isFirst?: boolean;
  /** The replacement for a line break. */
  lineEnd?: string;
}

const lineOf = (nodes: Iterable<Node>, { isFirst = false, lineEnd = '\n' }: LineOptions): string => {
  let line = '';
  for (const node of nodes) {
    const startsBlock = isFirst && line.trim() === '';
    if (node instanceof Text) line += escaped(node.data, startsBlock);
    else if (node instanceof HTMLElement && !isSkipped(node))
      line += inlineOf(node, { isFirst: startsBlock, lineEnd });
  }
  return line;
};

const marks: Record<string, string> = { STRONG: '**', EM: '*', DEL: '~~' };

const inlineOf = (element: HTMLElement, options: LineOptions): string => {
  const { tex, url, alt, label } = element.dataset;
  if (tex !== undefined) return `$${tex.replace(/\s+/g, ' ').trim()}$`;
  if (element.tagName === 'BR') return options.lineEnd ?? '\n';
  if (element.tagName === 'CODE') return codeOf(element.textContent);
  if (label !== undefined) return `[^${label}]`;
  const content = lineOf(element.childNodes, options);
  if (url !== undefined) return linkOf(content, element.textContent, url, alt);
  if (/^(?:SUP|SUB|KBD|U|MARK)$/.test(element.tagName)) {
    const tag = element.tagName.toLowerCase();
    return `<${tag}>${content}</${tag}>`;
  }
  const mark = marks[element.tagName];
  if (mark === undefined || content.trim() === '') return content;
  // With a space at its inner side, a mark would be plain text.
  const [, before = '', text = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(content)!;
  return `${before}${mark}${text}${mark}${after}`;
};

const codeOf = (code: string): string => {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest === 1 ? 2 : longest === 0 ? 1 : longest + 1);
  const space = /^`|`$|^ .* $/.test(code) ? ' ' : '';
  return code === '' ? '' : `${fence}${space}${code}${space}${fence}`;
};

const linkOf = (content: string, text: string, url: string, alt: string | undefined): string => {
  if (content === '') return '';
  if (alt === undefined && (text === url || `mailto:${text}` === url || `http://${text}` === url))
    return text;
  const isBalanced = !/[()]/.test(url.replace(/\([^()]*\)/g, ''));
  const target = /[\s<>]/.test(url) || !isBalanced ? `<${url.replace(/[<>]/g, encodeURIComponent)}>` : url;
  return alt === undefined ? `[${content}](${target})` : `![${escaped(alt, false)}](${target})`;
};
