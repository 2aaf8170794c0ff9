/** The field above the message box for what the answer begins with. The model continues it. */
import { X } from 'lucide-react';
import { useId, useRef } from 'react';
import { isOfComposition } from '../controls/composition.ts';
import { useFitHeight } from '../controls/use-fit-height.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { thinksFirst } from '../state/thinking.ts';
import { useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.beginning;

/** The id of the field, by which it gets the focus. */
export const beginningFieldId = 'answer-beginning';

interface Props {
  text: string;
  change: (text: string) => void;
  close: () => void;
  send: (pressedAt: number) => void;
}

export const AnswerBeginning = ({ text, change, close, send }: Props) => {
  const thinks = useWindow(thinksFirst);
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  useFitHeight(field, text);
  const leave = (): void => {
    close();
    focusComposer();
  };
  return (
    <div className="answer-beginning">
      <label htmlFor={beginningFieldId}>{words.label}</label>
      <textarea
        id={beginningFieldId}
        ref={field}
        rows={1}
        dir="auto"
        spellCheck={false}
        placeholder={words.placeholder}
        aria-describedby={hint}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (isOfComposition(event)) return;
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            send(event.timeStamp);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            if (text === '') close();
            focusComposer();
          }
        }}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={words.remove}
        title={words.remove}
        onClick={leave}
      >
        <X aria-hidden />
      </button>
      <p id={hint} className="hint">
        {thinks ? words.hintInsteadOfThinking : words.hint}
      </p>
    </div>
  );
};
