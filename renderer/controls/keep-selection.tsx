/** Keeps a selection in a text that is redrawn: React replaces the whole value of a text node that grew. */
import { Component, createRef, type ReactNode } from 'react';

/** One end of the selection: its node, and its offset in the text of its block. */
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
  /** The selected text. */
  text: string;
}

interface Props {
  children: ReactNode;
  /** True for part of a line. */
  isInline?: boolean;
}

export class KeepSelection extends Component<Props> {
  readonly #element = createRef<HTMLDivElement & HTMLSpanElement>();

  /** Called right before the page changes. */
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

/** Finds the end by its node; `null` if the node is gone or shorter than before. */
const byNode = ({ node, offset }: End): Found | null =>
  node.isConnected && node instanceof Text && offset <= node.length ? { node, offset } : null;

/** Finds the end by the length of the text before it, if other nodes hold the text now; `null` if its block is gone. */
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
