/** Turns drawn Markdown into plain HTML, for programs that paste formatted text: no classes, buttons or KaTeX. */
import { isSkipped } from './source.ts';

const kept = new Set(
  'P H3 H4 BLOCKQUOTE UL OL LI TABLE THEAD TBODY TR TH TD HR BR STRONG EM DEL CODE PRE SUP SUB KBD U MARK A'.split(
    ' ',
  ),
);
const keptAttributes = ['href', 'value', 'dir'];

/** The HTML of the content of `root`. */
export const toHtml = (root: ParentNode): string => {
  const page = document.implementation.createHTMLDocument();
  copyInto(page.body, root);
  return page.body.innerHTML;
};

const copyInto = (target: Element, source: ParentNode): void => {
  for (const node of source.childNodes) {
    if (isSkipped(node)) continue;
    if (node instanceof Text) target.append(node.data);
    else if (node instanceof HTMLElement) copyElement(target, node);
  }
};

const copyElement = (target: Element, element: HTMLElement): void => {
  const { tex } = element.dataset;
  const page = target.ownerDocument;
  if (tex !== undefined) {
    const isBlock = element.matches('.tex-block');
    const place = isBlock ? page.createElement('p') : target;
    place.append(isBlock ? `$$${tex}$$` : `$${tex}$`);
    if (isBlock) target.append(place);
    return;
  }
  if (element.matches('pre, .plain-text, .question-text')) {
    const pre = page.createElement('pre');
    pre.append(element.textContent);
    target.append(pre);
    return;
  }
  if (!kept.has(element.tagName)) {
    copyInto(target, element);
    return;
  }
  const copy = page.createElement(element.tagName);
  for (const name of keptAttributes) {
    const value = element.getAttribute(name);
    if (value !== null) copy.setAttribute(name, value);
  }
  copyInto(copy, element);
  target.append(copy);
};
