/** Math, typeset by KaTeX, which is loaded with the first formula. */
import type katexModule from 'katex';
import { useLayoutEffect, useRef, useState } from 'react';
import { deepestBraces, deepestTex, longestTex, longestTexWithMacros, mostExpansions } from './bounds.ts';
import { hasTime, later } from './work.ts';

let katex: typeof katexModule | null = null;
let loading: Promise<void> | null = null;

const load = (): Promise<void> =>
  (loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([module]) => {
    katex = module.default;
  }));

interface Props {
  tex: string;
  isBlock: boolean;
  /** Typeset like a block, within a paragraph. */
  isDisplay?: boolean;
}

export const Tex = ({ tex, isBlock, isDisplay = isBlock }: Props) => {
  const place = useRef<HTMLElement>(null);
  const [isLoaded, setIsLoaded] = useState(katex !== null);
  // React must not touch the content that KaTeX creates, so the source is a separate text until then.
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    if (!isLoaded || katex === null) {
      element.textContent = tex;
      let isGone = false;
      void load().then(
        () => !isGone && setIsLoaded(true),
        () => undefined,
      );
      return () => {
        isGone = true;
      };
    }
    if (hasTime()) {
      typeset(element, tex, isDisplay);
      return undefined;
    }
    if (element.childElementCount === 0) element.textContent = tex;
    return later(() => typeset(element, tex, isDisplay));
  }, [tex, isDisplay, isLoaded]);
  // The element carries its source, which is used for copying.
  return isBlock ? (
    <div
      className="tex-block"
      ref={place as React.RefObject<HTMLDivElement | null>}
      tabIndex={0}
      role="math"
      dir="ltr"
      data-tex={tex}
    />
  ) : (
    <span className="tex" ref={place} dir="ltr" data-tex={tex} />
  );
};

const typeset = (element: HTMLElement, tex: string, isDisplay: boolean): void => {
  const formula = formulaOf(tex, isDisplay);
  // Not math that KaTeX knows, or not yet: the source is shown.
  element.classList.toggle('source', formula === null);
  if (formula) element.replaceChildren(formula);
  else element.textContent = tex;
};

const definesMacros = /\\(?:[gex]?def|(?:re)?newcommand|providecommand|let|futurelet|global)(?![A-Za-z])/;

/** The formula as an element outside the page; `null` if it is not valid TeX or exceeds the bounds. */
const formulaOf = (tex: string, isDisplay: boolean): HTMLElement | null => {
  const hasMacros = definesMacros.test(tex);
  if (tex.length > (hasMacros ? longestTexWithMacros : longestTex) || depthOfBraces(tex) > deepestBraces)
    return null;
  const formula = document.createElement('span');
  try {
    katex!.render(tex, formula, {
      displayMode: isDisplay,
      throwOnError: true,
      strict: 'ignore',
      errorColor: 'currentcolor',
      maxSize: 50,
      ...(hasMacros && { maxExpand: mostExpansions }),
    });
  } catch {
    return null;
  }
  return isDeeper(formula, deepestTex) ? null : formula;
};

const depthOfBraces = (tex: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of tex.matchAll(/\\.|[{}]/gs)) {
    if (mark === '{') deepest = Math.max(deepest, ++depth);
    else if (mark === '}') depth--;
  }
  return deepest;
};

/** True if elements are nested deeper than `bound` in `root`. */
const isDeeper = (root: Element, bound: number): boolean => {
  let depth = 0;
  for (let at = root; ;) {
    const child = at.firstElementChild;
    if (child) {
      if (++depth > bound) return true;
      at = child;
      continue;
    }
    while (at !== root && at.nextElementSibling === null) {
      at = at.parentElement!;
      depth--;
    }
    if (at === root) return false;
    at = at.nextElementSibling!;
  }
};
