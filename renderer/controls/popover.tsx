/**
 * A panel beside its button. The browser's own popover gives it the top layer, Escape, closing on a click elsewhere
 * and the focus back on its button.
 */
import {
  createContext,
  use,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { createPortal } from 'react-dom';

const CloseContext = createContext<() => void>(() => undefined);

/** Closes the panel that the caller stands in. */
export const useClosePopover = (): (() => void) => use(CloseContext);

/** Opens the panel of a button from elsewhere, with the focus on one of the things in it. */
export const openPanel = (buttonId: string, focusId: string): void => {
  const button = document.getElementById(buttonId);
  const panel = document.getElementById(button?.getAttribute('popovertarget') ?? '');
  // What it holds is drawn when it has told that it is open.
  const focus = (): void => {
    requestAnimationFrame(() => document.getElementById(focusId)?.focus());
  };
  panel?.addEventListener('toggle', focus, { once: true });
  button?.click();
};

interface Props {
  label: string;
  /** What the button shows. */
  button: ReactNode;
  buttonLabel?: string;
  buttonClass: string;
  panelClass: string;
  buttonId?: string;
  buttonTitle?: string;
  onClose?: () => void;
  /** False where other keys lead to the button. */
  isTabStop?: boolean;
  /** Drawn only while the panel is open. */
  children: ReactNode;
}

export const Popover = ({
  label,
  button,
  buttonLabel,
  buttonId,
  buttonTitle = buttonLabel,
  buttonClass,
  panelClass,
  onClose,
  isTabStop = true,
  children,
}: Props) => {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  const close = useCallback(() => panel.current?.hidePopover(), []);

  useLayoutEffect(() => {
    const element = panel.current;
    if (!isOpen || !element || !opener.current) return;
    place(element, opener.current);
    element.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [isOpen]);

  return (
    <>
      <button
        type="button"
        ref={opener}
        id={buttonId}
        className={buttonClass}
        aria-label={buttonLabel}
        title={buttonTitle}
        tabIndex={isTabStop ? undefined : -1}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        popoverTarget={id}
      >
        {button}
      </button>
      {/* Elsewhere in the page, so that what it holds is not part of the status or the list that its button is in. */}
      {createPortal(
        <div
          id={id}
          ref={panel}
          popover="auto"
          role="dialog"
          aria-label={label}
          className={`popover ${panelClass}`}
          onToggle={(event) => {
            if (event.target !== panel.current) return;
            setIsOpen(event.newState === 'open');
            if (event.newState === 'closed') onClose?.();
          }}
        >
          {isOpen && <CloseContext value={close}>{children}</CloseContext>}
        </div>,
        document.body,
      )}
    </>
  );
};

/** Puts the panel below its button, or above it where there is no room below, within the window. */
const place = (panel: HTMLElement, button: HTMLElement): void => {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.max(8, Math.min(from.left, innerWidth - width - 8));
  const below = from.bottom + 6;
  const above = from.top - 6 - height;
  const top =
    below + height <= innerHeight - 8 ? below : above >= 8 ? above : Math.max(8, innerHeight - height - 8);
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
};
