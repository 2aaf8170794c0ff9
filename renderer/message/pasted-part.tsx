/** A pasted text, folded until the user opens it. */
import { memo, useId } from 'react';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { PlainText } from './markdown/plain-text.tsx';
import type { PartProps } from './part-props.ts';
import { chatWords } from '../words/chat.ts';

export const PastedPart = memo(({ part: { text }, id }: PartProps<'pasted'>) => {
  const body = useId();
  const [isOpen, toggle] = useDisclosure(`pasted.${id}`, false);
  return (
    <section className="pasted-part">
      <DisclosureButton isOpen={isOpen} toggle={toggle} controls={body}>
        {chatWords.pasted.about(text)}
      </DisclosureButton>
      {isOpen && (
        <div id={body} className="question-text pasted-text" dir="auto">
          <PlainText text={text} />
        </div>
      )}
    </section>
  );
});
