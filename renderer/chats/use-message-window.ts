/**
 * Decides which messages of a chat are drawn: those in view and a screen around them, so that a chat of any length opens at
 * once. The others leave an empty space of their height. The last two messages, the one with the focus and those of a selection
 * are always drawn; for printing, all messages are. The search in a chat (renderer/find) needs no message drawn.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { Message } from '../../main/shared/contract/message.ts';
import { lengthOf } from '../../main/shared/message/parts.ts';
import { useSignal } from '../state/use-signal.ts';
import { heightOfAll, messagesWithin, noteHeight } from './message-heights.ts';
import { placeOf } from './use-follow.ts';

/**
 * The part above and below the view that is drawn, in heights of the view; more is drawn when half of it has been scrolled
 * through.
 */
const marginViews = 1.5;

/** A chat with at most this many messages and characters is drawn completely. */
const smallChat = { messages: 30, characters: 60_000 };

const isSmall = (messages: readonly Message[]): boolean =>
  messages.length <= smallChat.messages &&
  messages.reduce((sum, message) => sum + lengthOf(message), 0) <= smallChat.characters;

/** A range of messages by their indices: from `first` up to but not including `end`. */
interface Span {
  first: number;
  end: number;
}

/** If the browser does not hold the view in place while heights above it change (Safari), this hook does. */
const holdsPlace = CSS.supports('overflow-anchor', 'auto');

export const useMessageWindow = (
  chatId: string | null,
  messages: readonly Message[],
  scroller: RefObject<HTMLDivElement | null>,
  content: RefObject<HTMLDivElement | null>,
) => {
  const [span, setSpan] = useState<Span>(() => firstSpan(chatId, messages));
  const [pinned, setPinned] = useState<readonly Span[]>([]);
  const [isWhole, setWhole] = useState(false);
  const now = useRef({ messages, span });
  useLayoutEffect(() => {
    now.current = { messages, span };
  });

  const anchor = useRef<{ element: Element; top: number } | null>(null);
  useLayoutEffect(() => {
    const held = anchor.current;
    anchor.current = null;
    if (held === null || scroller.current === null || !held.element.isConnected) return;
    scroller.current.scrollBy({ top: held.element.getBoundingClientRect().top - held.top });
  });

  /** Draws the messages that have come near the view. */
  const look = useCallback(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    const { messages: all, span: drawn } = now.current;
    const view = element.clientHeight;
    const top = element.scrollTop - (parseFloat(getComputedStyle(inner).paddingTop) || 0);
    const within = (views: number): Span => messagesWithin(all, top - views * view, top + (1 + views) * view);
    const near = within(marginViews / 2);
    if (near.first >= drawn.first && near.end <= drawn.end) return;
    if (!holdsPlace) anchor.current = anchorIn(element);
    setSpan(within(marginViews));
  }, [scroller, content]);

  /** Keeps messages drawn that have the focus or are selected. */
  const pin = useCallback(() => {
    const inner = content.current;
    if (inner === null) return;
    const next = [focused(inner), selected(inner, now.current.messages.length)].filter((one) => one !== null);
    setPinned((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
  }, [content]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return undefined;
    const print = (): void => flushSync(() => setWhole(true));
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    inner.addEventListener('focusin', pin);
    inner.addEventListener('focusout', pin);
    document.addEventListener('selectionchange', pin);
    window.addEventListener('beforeprint', print);
    look();
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
      inner.removeEventListener('focusin', pin);
      inner.removeEventListener('focusout', pin);
      document.removeEventListener('selectionchange', pin);
      window.removeEventListener('beforeprint', print);
    };
  }, [scroller, content, look, pin]);

  useSignal('reveal', (messageId) => {
    const index = messages.findIndex(({ id }) => id === messageId);
    if (index !== -1) flushSync(() => setPinned([{ first: index, end: index + 1 }]));
  });

  const small = isSmall(messages);
  const isDrawn = (index: number): boolean =>
    isWhole ||
    small ||
    index >= messages.length - 2 ||
    [span, ...pinned].some(({ first, end }) => index >= first && index < end);
  return { isDrawn, measure: useMeasure(look) };
};

/** Returns the `ref` of a drawn message, which stores its height whenever it changes. */
const useMeasure = (look: () => void): ((row: HTMLElement | null) => (() => void) | undefined) => {
  const observer = useMemo(
    () =>
      new ResizeObserver((entries) => {
        for (const { target, borderBoxSize } of entries) {
          const { blockSize, inlineSize } = borderBoxSize[0]!;
          noteHeight((target as HTMLElement).dataset['message']!, blockSize, inlineSize);
        }
        // If messages turn out lower than estimated, others come into view.
        look();
      }),
    [look],
  );
  useEffect(() => () => observer.disconnect(), [observer]);
  return useCallback(
    (row) => {
      if (row === null) return undefined;
      observer.observe(row);
      return () => observer.unobserve(row);
    },
    [observer],
  );
};

/** The messages that are drawn before any can be measured: around the place where the chat was left, or at its end. */
const firstSpan = (chatId: string | null, messages: readonly Message[]): Span => {
  const place = placeOf(chatId);
  const left = messages.findIndex(({ id }) => id === place?.messageId);
  const top =
    left === -1
      ? heightOfAll(messages) - innerHeight
      : heightOfAll(messages.slice(0, left)) + place!.offsetPx;
  const { first, end } = messagesWithin(messages, top - innerHeight / 2, top + 2 * innerHeight);
  return left === -1 ? { first, end } : { first: Math.min(first, left), end: Math.max(end, left + 1) };
};

const indexOf = (node: Node | null): number | null => {
  const element = node instanceof Element ? node : node?.parentElement;
  const index = element?.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? null : Number(index);
};

const focused = (inner: Element): Span | null => {
  const { activeElement } = document;
  const index = inner.contains(activeElement) ? indexOf(activeElement) : null;
  return index === null ? null : { first: index, end: index + 1 };
};

/** The range from the first to the last message that the selection touches. */
const selected = (inner: Element, count: number): Span | null => {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(inner)) return null;
  const first = inner.contains(range.startContainer) ? indexOf(range.startContainer) : 0;
  const last = inner.contains(range.endContainer) ? indexOf(range.endContainer) : count - 1;
  return { first: first ?? 0, end: (last ?? count - 1) + 1 };
};

/** The first message in view and its position. */
const anchorIn = (scroller: Element): { element: Element; top: number } | null => {
  const { top } = scroller.getBoundingClientRect();
  for (const element of scroller.querySelectorAll('[data-message]')) {
    const box = element.getBoundingClientRect();
    if (box.bottom > top) return { element, top: box.top };
  }
  return null;
};
