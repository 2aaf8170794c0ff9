/** What a command is. Help, parsing and completion are made from the table of commands (commands.ts). */
import type { cliCommandWords } from '../../shared/words/cli.ts';
import type { Session } from './session.ts';
import type { CliShell } from './shell.ts';
import type { Terminal } from './terminal.ts';

export type CommandName = keyof typeof cliCommandWords;

/** What completes a word: names of models or of commands, files, folders, or a list. */
export type Completion = 'models' | 'commands' | 'files' | 'folders' | readonly string[] | null;

/** A switch, or an option with a value. */
export type OptionForm =
  | { kind: 'switch'; short?: string }
  | {
      kind: 'value';
      short?: string;
      /** The name of the value in help, in capitals. */
      value: string;
      completes?: Completion;
    };

/** The values that were given: false and `null` for those that were not. */
export type ValuesOf<Options> = {
  [Name in keyof Options]: Options[Name] extends { kind: 'switch' } ? boolean : string | null;
};

/** What a command gets: the terminal, the data folder, the shell that runs it, and the way to a core. */
export interface Context {
  terminal: Terminal;
  dataFolder: string;
  shell: CliShell;
  env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl+C and the other signals that end a program. */
  stop: AbortSignal;
  /** Calls `listener` for SIGHUP, which otherwise ends the command. */
  onReload(listener: () => void): void;
  /** All commands. */
  commands: readonly Command[];
  /** The Hearth that runs on the data folder or, if there is none, a core of this process. Throws `Refusal`. */
  open(): Promise<Session>;
  /** The Hearth that runs; `null` if there is none. Throws `Refusal`. */
  openRunning(): Promise<Session | null>;
}

export interface Command {
  name: CommandName;
  /** What follows its name, as help writes it. */
  operands: string;
  least: number;
  most: number;
  completes: Completion;
  options: Readonly<Record<string, OptionForm>>;
  /** Resolves with the exit code. Throws `Refusal` with the reason. */
  run(context: Context, operands: string[], values: Record<string, boolean | string | null>): Promise<number>;
}

type OptionsOf<Name extends CommandName> = Readonly<
  Record<keyof (typeof cliCommandWords)[Name]['options'], OptionForm>
>;

/** Types a command by its own options: each has a text, and each text belongs to one. */
export const defineCommand = <Name extends CommandName, const Options extends OptionsOf<Name>>(
  command: Omit<Command, 'name' | 'options' | 'run'> & {
    name: Name;
    options: Options;
    run(context: Context, operands: string[], values: ValuesOf<Options>): Promise<number>;
  },
): Command => command as unknown as Command;

/** The exit codes. */
export const exitCodes = {
  done: 0,
  /** Refused, or failed. */
  failed: 1,
  /** The arguments or the data folder cannot be used. */
  unusable: 2,
  /** Ended by SIGINT, as shells report it. */
  interrupted: 130,
} as const;
