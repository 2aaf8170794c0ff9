/**
 * A panel beside its button. The browser's own popover gives it the top layer, Escape, closing on a click elsewhere
 * and the focus back on its button.
 */
import { createContext, use, useCallback, useId, useRef, useState, type ReactNode } from 'react';

const CloseContext = createContext<() => void>(() => undefined);

/** Closes the panel that the caller stands in. */
export const useClosePopover = (): (() => void) => use(CloseContext);

interface Props {
  label: string;
  /** What the button shows. */
  button: ReactNode;
  buttonLabel?: string;
  buttonClass: string;
  panelClass: string;
  buttonId?: string;
  buttonTitle?: string;
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
  children,
}: Props) => {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  const close = useCallback(() => panel.current?.hidePopover(), []);

  /** Below its button, within the window. */
  const place = (): void => {
    const element = panel.current;
    const from = opener.current?.getBoundingClientRect();
    if (!element || !from) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = Math.max(8, Math.min(from.left, innerWidth - width - 8));
    const below = from.bottom + 6;
    const top = below + height <= innerHeight - 8 ? below : Math.max(8, innerHeight - height - 8);
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  };

  return (
    <>
      <button
        type="button"
        ref={opener}
        id={buttonId}
        className={buttonClass}
        aria-label={buttonLabel}
        title={buttonTitle}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        popoverTarget={id}
      >
        {button}
      </button>
      <div
        id={id}
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={`popover ${panelClass}`}
        onToggle={(event) => {
          if (event.target !== panel.current) return;
          const opens = event.newState === 'open';
          setIsOpen(opens);
          if (opens)
            // The content is there with the next frame.
            requestAnimationFrame(() => {
              place();
              panel.current?.querySelector<HTMLElement>('[data-first]')?.focus();
            });
        }}
      >
        {isOpen && <CloseContext value={close}>{children}</CloseContext>}
      </div>
    </>
  );
};
