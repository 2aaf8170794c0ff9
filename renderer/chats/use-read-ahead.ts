/** Has the draft processed when typing pauses, as long as the engine is otherwise idle. */
import { useEffect, useRef, type ChangeEvent } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';

/** Returns the handler for changes of the field. */
export const useReadAhead = (
  chatId: string | null,
  text: string,
  /** The documents of the draft whose text is known, as JSON; empty: none. They are processed in front of the text. */
  attached: string,
): ((event: ChangeEvent<HTMLTextAreaElement>) => void) => {
  const session = useSession();
  const isPasted = useRef(false);
  // The core processes no drafts during a turn, so the draft is sent again afterwards.
  const canRead = useWindow(
    (state) =>
      state.connection === 'open' &&
      state.settings?.typeAhead === true &&
      state.engine?.state === 'ready' &&
      state.running.size === 0,
  );

  useEffect(() => {
    if (canRead) session.readAhead.changed(chatId, text, isPasted.current, attached);
    else session.readAhead.left();
    isPasted.current = false;
    if (text === '' && attached === '') session.draftGone();
  }, [session, chatId, text, attached, canRead]);
  useEffect(() => () => session.readAhead.left(), [session]);

  return (event) => {
    const { inputType } = event.nativeEvent as InputEvent;
    isPasted.current = inputType === 'insertFromPaste' || inputType === 'insertFromDrop';
  };
};
