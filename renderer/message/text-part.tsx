/** A text: an answer is Markdown, a question is shown as it was typed. */
import { memo, useId } from 'react';
import { markdownOf } from '../../main/shared/message/bound-text.ts';
import { CitedText } from '../documents/cited-text.tsx';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { useSignal } from '../state/use-signal.ts';
import { MarkdownText } from './markdown/markdown-text.tsx';
import { PlainText } from './markdown/plain-text.tsx';
import { MessageBoundary } from './message-boundary.tsx';
import type { PartProps } from './part-props.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

export const TextPart = memo(({ part, id, role, isGrowing }: PartProps<'text'>) =>
  role === 'user' ? (
    <QuestionText id={id} text={part.text} />
  ) : (
    <MessageBoundary text={part.text} retryOn={isGrowing}>
      <CitedText part={Number(id.slice(id.lastIndexOf('.') + 1))} text={part.text}>
        <MarkdownText text={markdownOf(part, isGrowing)} isGrowing={isGrowing} />
      </CitedText>
    </MessageBoundary>
  ),
);

/** A question with more characters or lines than this is folded. */
const foldedFrom = { characters: 1_500, lines: 18 };

const isLong = (text: string): boolean =>
  text.length > foldedFrom.characters || text.split('\n', foldedFrom.lines + 1).length > foldedFrom.lines;

/** A text with more characters than this is laid out in pieces, only those in view. */
const veryLongText = 20_000;

const QuestionText = ({ id, text }: { id: string; text: string }) => {
  const body = useId();
  const [isOpen, toggle, open] = useDisclosure(`question.${id}`, false);
  const canFold = isLong(text);
  useSignal('unfold', (partId) => {
    if (partId === id) open();
  });
  return (
    <>
      <div id={body} className="question-text" dir="auto" data-folded={(canFold && !isOpen) || undefined}>
        {text.length > veryLongText ? <PlainText text={text} /> : text}
      </div>
      {canFold && (
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={body}>
          {isOpen ? words.showLess : words.showMore}
        </DisclosureButton>
      )}
    </>
  );
};
