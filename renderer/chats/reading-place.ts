/** The message, and the block in it, at the top of the view, so that a chat opens again at the same place. */

export interface ReadingPlace {
  messageId: string;
  /**
   * The indices of the text in the message, its section, the group in that, and the block in the group; shorter if an element
   * has no deeper level.
   */
  path: readonly number[];
  /** How far the top of that block is above the top of the view, in CSS pixels. */
  offsetPx: number;
}

/** From outside in: elements out of view have no layout, so only the children of elements in view are measured. */
const levels = ['.markdown', ':scope > .section', ':scope > .group', ':scope > *'];

const childrenAt = (element: Element, level: number): Element[] => [
  ...element.querySelectorAll(levels[level]!),
];

/** `null` if no message is drawn. */
export const placeIn = (scroller: Element): ReadingPlace | null => {
  const { top } = scroller.getBoundingClientRect();
  const at = (elements: Element[]): number =>
    elements.findIndex((element) => element.getBoundingClientRect().bottom > top);
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-message]')];
  const row = rows[at(rows)];
  if (row === undefined) return null;
  const path: number[] = [];
  let element: Element = row;
  for (let level = 0; level < levels.length; level += 1) {
    const children = childrenAt(element, level);
    const index = at(children);
    const child = children[index];
    // Above the text of a message, the top of the message is accurate enough.
    if (child === undefined || child.getBoundingClientRect().top > top) break;
    path.push(index);
    element = child;
  }
  return {
    messageId: row.dataset['message']!,
    path,
    offsetPx: top - element.getBoundingClientRect().top,
  };
};

/** Scrolls the view to `place`; returns false if its message is not drawn. */
export const scrollToPlace = (scroller: Element, place: ReadingPlace): boolean => {
  const row = scroller.querySelector(`[data-message="${CSS.escape(place.messageId)}"]`);
  if (row === null) return false;
  let element = row;
  for (const [level, index] of place.path.entries()) element = childrenAt(element, level)[index] ?? element;
  const from = element.getBoundingClientRect().top + place.offsetPx;
  scroller.scrollTop += from - scroller.getBoundingClientRect().top;
  return true;
};
