/** Has the draft read while it rests, as long as the engine has nothing else to do. */
import { useEffect, useRef, type ChangeEvent } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';

/** Returns what the field's changes are noted with. */
export const useReadAhead = (
  chatId: string | null,
  text: string,
): ((event: ChangeEvent<HTMLTextAreaElement>) => void) => {
  const session = useSession();
  const isPasted = useRef(false);
  // While a turn runs the core reads no draft, so it is told again afterwards.
  const canRead = useWindow(
    (state) =>
      state.connection === 'open' &&
      state.settings?.typeAhead === true &&
      state.engine?.state === 'ready' &&
      state.running.size === 0,
  );

  useEffect(() => {
    if (canRead) session.readAhead.changed(chatId, text, isPasted.current);
    else session.readAhead.left();
    isPasted.current = false;
    if (text === '') session.draftGone();
  }, [session, chatId, text, canRead]);
  useEffect(() => () => session.readAhead.left(), [session]);

  return (event) => {
    const { inputType } = event.nativeEvent as InputEvent;
    isPasted.current = inputType === 'insertFromPaste' || inputType === 'insertFromDrop';
  };
};
