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

export class KeepSelection extends Component<{ children: ReactNode }> {
  readonly #element = createRef<HTMLDivElement>();

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
    const anchor = restored(kept.anchor);
    const focus = restored(kept.focus);
    if (anchor !== null && focus !== null)
      selection.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  }

  override render(): ReactNode {
    return <div ref={this.#element}>{this.props.children}</div>;
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

/** Where that end is now: by its node, or else by the text before it; `null` where its block is gone. */
const restored = ({ node, offset, block, at }: End): { node: Node; offset: number } | null => {
  if (node.isConnected && node instanceof Text && offset <= node.length) return { node, offset };
  if (!block.isConnected) return null;
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let text = texts.nextNode() as Text | null; text !== null; text = texts.nextNode() as Text | null) {
    if (left <= text.length) return { node: text, offset: left };
    left -= text.length;
  }
  return null;
};
