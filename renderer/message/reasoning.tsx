/** The thoughts before an answer: open until the answer begins, then folded, unless the user is reading them. */
import { useId, useState } from 'react';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { MarkdownText } from './markdown/markdown-text.tsx';
import { MessageBoundary } from './message-boundary.tsx';
import { chatWords } from '../words/chat.ts';

interface Props {
  id: string;
  text: string;
  isThinking: boolean;
  /** No answer follows the thoughts, at least not yet. */
  isAll: boolean;
}

export const Reasoning = ({ id, text, isThinking, isAll }: Props) => {
  const body = useId();
  const [wasThinking, setWasThinking] = useState(isThinking);
  const [isHeldOpen, setHeldOpen] = useState(false);
  if (wasThinking !== isThinking) {
    setWasThinking(isThinking);
    setHeldOpen(!isThinking && isBeingRead(body));
  }
  const [isOpen, toggle] = useDisclosure(`reasoning.${id}`, isAll || isHeldOpen);
  return (
    <section className="reasoning">
      <DisclosureButton isOpen={isOpen} toggle={toggle} controls={body}>
        {isThinking ? chatWords.thinking.running : chatWords.thinking.thoughts}
      </DisclosureButton>
      {isOpen && (
        <div id={body} className="reasoning-text">
          <MessageBoundary text={text} retryOn={isThinking}>
            <MarkdownText text={text} isGrowing={isThinking} />
          </MessageBoundary>
        </div>
      )}
    </section>
  );
};

/** Whether someone reads in the element: it is in view away from the end of the chat, or has the focus or a selection. */
const isBeingRead = (id: string): boolean => {
  const element = document.getElementById(id);
  const scroller = element?.closest('.scroller');
  if (!element || !scroller) return false;
  const selection = document.getSelection();
  if (element.contains(document.activeElement)) return true;
  if (selection !== null && !selection.isCollapsed && selection.containsNode(element, true)) return true;
  // The way to the end is offered to whoever is elsewhere.
  const isElsewhere = scroller.parentElement?.querySelector('.to-end') !== null;
  const { top, bottom } = element.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  return isElsewhere && bottom > view.top && top < view.bottom;
};
