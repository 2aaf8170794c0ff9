/** The quick window's half of the desktop shell: its size, its opening, and the text that the user lets it take. */
import { useEffect, useLayoutEffect, type RefObject } from 'react';
import { focusComposer } from './state/focus-composer.ts';
import { desktopShell, tellShell } from './state/shell.ts';
import { useSession } from './state/use-session.ts';

/** A conversation that is older than this gives way to a new question when the window is opened again, in ms. */
const freshMs = 120_000;

/** `content`: the parts of the window with a question alone, whose height the window follows. */
export const useQuickShell = (isEmpty: boolean, content: RefObject<HTMLElement | null>): void => {
  const session = useSession();
  useEffect(() => {
    const shell = desktopShell();
    if (shell === undefined) return undefined;
    let hiddenAt = 0;
    const leave = (): void => {
      hiddenAt = performance.now();
    };
    window.addEventListener('blur', leave);
    shell.listen((message) => {
      if (message.kind === 'text') session.addTaken(message.text);
      if (message.kind === 'zoomed') session.zoomed(message.percent);
      if (message.kind !== 'opened') return;
      const { shownChatId, phase } = session.store.getState();
      const isOld = hiddenAt > 0 && performance.now() - hiddenAt > freshMs;
      if (shownChatId !== null && phase === null && isOld) void session.showChat(null);
      focusComposer();
    });
    tellShell({ kind: 'ready' });
    return () => {
      window.removeEventListener('blur', leave);
      shell.listen(() => undefined);
    };
  }, [session]);
  useLayoutEffect(() => {
    const element = content.current;
    if (!isEmpty || element === null) return tellShell({ kind: 'quick-height', height: null });
    const tell = (): void => tellShell({ kind: 'quick-height', height: Math.ceil(element.offsetHeight) });
    // A hidden window has no frames, in which the observer would tell the first height.
    tell();
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [isEmpty, content]);
};
