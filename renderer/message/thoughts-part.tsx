/** The thoughts before an answer: open until the answer begins, then folded, unless the user is reading them. */
import { memo, useId, useState } from 'react';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { useSignal } from '../state/use-signal.ts';
import { MarkdownText } from './markdown/markdown-text.tsx';
import { MessageBoundary } from './message-boundary.tsx';
import type { PartProps } from './part-props.ts';
import { useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';
import { duration, wholeSeconds } from '../words/figures.ts';

const words = chatWords.thinking;

type Props = PartProps<'thoughts'>;

export const ThoughtsPart = memo(({ part: { text }, id, isLast, isGrowing, thoughtMs }: Props) => {
  const body = useId();
  const [wasGrowing, setWasGrowing] = useState(isGrowing);
  const [isHeldOpen, setHeldOpen] = useState(false);
  if (wasGrowing !== isGrowing) {
    setWasGrowing(isGrowing);
    setHeldOpen(!isGrowing && isBeingRead(body));
  }
  const [isOpen, toggle, open] = useDisclosure(`thoughts.${id}`, isLast || isHeldOpen);
  useSignal('unfold', (partId) => {
    if (partId === id) open();
  });
  return (
    <section className="reasoning">
      <DisclosureButton isOpen={isOpen} toggle={toggle} controls={body}>
        {isGrowing ? (
          <Thinking />
        ) : thoughtMs === null ? (
          words.thoughts
        ) : (
          words.thoughtFor(thoughtMs < 1000 ? duration(thoughtMs) : wholeSeconds(thoughtMs))
        )}
      </DisclosureButton>
      {isOpen && (
        <div id={body} className="reasoning-text">
          <MessageBoundary text={text} retryOn={isGrowing}>
            <MarkdownText text={text} isGrowing={isGrowing} />
          </MessageBoundary>
        </div>
      )}
    </section>
  );
});

/** How long the running answer has been thinking, in whole seconds. */
const Thinking = () => {
  const seconds = useWindow(({ phase }) =>
    phase?.name === 'decode' ? Math.floor((phase.ms ?? 0) / 1000) : 0,
  );
  return seconds === 0 ? words.running : words.runningFor(wholeSeconds(1000 * seconds));
};

/** Whether the user is reading the element: it is in view away from the end of the chat, or has the focus or a selection. */
const isBeingRead = (id: string): boolean => {
  const element = document.getElementById(id);
  const scroller = element?.closest('.scroller');
  if (!element || !scroller) return false;
  const selection = document.getSelection();
  if (element.contains(document.activeElement)) return true;
  if (selection !== null && !selection.isCollapsed && selection.containsNode(element, true)) return true;
  // The button to the end is shown when the view is elsewhere.
  const isElsewhere = scroller.parentElement?.querySelector('.to-end') !== null;
  const { top, bottom } = element.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  return isElsewhere && bottom > view.top && top < view.bottom;
};
