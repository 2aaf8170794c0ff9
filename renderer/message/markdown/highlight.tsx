/** Colours code according to its language; highlight.css has the colours. */
import type { Root, RootContent, ElementContent } from 'hast';
import { common, createLowlight } from 'lowlight';
import type { ReactNode } from 'react';
import { deepestScope, longestColoured } from './bounds.ts';

const lowlight = createLowlight(common);

/** Characters that are coloured before the growth of the time is known. */
const firstProbe = 1_000;
/** The longest expected time for colouring a piece, in milliseconds. */
const longest = 80;

/** The name of the language from the fence, if it can be coloured. */
export const knownLanguage = (language: string | null): string | null =>
  language !== null && lowlight.registered(language.toLowerCase()) ? language.toLowerCase() : null;

/** The parts of `code` that end at `ends`, coloured; `null` if that would block the window. */
export const coloured = (code: string, language: string, ends: readonly number[]): ReactNode[] | null => {
  const tree = highlighted(code, language);
  return tree && cut(tree, ends);
};

/**
 * For some texts, grammars take quadratic time, which cannot be known in advance. The time for a part predicts the time for
 * twice as much.
 */
const highlighted = (code: string, language: string): Root | null => {
  if (code.length > longestColoured) return null;
  for (let length = firstProbe; ; length *= 2) {
    const began = performance.now();
    const tree = lowlight.highlight(language, code.slice(0, length));
    if (length >= code.length) return tree;
    const growth = Math.min(2, code.length / length);
    if ((performance.now() - began) * growth ** 2 > longest) return null;
  }
};

interface Scope {
  names: string;
  children: ReactNode[];
}

/** Draws a tree in parts: scopes that cross the end of a part are drawn in both. */
const cut = (tree: Root, ends: readonly number[]): ReactNode[] => {
  const parts: ReactNode[] = [];
  let scopes: Scope[] = [{ names: '', children: [] }];
  let at = 0;
  const leave = (): void => {
    const { names, children } = scopes.pop()!;
    const parent = scopes.at(-1)!.children;
    parent.push(
      <span key={parent.length} className={names}>
        {children}
      </span>,
    );
  };
  const endPart = (): void => {
    const open = scopes.slice(1).map(({ names }) => names);
    while (scopes.length > 1) leave();
    parts.push(scopes[0]!.children);
    scopes = ['', ...open].map((names) => ({ names, children: [] }));
  };
  const write = (text: string): void => {
    for (let from = 0; from < text.length;) {
      const to = Math.min(text.length, from + ends[parts.length]! - at);
      scopes.at(-1)!.children.push(text.slice(from, to));
      at += to - from;
      from = to;
      if (at === ends[parts.length]) endPart();
    }
  };

  // `null` leaves a scope. An explicit stack, since grammars nest thousands deep.
  const stack: (RootContent | ElementContent | null)[] = tree.children.toReversed();
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node === null) leave();
    else if (node.type === 'text') write(node.value);
    else if (node.type === 'element') {
      if (scopes.length <= deepestScope) {
        const names = node.properties['className'];
        scopes.push({ names: Array.isArray(names) ? names.join(' ') : '', children: [] });
        stack.push(null);
      }
      stack.push(...node.children.toReversed());
    }
  }
  if (parts.length < ends.length) endPart();
  return parts;
};
