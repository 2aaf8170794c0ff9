/** Handles keys that are pressed anywhere within an element, which must stay the same. */
import { isOfComposition } from './composition.ts';
import { useEffect, useEffectEvent, type RefObject } from 'react';

export const useKeyDown = (
  element: RefObject<HTMLElement | null>,
  press: (event: KeyboardEvent) => void,
): void => {
  const pressNow = useEffectEvent(press);
  useEffect(() => {
    const { current } = element;
    const listen = (event: KeyboardEvent): void => {
      if (!isOfComposition(event)) pressNow(event);
    };
    current?.addEventListener('keydown', listen);
    return () => current?.removeEventListener('keydown', listen);
  }, [element]);
};

/** Escape calls `close`; in a field, it first leaves the field and keeps the typed text. */
export const useEscape = (element: RefObject<HTMLElement | null>, close: () => void): void =>
  useKeyDown(element, (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    const field = (event.target as HTMLElement).matches('textarea, input:not([type="range"])');
    if (field) element.current?.querySelector<HTMLElement>('h2')?.focus();
    else close();
  });

/** The Up and Down keys move through the elements that match `selector` within the element. */
export const useArrowKeys = (element: RefObject<HTMLElement | null>, selector: string): void =>
  useKeyDown(element, (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const stops = [...(element.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const next = stops[at + step];
    if (at === -1 || next === undefined) return;
    event.preventDefault();
    next.focus();
  });
