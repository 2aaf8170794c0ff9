/** Copies the selected part of an answer as Markdown source, and as plain HTML for programs that accept that. */
import { useEffect } from 'react';
import { toHtml } from './to-html.ts';
import { toMarkdown } from './to-markdown.ts';

export const useCopyAsMarkdown = (): void => {
  useEffect(() => {
    document.addEventListener('copy', copySelection);
    return () => document.removeEventListener('copy', copySelection);
  }, []);
};

const copySelection = (event: ClipboardEvent): void => {
  const selection = getSelection();
  if (event.defaultPrevented || !event.clipboardData || !selection?.rangeCount || selection.isCollapsed)
    return;
  // Text fields copy their selection themselves.
  if (event.target instanceof Element && event.target.closest('input, textarea')) return;
  const range = selection.getRangeAt(0).cloneRange();
  const place = elementOf(range.commonAncestorContainer);
  if (!place.closest('.markdown') && !selects(range, place.querySelectorAll('.markdown'))) return;
  event.preventDefault();
  // Within code, only the code is copied, without a fence.
  if (place.closest('pre, code, .plain-text')) {
    event.clipboardData.setData('text/plain', range.toString());
    return;
  }
  holdFormulas(range);
  const selected = withParents(range);
  event.clipboardData.setData('text/plain', toMarkdown(selected));
  event.clipboardData.setData('text/html', toHtml(selected));
};

const elementOf = (node: Node): Element => (node instanceof Element ? node : node.parentElement!);

const selects = (range: Range, elements: Iterable<Element>): boolean =>
  [...elements].some((element) => range.intersectsNode(element));

/** A formula is selected completely or not at all. */
const holdFormulas = (range: Range): void => {
  const first = elementOf(range.startContainer).closest('[data-tex]');
  const last = elementOf(range.endContainer).closest('[data-tex]');
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
};

const listsAndTables = 'li, ul, ol, table, thead, tbody, tr';

/** The content of the range; list items and cells are wrapped in their list or table. */
const withParents = (range: Range): ParentNode => {
  let selected: DocumentFragment = range.cloneContents();
  let parent: Element | null = elementOf(range.commonAncestorContainer);
  while (parent?.matches(listsAndTables)) {
    const copy = parent.cloneNode(false) as Element;
    copy.append(selected);
    selected = document.createDocumentFragment();
    selected.append(copy);
    parent = parent.parentElement;
    // A list within an item is a separate list.
    if (parent?.matches('li, .table')) break;
  }
  return selected;
};
