/**
 * Draws Markdown nodes as React elements. Only what is named here is drawn; HTML in a model's output is shown as the
 * text that it is, images are named but never loaded, and links lead out only by http, https or mailto.
 */
import type { AlignType, Nodes, RootContent } from 'mdast';
import { memo, type ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';
import { safeUrl } from './safe-url.ts';
import { Tex } from './tex.tsx';

interface Definitions {
  /** Addresses of links by reference, by their identifier. */
  urls: ReadonlyMap<string, string>;
}

const noDefinitions: Definitions = { urls: new Map() };

/** The definitions among a text's top-level blocks. */
export const definitionsIn = (nodes: Iterable<RootContent>): Definitions => {
  const urls = new Map<string, string>();
  for (const node of nodes)
    if (node.type === 'definition' && !urls.has(node.identifier)) urls.set(node.identifier, node.url);
  return urls.size === 0 ? noDefinitions : { urls };
};

interface BlockProps {
  node: RootContent;
  definitions: Definitions;
  /** True while more of this block may come. */
  isOpen: boolean;
}

/** One top-level block; drawn again only when its node is another. */
const Block = memo(({ node, definitions, isOpen }: BlockProps) => drawn(node, 0, definitions, isOpen));

interface GroupProps {
  nodes: readonly RootContent[];
  definitions: Definitions;
  /** More may come to the blocks from here on. */
  openFrom: number;
  /** No more will come to the group: what of it is out of view need not be laid out. */
  isFull: boolean;
}

/** Some blocks; a group whose blocks are all finished is passed over as one. */
export const BlockGroup = memo(({ nodes, definitions, openFrom, isFull }: GroupProps) => (
  <div className={isFull ? 'group is-full' : 'group'}>
    {nodes.map((node, index) => (
      <Block key={index} node={node} definitions={definitions} isOpen={index >= openFrom} />
    ))}
  </div>
));

const drawn = (
  node: Nodes,
  key: number,
  definitions: Definitions,
  isOpen = false,
  isInline = false,
): ReactNode => {
  const children = (): ReactNode =>
    'children' in node
      ? node.children.map((child, index) =>
          drawn(child, index, definitions, isOpen, isInline || isPhrasing(node)),
        )
      : null;

  switch (node.type) {
    case 'text':
      return node.value;
    case 'paragraph': {
      const [only] = node.children;
      // `$$x$$` alone in its paragraph is meant to stand by itself.
      if (node.children.length === 1 && only?.type === 'inlineMath' && isWide(only))
        return <Tex key={key} tex={only.value} isBlock />;
      return <p key={key}>{children()}</p>;
    }
    case 'heading': {
      // Below the answer's own heading no level is left out, wherever the model begins to count.
      const Tag = node.depth <= 3 ? 'h3' : 'h4';
      return (
        <Tag key={key} data-depth={node.depth}>
          {children()}
        </Tag>
      );
    }
    case 'emphasis':
      return <em key={key}>{children()}</em>;
    case 'strong':
      return <strong key={key}>{children()}</strong>;
    case 'delete':
      return <del key={key}>{children()}</del>;
    case 'inlineCode':
      return <code key={key}>{node.value}</code>;
    case 'code':
      return <CodeBlock key={key} code={node.value} language={node.lang ?? null} isOpen={isOpen} />;
    case 'inlineMath':
      return <Tex key={key} tex={node.value} isBlock={false} />;
    case 'math':
      return <Tex key={key} tex={node.value} isBlock />;
    case 'blockquote':
      return <blockquote key={key}>{children()}</blockquote>;
    case 'list': {
      const isTight = node.spread !== true && node.children.every((item) => item.spread !== true);
      const items = node.children.map((item, index) => (
        <li key={index} className={typeof item.checked === 'boolean' ? 'task' : undefined}>
          {typeof item.checked === 'boolean' && (
            <input
              type="checkbox"
              checked={item.checked}
              disabled
              aria-label={item.checked ? 'Done' : 'Open'}
            />
          )}
          {item.children.map((child, childIndex) =>
            isTight && child.type === 'paragraph' ? (
              <span key={childIndex} className="tight">
                {child.children.map((part, partIndex) => drawn(part, partIndex, definitions, isOpen, true))}
              </span>
            ) : (
              drawn(child, childIndex, definitions, isOpen)
            ),
          )}
        </li>
      ));
      return node.ordered === true ? (
        <ol key={key} start={node.start ?? 1}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      );
    }
    case 'table':
      return (
        // Wide tables scroll by themselves; with the keyboard too.
        <div key={key} className="table" role="region" aria-label="Table" tabIndex={0}>
          <table>
            <thead>
              {node.children.slice(0, 1).map((row) => drawnRow(row, 0, node.align, 'th', definitions))}
            </thead>
            <tbody>
              {node.children
                .slice(1)
                .map((row, index) => drawnRow(row, index, node.align, 'td', definitions))}
            </tbody>
          </table>
        </div>
      );
    case 'thematicBreak':
      return <hr key={key} />;
    case 'break':
      return <br key={key} />;
    case 'link':
      return drawnLink(key, node.url, children());
    case 'linkReference':
      return drawnLink(key, definitions.urls.get(node.identifier) ?? '', children());
    case 'image':
      return drawnImage(key, node.url, node.alt);
    case 'imageReference':
      return drawnImage(key, definitions.urls.get(node.identifier) ?? '', node.alt);
    case 'html':
      return isInline ? (
        node.value
      ) : (
        <p key={key} className="source">
          {node.value}
        </p>
      );
    case 'footnoteReference':
      return <sup key={key}>[{node.label ?? node.identifier}]</sup>;
    case 'footnoteDefinition':
      return (
        <div key={key} className="footnote">
          <sup>[{node.label ?? node.identifier}]</sup>
          <div>{children()}</div>
        </div>
      );
    default:
      return null;
  }
};

type Row = Extract<Nodes, { type: 'tableRow' }>;

const drawnRow = (
  row: Row,
  key: number,
  align: AlignType[] | null | undefined,
  Cell: 'th' | 'td',
  definitions: Definitions,
): ReactNode => (
  <tr key={key}>
    {row.children.map((cell, index) => (
      <Cell key={index} data-align={align?.[index] ?? undefined}>
        {cell.children.map((part, partIndex) => drawn(part, partIndex, definitions, false, true))}
      </Cell>
    ))}
  </tr>
);

const drawnLink = (key: number, url: string, children: ReactNode): ReactNode => {
  const href = safeUrl(url);
  return href === null ? (
    <span key={key} className="no-link" title={url}>
      {children}
    </span>
  ) : (
    <a key={key} href={href} target="_blank" rel="noopener noreferrer" title={href}>
      {children}
    </a>
  );
};

const drawnImage = (key: number, url: string, alt: string | null | undefined): ReactNode =>
  drawnLink(key, url, `Image: ${alt || url}`);

const isWide = (node: Nodes): boolean => {
  const { start, end } = node.position!;
  return 'value' in node && end.offset! - start.offset! >= node.value.length + 4;
};

/** Nodes whose children are part of a line. */
const isPhrasing = (node: Nodes): boolean => node.type === 'paragraph' || node.type === 'heading';
