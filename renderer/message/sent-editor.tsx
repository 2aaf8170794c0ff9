/** The editor of a message that was sent or waits to be: what the user wrote, and what they pasted, apart as they sent it. */
import { useId, useMemo, useSyncExternalStore } from 'react';
import type { MessagePart, SentPart } from '../../main/shared/contract/parts.ts';
import { sentPartsOf, textOf } from '../../main/shared/message/parts.ts';
import { editPlace, forgetEdit } from '../state/edits.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { AttachButton } from '../documents/attach-button.tsx';
import { AttachedDocuments } from '../documents/attached-documents.tsx';
import { useCosts } from '../documents/use-costs.ts';
import { whyHeld } from '../documents/why-held.ts';
import { wholeOf } from '../state/documents-actions.ts';
import { attachedFrom, attachedJson, keepAttached, withAttached } from '../state/attached.ts';
import { documentParts } from '../state/documents.ts';
import { keepPasted, pastedFrom, pastedJson } from '../state/pasted.ts';
import { useSession, useWindow } from '../state/use-session.ts';
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
  const documents = useWindow((state) => state.documents);
  const chatId = useWindow((state) => state.shownChatId);
  const sentDocuments = useMemo(() => parts.filter((part) => part.kind === 'document'), [parts]);
  const names = useMemo(
    () => new Map(sentDocuments.map(({ documentId, name }) => [documentId, name])),
    [sentDocuments],
  );
  const editedDocuments = useSyncExternalStore(drafts.listen, () => attachedJson(drafts, place));
  const attached = useMemo(
    () => (editedDocuments === '' ? sentDocuments : attachedFrom(editedDocuments)),
    [editedDocuments, sentDocuments],
  );
  const costs = useCosts(chatId, attached);
  const adding = useWindow((state) => state.addingDocuments);
  const held = whyHeld(attached, documents, adding);
  const partsWith = (text: string): SentPart[] =>
    sentPartsOf(pieces, text, documentParts(attached, documents, names));
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
      // The core waits for a text that is being extracted, but it does not know what is still being added.
      held={held?.until?.step === 'extracting' ? null : (held?.why ?? null)}
      saveName={saveName}
      savesWith="enter"
      keep={(text) => drafts.keep(place, text === written ? '' : text)}
      typed={(text) => typed?.(text === null ? null : textOf({ parts: partsWith(text) }))}
      cancel={leave}
      save={async (text, pressedAt) => {
        if (await save(partsWith(text), pressedAt)) leave();
      }}
    >
      <AttachedDocuments
        attached={attached}
        costs={costs}
        names={names}
        change={(next) => keepAttached(drafts, place, next, sentDocuments)}
        fieldId={fieldId}
      />
      <AttachButton
        attach={(added) => keepAttached(drafts, place, withAttached(attached, wholeOf(added)), sentDocuments)}
      />
      <PastedPieces
        pieces={shown}
        change={(next) => keepPasted(drafts, place, next, sent)}
        fieldId={fieldId}
      />
    </MessageEditor>
  );
};
