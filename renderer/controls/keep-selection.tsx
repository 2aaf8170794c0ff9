/** Keeps what is selected in a text that is drawn again: React gives a text node that grew its whole value anew. */
import { Component, createRef, type ReactNode } from 'react';

/** One end of the selection: where it is, and how far into the text of its block. */
interface End {
  node: Node;
  offset: number;
  block: Element;
  /** In UTF-16 code units of the block's text. */
  at: number;
}

interface Kept {
  anchor: End;
  focus: End;
  /** What was selected. */
  text: string;
}

interface Props {
  children: ReactNode;
  /** Part of a line. */
  isInline?: boolean;
}

export class KeepSelection extends Component<Props> {
  readonly #element = createRef<HTMLDivElement & HTMLSpanElement>();

  /** Right before the page changes. */
  override getSnapshotBeforeUpdate(): Kept | null {
    const selection = document.getSelection();
    const element = this.#element.current;
    if (selection === null || selection.isCollapsed || element === null) return null;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    if (!element.contains(anchorNode) && !element.contains(focusNode)) return null;
    const anchor = endOf(anchorNode, anchorOffset);
    const focus = endOf(focusNode, focusOffset);
    return anchor === null || focus === null ? null : { anchor, focus, text: selection.toString() };
  }

  override componentDidUpdate(_props: unknown, _state: unknown, kept: Kept | null): void {
    const selection = document.getSelection();
    if (kept === null || selection === null || selection.toString() === kept.text) return;
    for (const find of [byNode, byText]) {
      const anchor = find(kept.anchor);
      const focus = find(kept.focus);
      if (anchor === null || focus === null) continue;
      selection.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
      if (selection.toString() === kept.text) return;
    }
  }

  override render(): ReactNode {
    const Tag = this.props.isInline === true ? 'span' : 'div';
    return <Tag ref={this.#element}>{this.props.children}</Tag>;
  }
}

const endOf = (node: Node | null, offset: number): End | null => {
  const element = node instanceof Element ? node : node?.parentElement;
  if (!node || !element) return null;
  const block = element.closest('.group > *') ?? element;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  return { node, offset, block, at: before.toString().length };
};

interface Found {
  node: Node;
  offset: number;
}

/** `null` where the node is gone, or shorter than it was. */
const byNode = ({ node, offset }: End): Found | null =>
  node.isConnected && node instanceof Text && offset <= node.length ? { node, offset } : null;

/** By the text before it, where other nodes have the text now; `null` where its block is gone. */
const byText = ({ block, at }: End): Found | null => {
  if (!block.isConnected) return null;
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let text = texts.nextNode() as Text | null; text !== null; text = texts.nextNode() as Text | null) {
    if (left <= text.length) return { node: text, offset: left };
    left -= text.length;
  }
  return null;
};
