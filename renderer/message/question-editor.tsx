/** The field in which a message of the user is edited. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isOfComposition } from '../controls/composition.ts';
import { useFitHeight } from '../controls/use-fit-height.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  text: string;
  /** What happens when the text is saved. */
  hint: string;
  /** The name of the button that saves. */
  saveName: string;
  keep: (text: string) => void;
  /** Called with the text while it is edited, and with `null` when the edit is abandoned. */
  typed: (text: string | null) => void;
  cancel: () => void;
  save: (text: string, pressedAt: number) => Promise<void>;
}

export const QuestionEditor = ({ text, hint, saveName, keep, typed, cancel, save }: Props) => {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  useFitHeight(field, value);
  const leave = useRef(typed);
  useEffect(() => () => leave.current(null), []);
  const trySave = ({ timeStamp }: { timeStamp: number }): void => {
    if (value.trim() !== '') void save(value, timeStamp);
  };
  return (
    <div className="question-editor">
      <textarea
        ref={field}
        aria-label={words.editor}
        dir="auto"
        spellCheck
        value={value}
        onFocus={() => typed(value)}
        onChange={(event) => {
          setValue(event.target.value);
          keep(event.target.value);
          typed(event.target.value);
        }}
        onKeyDown={(event) => {
          if (isOfComposition(event)) return;
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            trySave(event);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            cancel();
          }
        }}
      />
      <div className="editor-tools">
        <span className="hint">{hint}</span>
        <button type="button" className="button" onClick={cancel}>
          {words.cancel}
        </button>
        <button type="button" className="button is-main" disabled={value.trim() === ''} onClick={trySave}>
          {saveName}
        </button>
      </div>
    </div>
  );
};
