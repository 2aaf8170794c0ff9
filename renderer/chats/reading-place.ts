/** Which block of which message is at the top of the view, so that a chat opens again where it was left. */

export interface ReadingPlace {
  messageId: string;
  /** The text in the message, its section, the group in that, and the block in the group; empty where nothing is so deep. */
  path: readonly number[];
  /** How far the view has scrolled past the top of that block, in CSS pixels. */
  offsetPx: number;
}

/** From outside in: what is out of view has no layout, so only the children of what is in view are measured. */
const levels = ['.markdown', ':scope > .section', ':scope > .group', ':scope > *'];

const childrenAt = (element: Element, level: number): Element[] => [
  ...element.querySelectorAll(levels[level]!),
];

/** `null` where no message is drawn. */
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
    // What is above the text of a message is near enough to its top.
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

/** Scrolls so that the view is at `place`; false where its message is not drawn. */
export const scrollToPlace = (scroller: Element, place: ReadingPlace): boolean => {
  const row = scroller.querySelector(`[data-message="${CSS.escape(place.messageId)}"]`);
  if (row === null) return false;
  let element = row;
  for (const [level, index] of place.path.entries()) element = childrenAt(element, level)[index] ?? element;
  const from = element.getBoundingClientRect().top + place.offsetPx;
  scroller.scrollTop += from - scroller.getBoundingClientRect().top;
  return true;
};
