/** The editor of a message that was sent or waits to be: what the user wrote, and what they pasted, apart as they sent it. */
import { useId, useSyncExternalStore } from 'react';
import type { MessagePart, SentPart } from '../../main/shared/contract/parts.ts';
import { sentPartsOf, textOf } from '../../main/shared/message/parts.ts';
import { editPlace, forgetEdit } from '../state/edits.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { keepPasted, pastedFrom, pastedJson } from '../state/pasted.ts';
import { useSession } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';
import { MessageEditor } from './message-editor.tsx';
import { PastedPieces } from './pasted-pieces.tsx';

interface Props {
  messageId: string;
  parts: readonly MessagePart[];
  /** What happens when the message is saved. */
  hint: string;
  /** The name of the button that saves. */
  saveName: string;
  /** Called with all texts of the message while it is edited, and with `null` when the edit is abandoned. */
  typed?: (text: string | null) => void;
  /** Resolves to false if the message could not be saved; the edit is kept then. */
  save: (parts: SentPart[], pressedAt: number) => Promise<boolean>;
  close: () => void;
}

export const SentEditor = ({ messageId, parts, hint, saveName, typed, save, close }: Props) => {
  const { drafts } = useSession();
  const place = editPlace(messageId);
  const fieldId = useId();
  const written = textOf({ parts: parts.filter(({ kind }) => kind === 'text') });
  const sent = parts.filter(({ kind }) => kind === 'pasted').map(({ text }) => text);
  const edited = useSyncExternalStore(drafts.listen, () => pastedJson(drafts, place));
  const shown = edited === '' ? sent : pastedFrom(edited);
  const pieces = shown.filter((piece) => piece.trim() !== '');
  const leave = (): void => {
    forgetEdit(drafts, messageId);
    close();
    focusComposer();
  };
  return (
    <MessageEditor
      id={fieldId}
      text={drafts.of(place) || written}
      mayBeEmpty={pieces.length > 0}
      label={chatWords.message.editor}
      hint={hint}
      saveName={saveName}
      savesWith="enter"
      keep={(text) => drafts.keep(place, text === written ? '' : text)}
      typed={(text) => typed?.(text === null ? null : textOf({ parts: sentPartsOf(pieces, text) }))}
      cancel={leave}
      save={async (text, pressedAt) => {
        if (await save(sentPartsOf(pieces, text), pressedAt)) leave();
      }}
    >
      <PastedPieces
        pieces={shown}
        change={(next) => keepPasted(drafts, place, next, sent)}
        fieldId={fieldId}
      />
    </MessageEditor>
  );
};
