/** The pasted texts of a message that is being written, above its field: each can be opened and edited, and removed. */
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { DisclosureButton } from '../controls/disclosure.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.pasted;

interface Props {
  pieces: readonly string[];
  change: (pieces: readonly string[]) => void;
  /** The id of the field below, which gets the focus when a piece is removed. */
  fieldId: string;
}

export const PastedPieces = ({ pieces, change, fieldId }: Props) =>
  pieces.length === 0 ? null : (
    <ul className="pasted-pieces" aria-label={words.list}>
      {pieces.map((text, index) => (
        <Piece
          // A piece has no id; removing one folds those behind it.
          key={`${pieces.length}.${index}`}
          text={text}
          edit={(next) => change(pieces.with(index, next))}
          remove={() => {
            change(pieces.toSpliced(index, 1));
            document.getElementById(fieldId)?.focus();
          }}
        />
      ))}
    </ul>
  );

const Piece = ({
  text,
  edit,
  remove,
}: {
  text: string;
  edit: (text: string) => void;
  remove: () => void;
}) => {
  const body = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="pasted-piece">
      <div className="pasted-head">
        <DisclosureButton isOpen={isOpen} toggle={() => setOpen(!isOpen)} controls={body}>
          {words.about(text)}
        </DisclosureButton>
        <button
          type="button"
          className="icon-button"
          aria-label={words.remove}
          title={words.remove}
          onClick={remove}
        >
          <X aria-hidden />
        </button>
      </div>
      {isOpen && (
        <textarea
          id={body}
          rows={8}
          aria-label={words.edit}
          dir="auto"
          spellCheck={false}
          value={text}
          onChange={(event) => edit(event.target.value)}
        />
      )}
    </li>
  );
};
