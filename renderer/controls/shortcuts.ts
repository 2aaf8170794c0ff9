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

/** A dialog or panel above the page handles Escape itself, and the browser clears a search field. */
const takesEscape = (target: EventTarget | null): boolean =>
  document.querySelector(':popover-open, dialog[open]') !== null ||
  (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '');

/** `commands` must be the same list in every rendering. */
export const useShortcuts = (commands: readonly Command[]): void => {
  const session = useSession();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isOfComposition(event) || event.defaultPrevented) return;
      if (event.key === 'Escape' && takesEscape(event.target)) return;
      const command = commandOf(commands, 'window', event, session.store.getState(), '');
      if (command === undefined) return;
      if (event.key !== 'Escape') event.preventDefault();
      command.run(session);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [session, commands]);
};
