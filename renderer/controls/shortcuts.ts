/** Runs the commands whose keys are pressed anywhere in the window. */
import { useEffect } from 'react';
import { isOfComposition } from './composition.ts';
import { useSession } from '../state/use-session.ts';
import type { Command } from '../commands/commands.ts';
import { isPressed } from '../commands/keys.ts';

type Press = Parameters<typeof isPressed>[1];

/** The command for these keys in this state; `undefined` if none. */
export const commandOf = (
  commands: readonly Command[],
  where: Command['where'],
  event: Press,
  ...state: Parameters<Command['applies']>
): Command | undefined =>
  commands.find(
    (command) =>
      command.where === where &&
      command.keys !== null &&
      isPressed(command.keys, event) &&
      command.applies(...state),
  );

/** A panel above the page handles Escape itself, and the browser clears a search field. */
const takesEscape = (target: EventTarget | null): boolean =>
  document.querySelector(':popover-open') !== null ||
  (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '');

/** A single character is typed into a text field. */
const typesInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches(
    'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="range"])',
  );

/** `commands` must be the same list in every rendering. */
export const useShortcuts = (commands: readonly Command[]): void => {
  const session = useSession();
  useEffect(() => {
    const withOtherKeys = commands.flatMap((command) =>
      command.otherKeys === undefined ? [] : [{ ...command, keys: command.otherKeys }],
    );
    const press = (event: KeyboardEvent): void => {
      if (isOfComposition(event) || event.defaultPrevented) return;
      // The window behind a modal dialog is inert.
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key === 'Escape' && takesEscape(event.target)) return;
      const listed = typesInto(event.target) ? commands : [...commands, ...withOtherKeys];
      const command = commandOf(listed, 'window', event, session.store.getState(), '');
      if (command === undefined) return;
      if (command.isModal && document.querySelector('.confirm') !== null) return;
      if (event.key !== 'Escape') event.preventDefault();
      command.run(session);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [session, commands]);
};
