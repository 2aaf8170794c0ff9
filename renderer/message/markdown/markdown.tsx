/**
 * Draws Markdown nodes as React elements. Only the nodes listed in this file are drawn; HTML in a model's output is shown as
 * text, images are named but never loaded, and links only lead to http, https or mailto.
 */
import { createContext, createElement, memo, useContext, type CSSProperties, type ReactNode } from 'react';
import { isReordered, revealed } from '../../../main/shared/format/revealed.ts';
import { CopyButton } from '../../controls/copy-button.tsx';
import { CodeBlock } from './code-block.tsx';
import { csvOf } from './csv.ts';
import { directionOf, directionOfCells } from './direction.ts';
import type {
  Alignment,
  Block as BlockNode,
  Inline,
  InlineContainer,
  List,
  ListItem,
  TableRow,
} from './nodes.ts';
import { MarkedText, mayBeMarked } from './marked-text.tsx';
import { PlainText } from './plain-text.tsx';
import { safeUrl, shortAddress } from './safe-url.ts';
import { Tex } from './tex.tsx';
import { markdownWords as words } from '../../words/chat.ts';

/** True if a line ending of the source is drawn as one; CommonMark treats it as a space. */
export const KeepsLines = createContext(true);

interface BlockProps {
  node: BlockNode;
  /** True while this block may still grow. */
  isOpen: boolean;
  /** It is in a block quote, all of which may be marked. */
  isQuoted?: boolean;
}

/** One block; drawn again only when its node has changed. */
const Block = memo(({ node, isOpen, isQuoted = false }: BlockProps) => drawnBlock(node, isOpen, isQuoted));

interface GroupProps {
  nodes: readonly BlockNode[];
  /** Blocks from this index on may still grow. */
  openFrom: number;
  /** The group will not grow: parts of it that are out of view need no layout. */
  isFull: boolean;
}

/** A group of blocks; rendering skips it as a whole if all its blocks are finished. */
export const BlockGroup = memo(({ nodes, openFrom, isFull }: GroupProps) => (
  <div className={isFull ? 'group is-full' : 'group'}>
    {nodes.map((node, index) => (
      <Block key={index} node={node} isOpen={index >= openFrom} />
    ))}
  </div>
));

const drawnBlock = (node: BlockNode, isOpen: boolean, isQuoted: boolean): ReactNode => {
  switch (node.type) {
    case 'paragraph':
      return <p dir="auto">{drawnLine(node.children, isQuoted)}</p>;
    case 'heading': {
      // No heading level below the answer's own heading is skipped, whatever level the model begins with.
      const Tag = node.depth <= 3 ? 'h3' : 'h4';
      return (
        <Tag dir="auto" data-depth={node.depth}>
          {drawnLine(node.children)}
        </Tag>
      );
    }
    case 'code':
      return (
        <CodeBlock code={node.value} language={node.language} isOpen={isOpen} isClosed={node.isClosed} />
      );
    case 'math':
      return <Tex tex={node.value} isBlock />;
    case 'blockquote':
      return (
        <blockquote dir={directionOf(node.children)}>{drawnBlocks(node.children, isOpen, true)}</blockquote>
      );
    case 'list':
      return <ListOf list={node} isOpen={isOpen} />;
    case 'table':
      return <TableOf align={node.align} head={node.head} rows={node.rows} />;
    case 'thematicBreak':
      return <hr />;
    case 'html':
      // A line with nothing but breaks is empty space, which blocks already have around them.
      return /^(?:\s*<br\s*\/?>)+\s*$/i.test(node.value) ? null : (
        <p className="source" dir="auto">
          {node.value}
        </p>
      );
    case 'source':
      return <PlainText text={node.value} />;
    case 'footnoteDefinition':
      return (
        <div className="footnote" data-label={node.label} dir={directionOf(node.children)}>
          <sup>[{node.label}]</sup>
          <div>{drawnBlocks(node.children, isOpen)}</div>
        </div>
      );
    case 'definition':
      return null;
  }
};

/** Only the last block within an open one is open. */
const drawnBlocks = (nodes: readonly BlockNode[], isOpen: boolean, isQuoted = false): ReactNode =>
  nodes.map((node, index) => (
    <Block key={index} node={node} isOpen={isOpen && index === nodes.length - 1} isQuoted={isQuoted} />
  ));

