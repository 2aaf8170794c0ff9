/** The text of a key that was just made, which is shown only once. */
import { useEffect, useRef } from 'react';
import { CopyButton } from '../controls/copy-button.tsx';
import { serverWords } from '../words/local-server.ts';

const words = serverWords.keys;

interface Props {
  sentence: string;
  text: string;
  close: () => void;
}

export const MadeKeyNote = ({ sentence, text, close }: Props) => {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => note.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={note} className="made-key" role="group" aria-label={sentence} tabIndex={-1}>
      <p>{sentence}</p>
      <p className="made-key-text">
        <code>{text}</code>
        <CopyButton label={words.copy} text={() => text} hasWords />
      </p>
      <button type="button" className="button" onClick={close}>
        {words.done}
      </button>
    </div>
  );
};
