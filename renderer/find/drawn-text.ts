/** The text of a drawn part, read from the page as shown-text.ts makes it, and the places of matches in it. */
import { foldWithPlaces } from '../../main/shared/search/fold.ts';
import { spansIn } from '../../main/shared/search/terms.ts';

/** Elements that are not text of the answer: controls, icons, labels, notes, formulas. */
const isSkipped = (element: Element): boolean =>
  element.matches('button, svg, input, figcaption, .code-note, .hidden, [aria-hidden="true"], [data-tex]');

const blocks = new Set('P H3 H4 FIGURE BLOCKQUOTE UL OL LI TABLE TR TD TH HR DIV SECTION PRE BR'.split(' '));

interface Drawn {
  text: string;
  /** The text nodes in order, and the offset of each in `text`. */
  nodes: { node: Text; from: number }[];
}

/** On pages other than conversations, the search includes the texts of buttons and skips everything that is hidden. */
const isSkippedOnPage = (element: Element): boolean =>
  element.matches('svg, input, textarea, select, .find-bar, .hidden, [aria-hidden="true"]') ||
  !element.checkVisibility({ visibilityProperty: true });

const read = (root: Element, isLeftOut: (element: Element) => boolean): Drawn => {
  const drawn: Drawn = { text: '', nodes: [] };
  const visit = (parent: Node): void => {
    for (let node = parent.firstChild; node !== null; node = node.nextSibling)
      if (node instanceof Text) {
        drawn.nodes.push({ node, from: drawn.text.length });
        drawn.text += node.data;
      } else if (node instanceof Element && !isLeftOut(node)) {
        // The pieces of a long plain text are one text.
        const isBlock = blocks.has(node.tagName)
          ? !node.matches('.plain-text > .source')
          : node.matches('.tight');
        if (isBlock) drawn.text += '\n';
        visit(node);
        if (isBlock) drawn.text += '\n';
      }
  };
  visit(root);
  return drawn;
};

/** The places of `terms` in the text of an element, in order, at most `most`. */
export const rangesIn = (
  root: Element,
  terms: readonly string[],
  most: number,
  isLeftOut = isSkipped,
): StaticRange[] => {
  const { text, nodes } = read(root, isLeftOut);
  let at = 0;
  /** The node that contains the character at this offset, and the offset in it; offsets only grow. */
  const placeOf = (offset: number): { node: Text; offset: number } => {
    while (at < nodes.length - 1 && nodes[at + 1]!.from <= offset) at += 1;
    const { node, from } = nodes[at]!;
    return { node, offset: Math.min(offset - from, node.length) };
  };
  return spansIn(foldWithPlaces(text), terms, most).map(([from, to]) => {
    const start = placeOf(from);
    const last = placeOf(to - 1);
    return new StaticRange({
      startContainer: start.node,
      startOffset: start.offset,
      endContainer: last.node,
      endOffset: Math.min(last.offset + 1, last.node.length),
    });
  });
};

/** The same in a page that is no conversation. */
export const rangesInPage = (page: Element, terms: readonly string[], most: number): StaticRange[] =>
  rangesIn(page, terms, most, isSkippedOnPage);

/** The element of a part that is drawn. */
export const partElement = (scroller: Element, messageId: string, part: number): Element | null =>
  scroller.querySelector(`[data-part="${CSS.escape(`${messageId}.${part}`)}"]`);
