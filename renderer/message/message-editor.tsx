/** The field in which a message is edited in its place. */
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { isOfComposition } from '../controls/composition.ts';
import { useFitHeight } from '../controls/use-fit-height.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  /** The id of the field. */
  id?: string;
  text: string;
  /** Whether the message says something without this text. */
  mayBeEmpty?: boolean;
  label: string;
  /** What happens when the text is saved. */
  hint: string;
  /** Why it cannot be saved yet, which is shown instead of the hint. */
  held?: string | null;
  /** The name of the button that saves. */
  saveName: string;
  /** `enter`: Enter saves, and Shift+Enter breaks the line; `mod-enter`: Enter breaks the line, and Ctrl+Enter saves. */
  savesWith: 'enter' | 'mod-enter';
  keep: (text: string) => void;
  /** Called with the text while it is edited, and with `null` when the edit is abandoned. */
  typed: (text: string | null) => void;
  cancel: () => void;
  save: (text: string, pressedAt: number) => Promise<void>;
  /** Shown above the field. */
  children?: ReactNode;
}

export const MessageEditor = ({
  id,
  text,
  mayBeEmpty = false,
  label,
  hint,
  held = null,
  saveName,
  savesWith,
  keep,
  typed,
  cancel,
  save,
  children,
}: Props) => {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const take = (): void => {
      const element = field.current;
      if (element === null || document.activeElement === element) return;
      element.focus();
      element.setSelectionRange(element.value.length, element.value.length);
    };
    take();
    // A menu returns the focus to its button when it closes.
    const frame = requestAnimationFrame(take);
    return () => cancelAnimationFrame(frame);
  }, []);
  useFitHeight(field, value);
  const leave = useRef(typed);
  useEffect(() => () => leave.current(null), []);
  const canSave = held === null && (mayBeEmpty || value.trim() !== '');
  const trySave = ({ timeStamp }: { timeStamp: number }): void => {
    if (canSave) void save(value, timeStamp);
  };
  return (
    <div className="message-editor">
      {children}
      <textarea
        ref={field}
        id={id}
        aria-label={label}
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
          const saves = savesWith === 'enter' ? !event.shiftKey : event.ctrlKey || event.metaKey;
          if (event.key === 'Enter' && saves) {
            event.preventDefault();
            trySave(event);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            cancel();
          }
        }}
      />
      <div className="editor-tools">
        <span className="hint" role="status">
          {held ?? hint}
        </span>
        <button type="button" className="button" onClick={cancel}>
          {words.cancel}
        </button>
        <button type="button" className="button is-main" disabled={!canSave} onClick={trySave}>
          {saveName}
        </button>
      </div>
    </div>
  );
};
