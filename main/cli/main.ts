/** The command `hearth`, from its arguments to its exit code. */
import { language, languageFor, speak } from '../shared/language/language.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { say, sentenceOf } from '../shared/words/catalogue.ts';
import { german } from '../shared/words/german/german.ts';
import type { Told } from '../shared/words/told.ts';
import { startProblem } from '../shell/start-problem.ts';
import { version } from '../system/paths.ts';
import { systemLanguages } from '../system/system-languages.ts';
import { exitCodes, type Command, type Context } from './session/command.ts';
import { commands } from './commands.ts';
import type { CliShell } from './session/shell.ts';
import { helpOf, helpOfAll } from './session/help.ts';
import { parseCommand } from './session/parse.ts';
import { openRunning, openSession } from './session/session.ts';
import type { Signals } from './session/signals.ts';
import { openTerminal, type Streams, type Terminal } from './session/terminal.ts';

export interface CliOptions extends Signals {
  shell: CliShell;
  streams: Streams;
}

/** Whether `name` is a command, so that a launcher can tell it from options of its own. */
export const isCommand = (name: string | undefined): boolean =>
  commands.some((command) => command.name === name);

/** Resolves with the exit code. */
export const runCli = async (args: readonly string[], options: CliOptions): Promise<number> => {
  speakSystemLanguage();
  const terminal = openTerminal(options.streams);
  const [name, ...rest] = args;
  const command = commands.find((one) => one.name === name);
  if (command !== undefined) return runCommand(command, rest, options, terminal);
  if (name === '--version') terminal.line(version);
  else if (name === '--help' || name === '-h') terminal.line(helpOfAll(commands));
  else {
    terminal.note(
      name === undefined ? helpOfAll(commands) : sentenceOf(say('cli.unknown-command', { name })),
    );
    return exitCodes.unusable;
  }
  return exitCodes.done;
};

/** Also the catalogue, which the core leaves in English: a command's sentences are for the person at the terminal. */
const speakSystemLanguage = (): void => {
  const chosen = languageFor('system', systemLanguages());
  if (chosen !== language()) speak(chosen, chosen === 'de' ? german : {});
};

const runCommand = async (
  command: Command,
  args: readonly string[],
  { shell, streams, stop, onReload }: CliOptions,
  terminal: Terminal,
): Promise<number> => {
  let dataFolder = '';
  try {
    const parsed = parseCommand(command, args);
    if (parsed.wantsHelp) {
      terminal.line(helpOf(command));
      return exitCodes.done;
    }
    ({ dataFolder } = parsed);
    const context: Context = {
      terminal,
      dataFolder,
      shell,
      env: streams.env,
      stop,
      onReload,
      commands,
      open: () => openSession({ dataFolder, shell, terminal }, stop),
      openRunning: () => openRunning(dataFolder),
    };
    const code = await command.run(context, parsed.operands, parsed.values);
    return stop.aborted && code === exitCodes.failed ? exitCodes.interrupted : code;
  } catch (error) {
    const told = toldBy(error) ?? startProblem(error, dataFolder);
    if (stop.aborted) return exitCodes.interrupted;
    terminal.note(sentenceOf(told));
    return isUnusable(told) ? exitCodes.unusable : exitCodes.failed;
  }
};

/** What a refusal says, also one of the core over a connection; `null` for other errors. */
const toldBy = (error: unknown): Told | null =>
  error instanceof Refusal || (error instanceof Error && error.name === 'CallError')
    ? (error as Error & { told: Told }).told
    : null;

/** Refusals of arguments and of the data folder. */
const isUnusable = ({ code }: Told): boolean =>
  code.startsWith('start.') || unusable.has(code) || code.startsWith('database.');
const unusable: ReadonlySet<string> = new Set([
  'cli.unknown-command',
  'cli.no-prompt',
  'cli.bad-key',
  'cli.not-json',
  'cli.usage',
  'cli.bad-choice',
  'cli.bad-number',
  'cli.exclude-each-other',
  'cli.unsupported-shell',
  'cli.needs-yes',
  'cli.bad-model-name',
  'cli.no-service-here',
  'measuring.not-whole',
  'measuring.not-all-whole',
  'measuring.too-many-numbers',
]);
