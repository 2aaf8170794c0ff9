/** All commands: those of the registry, and those of the pages and their tabs. */
import { commands, type Command } from './commands/commands.ts';
import { pageCommands, tabCommands } from './pages.tsx';

/** The commands by the names that menus know them by. */
export const commandsById: ReadonlyMap<string, Command> = new Map([
  ...Object.entries<Command>(commands),
  ...[...pageCommands, ...tabCommands].map((command) => [command.id, command] as const),
]);

export const allCommands = [...commandsById.values()];
