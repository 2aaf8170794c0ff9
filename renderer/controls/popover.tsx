/**
 * A panel beside its button. The browser's own popover provides the top layer, Escape, closing on a click elsewhere, and
 * returning the focus to the button.
 */
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { createPortal } from 'react-dom';
import type { PanelId } from '../state/frame.ts';
import { useSession, useWindow } from '../state/use-session.ts';

const CloseContext = createContext<() => void>(() => undefined);

/** Closes the panel that contains the caller. */
export const useClosePopover = (): (() => void) => use(CloseContext);

interface Props {
  label: string;
  /** The content of the button. */
  button: ReactNode;
  buttonLabel?: string;
  buttonClass: string;
  panelClass: string;
  /** The name in the window's state of a panel that can also be opened from elsewhere. */
  panel?: PanelId;
  buttonTitle?: string;
  onClose?: () => void;
  /** False if other keys lead to the button. */
  isTabStop?: boolean;
  /** Drawn only while the panel is open. */
  children: ReactNode;
}

export const Popover = ({
  panel: name,
  label,
  button,
  buttonLabel,
  buttonTitle = buttonLabel,
  buttonClass,
  panelClass,
  onClose,
  isTabStop = true,
  children,
}: Props) => {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const session = useSession();
  const asked = useWindow((state) => (name !== undefined && state.panel?.id === name ? state.panel : null));
  const opener = useRef<HTMLButtonElement>(null);
  /** The number of the opening whose content is drawn; `null` while the panel is closed. */
  const [opening, setOpening] = useState<number | null>(null);
  const isOpen = opening !== null;
  const openings = useRef(0);
  /** The browser has decided to hide the panel, and has not told that it is hidden yet. */
  const isHiding = useRef(false);

  const close = useCallback(() => panel.current?.hidePopover(), []);

  const focusFirst = useEffectEvent((element: HTMLElement): void => {
    // The page may have the same setting.
    const first =
      asked?.focus === undefined ? null : element.querySelector<HTMLElement>(`#${CSS.escape(asked.focus)}`);
    const control = first?.matches('[tabindex], input, button')
      ? first
      : first?.querySelector<HTMLElement>('input, select, textarea, button');
    (control ?? element.querySelector<HTMLElement>('[data-first]'))?.focus();
    control?.scrollIntoView({ block: 'center' });
  });
  useLayoutEffect(() => {
    const element = panel.current;
    const from = opener.current;
    if (opening === null || !element || !from) return undefined;
    place(element, from);
    focusFirst(element);
    // A panel that grows stays within the window.
    const watch = new ResizeObserver(() => place(element, from));
    watch.observe(element);
    return () => watch.disconnect();
  }, [opening]);

  useEffect(() => {
    const element = panel.current;
    if (name === undefined || element === null) return;
    const isShown = element.matches(':popover-open');
    if (asked !== null && !isShown) element.showPopover({ source: opener.current! });
    else if (asked === null && isShown && !isHiding.current) element.hidePopover();
  }, [name, asked]);
  // A panel is closed when its page is left.
  useEffect(
    () => () => {
      if (name !== undefined) session.closePanel(name);
    },
    [session, name],
  );

  return (
    <>
      <button
        type="button"
        ref={opener}
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
          onBeforeToggle={(event) => {
            if (event.target !== panel.current) return;
            isHiding.current = event.newState === 'closed';
            // At once, since `toggle` comes later, and a key that opens the panel again may be pressed before it.
            if (name !== undefined && isHiding.current) session.closePanel(name);
          }}
          onToggle={(event) => {
            if (event.target !== panel.current) return;
            isHiding.current = false;
            const isNowOpen = event.newState === 'open';
            if (isNowOpen) openings.current += 1;
            setOpening(isNowOpen ? openings.current : null);
            if (name !== undefined && isNowOpen) session.openPanel(name);
            if (!isNowOpen) onClose?.();
          }}
        >
          {isOpen && <CloseContext value={close}>{children}</CloseContext>}
        </div>,
        document.body,
      )}
    </>
  );
};

/** Places the panel below its button, at the edge where lines begin, or above it if there is no room below, within the window. */
const place = (panel: HTMLElement, button: HTMLElement): void => {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const start = getComputedStyle(button).direction === 'rtl' ? from.right - width : from.left;
  const left = Math.max(8, Math.min(start, innerWidth - width - 8));
  const below = from.bottom + 6;
  const above = from.top - 6 - height;
  const top =
    below + height <= innerHeight - 8 ? below : above >= 8 ? above : Math.max(8, innerHeight - height - 8);
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
};
