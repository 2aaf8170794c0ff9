/** A dialog above the whole window. It returns the focus when it closes; Escape and a press beside it close it. */
import { useCallback, useLayoutEffect, useRef, type ReactNode } from 'react';

interface Props {
  label: string;
  className: string;
  close: () => void;
  children: ReactNode;
}

export const Modal = ({ label, className, close, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Before the element is removed, because only closing it returns the focus.
    return () => {
      element?.close();
      // Chromium 147 returns the focus to a text field that then takes no text, if another text field had the focus in the dialog.
      const field = document.activeElement;
      if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
      field.blur();
      field.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`modal ${className}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onPointerDown={({ target, currentTarget }) => {
        // The content covers the dialog, so a press on the dialog itself is beside it.
        if (target === currentTarget) close();
      }}
    >
      {children}
    </dialog>
  );
};

/** Closes the dialog before what follows, which then finds the focus where it was and may move it. */
export const useCloseFirst = (element: { current: HTMLElement | null }): (() => void) =>
  useCallback(() => element.current?.closest('dialog')?.close(), [element]);