const ListOf = ({ list, isOpen }: { list: List; isOpen: boolean }) => {
  const { isOrdered, isTight, items } = list;
  const numbers = numbersOf(items);
  const direction = directionOf([list]);
  const isMixed = items.some(({ children }) => directionOf(children) !== direction);
  const Tag = isOrdered ? 'ol' : 'ul';
  const digits = isOrdered ? String(numbers.at(-1)).length : 0;
  return (
    <Tag
      dir={direction}
      className={isMixed ? 'is-mixed' : undefined}
      // The widest number determines the space for all numbers.
      style={digits > 1 ? ({ '--digits': digits } as CSSProperties) : undefined}
    >
      {items.map((item, index) => (
        <Item
          key={index}
          item={item}
          number={isOrdered ? numbers[index] : undefined}
          isTight={isTight}
          isOpen={isOpen && index === items.length - 1}
        />
      ))}
    </Tag>
  );
};

/**
 * The numbers of a list's items. CommonMark counts up from the first number, so `1. 1. 1.` counts up; a number ahead of that
 * count is intended: `1986. A great year`.
 */
const numbersOf = (items: readonly ListItem[]): number[] => {
  let last = -Infinity;
  return items.map(({ number }) => (last = Math.max(number ?? 0, last + 1)));
};

interface ItemProps {
  item: ListItem;
  number: number | undefined;
  isTight: boolean;
  isOpen: boolean;
}

const Item = memo(({ item: { isDone, children }, number, isTight, isOpen }: ItemProps) => (
  <li className={isDone === null ? undefined : 'task'} value={number} dir={directionOf(children)}>
    {isDone !== null && (
      <input
        type="checkbox"
        checked={isDone}
        disabled
        aria-label={isDone ? words.taskDone : words.taskOpen}
      />
    )}
    {children.map((child, index) =>
      isTight && child.type === 'paragraph' ? (
        <span key={index} className="tight" dir="auto">
          {drawnLine(child.children)}
        </span>
      ) : (
        <Block key={index} node={child} isOpen={isOpen && index === children.length - 1} />
      ),
    )}
  </li>
));

const TableOf = ({ align, head, rows }: { align: Alignment[]; head: TableRow; rows: TableRow[] }) => (
  <div className="table-block" dir={directionOfCells([...head, ...(rows[0] ?? [])])}>
    {/* Wide tables scroll by themselves, with the keyboard too. */}
    <div className="table" role="group" aria-label={words.table} tabIndex={0}>
      <table>
        <thead>
          <tr>{drawnCells(head, align, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{drawnCells(row, align, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
    <CopyButton label={words.copyTable} text={() => csvOf([head, ...rows])} />
  </div>
);

const drawnCells = (row: TableRow, align: Alignment[], Cell: 'th' | 'td'): ReactNode =>
  row.map((cell, index) => (
    <Cell key={index} dir="auto" data-align={align[index] ?? undefined}>
      {drawnLine(cell)}
    </Cell>
  ));

const drawnLine = (nodes: readonly Inline[], isQuoted = false): ReactNode =>
  nodes.map((node, key) => drawnInline(node, key, isQuoted));

const tags: Record<InlineContainer, string> = {
  emphasis: 'em',
  strong: 'strong',
  delete: 'del',
  superscript: 'sup',
  subscript: 'sub',
  underline: 'u',
  key: 'kbd',
  highlight: 'mark',
};

const drawnInline = (node: Inline, key: number, isQuoted: boolean): ReactNode => {
  switch (node.type) {
    case 'text':
      return isQuoted || mayBeMarked(node.value) ? <MarkedText key={key} text={node.value} /> : node.value;
    case 'html':
      return node.value;
    case 'inlineCode':
      return (
        <code key={key} dir="ltr">
          {isReordered(node.value) ? revealed(node.value) : node.value}
        </code>
      );
    case 'inlineMath':
      return (
        <Tex
          key={key}
          tex={node.value}
          isBlock={false}
          isDisplay={node.isWide && node.value.includes('\n')}
        />
      );
    case 'break':
      return <Break key={key} isSoft={node.isSoft} />;
    case 'link':
      return drawnLink(key, node.url, drawnLine(node.children, isQuoted));
    case 'image':
      return drawnLink(key, node.url, words.image(node.alt, shortAddress(node.url)), node.alt);
    case 'footnoteReference':
      return (
        <sup key={key} data-label={node.label}>
          [{node.label}]
        </sup>
      );
    default:
      return createElement(tags[node.type], { key }, drawnLine(node.children, isQuoted));
  }
};

const Break = ({ isSoft }: { isSoft: boolean }) => (useContext(KeepsLines) || !isSoft ? <br /> : '\n');

/** `alt`: the link replaces an image. */
const drawnLink = (key: number, url: string, children: ReactNode, alt?: string): ReactNode => {
  const href = safeUrl(url);
  return href === null ? (
    <span key={key} className="no-link" title={url} data-url={url} data-alt={alt}>
      {children}
    </span>
  ) : (
    <a
      key={key}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      title={href}
      data-url={url}
      data-alt={alt}
    >
      {children}
    </a>
  );
};
