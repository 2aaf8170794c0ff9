/** Counts the matches in the messages of the shown chat, whether they are drawn or not, in pieces between which the page responds. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { placesIn } from '../../main/shared/search/terms.ts';
import { hasTime, later } from '../message/markdown/work.ts';
import type { Live } from '../state/conversation.ts';
import { useWindow } from '../state/use-session.ts';
import { mayContain, shownText } from './shown-text.ts';

export interface Match {
  messageId: string;
  /** The index of the part in its message. */
  part: number;
  /** The number of the match in its part, from 0. */
  nth: number;
}

export interface Matches {
  all: readonly Match[];
  /** What was searched for. */
  terms: readonly string[];
  isCounting: boolean;
}

/** A running answer is searched this often, in ms. */
const liveMs = 400;
/** The share of a task, in ms. */
const longestMs = 12;
/** More in one part are not counted. */
export const mostInPart = 10_000;

const none: Matches = { all: [], terms: [], isCounting: false };

export const useMatches = (messages: readonly Message[], terms: readonly string[]): Matches => {
  const live = useSlowLive();
  const current = useMemo(
    () =>
      live === null
        ? messages
        : messages.map((message) =>
            message.id === live.messageId && message.ending === null
              ? { ...message, parts: live.parts }
              : message,
          ),
    [messages, live],
  );
  const [matches, setMatches] = useState<Matches>(none);
  useEffect(() => {
    const all: Match[] = [];
    let index = 0;
    let cancel = (): void => undefined;
    const run = (): void => {
      while (index < current.length && terms.length > 0) {
        if (!hasTime(longestMs)) {
          // A count that grows is shown only while there is no older one.
          setMatches((old) =>
            old.terms === terms && !old.isCounting ? old : { all: [...all], terms, isCounting: true },
          );
          cancel = later(run);
          return;
        }
        all.push(...matchesIn(current[index]!, terms));
        index += 1;
      }
      setMatches({ all, terms, isCounting: false });
    };
    run();
    return () => cancel();
  }, [current, terms]);
  return matches.terms === terms ? matches : { all: [], terms, isCounting: true };
};

const matchesIn = ({ id, role, parts }: Message, terms: readonly string[]): Match[] =>
  parts.flatMap((part, index) => {
    if (!mayContain(part, terms)) return [];
    const text = shownText(part, role);
    return placesIn(text, terms, mostInPart).map((_, nth) => ({ messageId: id, part: index, nth }));
  });

/** The running answer as it was at most `liveMs` ago. */
const useSlowLive = (): Live | null => {
  const live = useWindow((state) => state.live);
  const [slow, setSlow] = useState(live);
  const latest = useRef(live);
  useEffect(() => {
    latest.current = live;
  });
  const isBehind = slow !== live;
  useEffect(() => {
    if (!isBehind) return undefined;
    const timer = setTimeout(() => setSlow((now) => (now === slow ? latest.current : now)), liveMs);
    return () => clearTimeout(timer);
  }, [isBehind, slow]);
  return slow;
};
