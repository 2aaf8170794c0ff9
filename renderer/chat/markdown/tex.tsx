/** Math, set by KaTeX, which is loaded when the first formula comes. */
import type katexModule from 'katex';
import { useLayoutEffect, useRef, useState } from 'react';

let katex: typeof katexModule | null = null;
let loading: Promise<void> | null = null;

const load = (): Promise<void> =>
  (loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([module]) => {
    katex = module.default;
  }));

export const Tex = ({ tex, isBlock }: { tex: string; isBlock: boolean }) => {
  const place = useRef<HTMLElement>(null);
  const [isLoaded, setIsLoaded] = useState(katex !== null);
  // React must not touch what KaTeX puts into the element, so the source is text of its own until then.
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
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
    try {
      katex.render(tex, element, {
        displayMode: isBlock,
        throwOnError: true,
        strict: 'ignore',
        errorColor: 'currentcolor',
      });
      element.classList.remove('source');
    } catch {
      // Not yet, or never, math that KaTeX knows: its source says what it is.
      element.textContent = tex;
      element.classList.add('source');
    }
    return undefined;
  }, [tex, isBlock, isLoaded]);
  return isBlock ? (
    <div
      className="tex-block"
      ref={place as React.RefObject<HTMLDivElement | null>}
      tabIndex={0}
      role="math"
    />
  ) : (
    <span className="tex" ref={place} />
  );
};
