/** What a reasoning model thought before its answer: open while it thinks, folded once the answer begins. */
import { useId } from 'react';
import { DisclosureButton, useDisclosure } from '../parts/disclosure.tsx';
import { MarkdownText } from './markdown/markdown-text.tsx';
import { MessageBoundary } from './message-boundary.tsx';

interface Props {
  id: string;
  text: string;
  isThinking: boolean;
}

export const Reasoning = ({ id, text, isThinking }: Props) => {
  const body = useId();
  const [isOpen, toggle] = useDisclosure(`reasoning.${id}`, isThinking);
  return (
    <section className="reasoning">
      <DisclosureButton isOpen={isOpen} toggle={toggle} controls={body}>
        {isThinking ? 'Thinking' : 'Reasoning'}
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
