/** The search in the shown chat: a field above the conversation, the number of matches, and the way to the next one. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { goToMessage } from '../controls/go-to-message.ts';
import { focusComposer } from '../state/focus-composer.ts';
import type { InChat } from '../state/search.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { findWords as words } from '../words/search.ts';
import { FindControls, takeFocus } from './find-controls.tsx';
import { showMatch } from './show-match.ts';
import { useHighlights } from './use-highlights.ts';
import { useMatches, type Match, type Matches } from './use-matches.ts';

interface Props {
  messages: readonly Message[];
  scroller: RefObject<HTMLDivElement | null>;
}

export const FindBar = (props: Props) => {
  const search = useWindow((state) => state.inChat);
  return search === null ? null : <Bar search={search} {...props} />;
};

const isSame = (one: Match, other: Match): boolean =>
  one.messageId === other.messageId && one.part === other.part && one.nth === other.nth;

const Bar = ({ search, messages, scroller }: Props & { search: InChat }) => {
  const session = useSession();
  const bar = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const matches = useMatches(messages, search.terms);
  const [current, setCurrent] = useState<{ match: Match; terms: readonly string[] } | null>(null);
  const shown = current?.terms === search.terms ? current.match : null;
  useHighlights(scroller, matches, shown);
  const at = shown === null ? -1 : matches.all.findIndex((match) => isSame(match, shown));

  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const { activeElement } = document;
    before.current =
      activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
  }, []);

  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);
  const show = (match: Match): void => {
    setCurrent({ match, terms: search.terms });
    stop.current();
    if (scroller.current) stop.current = showMatch(session, scroller.current, match, search.terms);
  };
  const step = (by: 1 | -1): void => {
    const { all } = matches;
    if (all.length === 0) return;
    const from = at === -1 ? (by === 1 ? -1 : 0) : at;
    show(all[(from + by + all.length) % all.length]!);
  };

  // A new search shows its first match: in the message that was opened, or from the view on.
  const showFirst = useEffectEvent(({ all, isCounting }: Matches): void => {
    if (shown !== null || all.length === 0) return;
    const order = new Map(messages.map(({ id }, index) => [id, index]));
    const { start } = search;
    const from = start === null ? firstInView(scroller.current) : start.messageId;
    const least = from === null ? 0 : (order.get(from) ?? 0);
    const later = all.filter(({ messageId }) => (order.get(messageId) ?? 0) >= least);
    if (later.length === 0 && isCounting) return;
    const hit = later.find(
      ({ messageId, part }) =>
        messageId === start?.messageId && messages[order.get(messageId)!]?.parts[part]?.kind === start.kind,
    );
    show(hit ?? later[0] ?? all[0]!);
  });
  const isWithout = shown === null && matches.all.length > 0;
  useEffect(() => {
    if (!isWithout) return undefined;
    // A message that was opened gets the focus before.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => showFirst(matches)));
    return () => cancelAnimationFrame(frame);
  }, [isWithout, matches]);

  // The keyboard continues from the message that was opened.
  const { start } = search;
  useEffect(() => {
    if (start === null) {
      if (document.activeElement !== field.current) takeFocus(field.current);
      return undefined;
    }
    const frame = requestAnimationFrame(() => goToMessage(session, start.messageId));
    return () => cancelAnimationFrame(frame);
  }, [session, start]);

  useSignal('find', (what) => {
    if (what === 'field') takeFocus(field.current);
    else if (what === 'next') step(1);
    else if (what === 'previous') step(-1);
    else if (bar.current?.contains(document.activeElement)) {
      before.current?.focus();
      if (document.activeElement !== before.current) focusComposer();
    }
  });

  return (
    <FindControls
      label={words.label}
      bar={bar}
      field={field}
      text={search.text}
      count={
        search.terms.length === 0
          ? ''
          : matches.all.length === 0
            ? matches.isCounting
              ? ''
              : words.none
            : words.position(at + 1, matches.all.length)
      }
      change={session.findFor}
      step={step}
    />
  );
};

/** The first message in view. */
const firstInView = (scroller: Element | null): string | null => {
  if (scroller === null) return null;
  const { top } = scroller.getBoundingClientRect();
  for (const row of scroller.querySelectorAll<HTMLElement>('[data-message]'))
    if (row.getBoundingClientRect().bottom > top) return row.dataset['message']!;
  return null;
};
