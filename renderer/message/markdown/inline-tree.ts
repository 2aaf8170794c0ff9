/** Builds a tree from the tokens of a line. */
import type { Token } from 'markdown-it';
import type { Inline, InlineContainer } from './nodes.ts';

interface Frame {
  type: InlineContainer | 'link' | 'root';
  url: string;
  /** The tag that opened it, if it is HTML. */
  tag: string | null;
  children: Inline[];
}

const containers: Record<string, InlineContainer> = {
  em_open: 'emphasis',
  strong_open: 'strong',
  s_open: 'delete',
};
/** HTML tags that are drawn; none of them needs to be trusted. */
const tags: Record<string, InlineContainer> = {
  sup: 'superscript',
  sub: 'subscript',
  b: 'strong',
  strong: 'strong',
  i: 'emphasis',
  em: 'emphasis',
  s: 'delete',
  del: 'delete',
  u: 'underline',
  kbd: 'key',
  mark: 'highlight',
};

/** The content of a line; `null` if it is nested deeper than `deepest`. */
export const inlineTree = (tokens: readonly Token[], deepest: number): Inline[] | null => {
  const frames: Frame[] = [{ type: 'root', url: '', tag: null, children: [] }];
  const add = (node: Inline): void => {
    const { children } = frames.at(-1)!;
    const last = children.at(-1);
    // `<br>` at the end of a line makes one break, not two.
    if (node.type === 'break' && node.isSoft && last?.type === 'break') return;
    if (node.type === 'text' && last?.type === 'text') last.value += node.value;
    else if (node.type !== 'text' || node.value !== '') children.push(node);
  };
  /** Turns a tag without a closing tag into text. */
  const dropTags = (): void => {
    while (frames.at(-1)!.tag !== null) {
      const { tag, children } = frames.pop()!;
      add({ type: 'html', value: tag! });
      for (const child of children) add(child);
    }
  };
  const close = (): void => {
    const { type, url, children } = frames.pop()!;
    if (type !== 'root') add(type === 'link' ? { type, url, children } : { type, children });
  };

  for (const token of tokens) {
    const container = containers[token.type];
    if (container || token.type === 'link_open') {
      if (frames.length > deepest) return null;
      const url = String(token.attrGet('href') ?? '');
      frames.push({ type: container ?? 'link', url, tag: null, children: [] });
    } else if (token.nesting === -1) {
      dropTags();
      close();
    } else if (token.type === 'html_inline') {
      const [, slash, name = ''] = /^<(\/?)([a-z]+)\s*\/?>$/.exec(token.content.toLowerCase()) ?? [];
      const type = Object.hasOwn(tags, name) ? tags[name] : undefined;
      if (name === 'br') add({ type: 'break', isSoft: false });
      else if (type && slash === '') {
        if (frames.length > deepest) return null;
        frames.push({ type, url: '', tag: token.content, children: [] });
      } else if (type && frames.at(-1)!.tag !== null && frames.at(-1)!.type === type) close();
      else add({ type: 'html', value: token.content });
    } else {
      const node = leafOf(token);
      if (node) add(node);
    }
  }
  dropTags();
  return frames[0]!.children;
};

const leafOf = (token: Token): Inline | null => {
  switch (token.type) {
    case 'text':
      return { type: 'text', value: token.content };
    case 'code_inline':
      return { type: 'inlineCode', value: token.content };
    case 'math_inline':
      return { type: 'inlineMath', value: token.content, isWide: token.meta?.['isWide'] === true };
    case 'softbreak':
      return { type: 'break', isSoft: true };
    case 'hardbreak':
      return { type: 'break', isSoft: false };
    case 'image':
      return { type: 'image', url: String(token.attrGet('src') ?? ''), alt: textOf(token.children ?? []) };
    case 'footnote_reference':
      return { type: 'footnoteReference', label: token.info };
    default:
      return null;
  }
};

const textOf = (tokens: readonly Token[]): string =>
  tokens.map(({ type, content }) => (type.endsWith('break') ? ' ' : content)).join('');
