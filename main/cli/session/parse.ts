/** Reads the arguments of a command by its entry in the table. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { usualDataFolder } from '../../shell/portable.ts';
import type { Command, OptionForm } from './command.ts';
import { usageOf } from './help.ts';

/** The options of every command. */
export const everywhere = {
  data: { kind: 'value', value: 'DIR', completes: 'folders' },
  help: { kind: 'switch', short: 'h' },
} as const satisfies Record<string, OptionForm>;

export interface Parsed {
  wantsHelp: boolean;
  dataFolder: string;
  operands: string[];
  values: Record<string, boolean | string | null>;
}

/** Throws `Refusal` on options that are not known, and on operands that are too few or too many. */
export const parseCommand = (command: Command, args: readonly string[]): Parsed => {
  const forms: Record<string, OptionForm> = { ...command.options, ...everywhere };
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: optionsOf(forms), allowPositionals: true });
  } catch (error) {
    // Node's next sentences are about code.
    throw new Refusal('start.bad-option', { why: (error as Error).message.replace(/\. .*$|\.$/s, '') });
  }
  const { positionals: operands } = parsed;
  const given = parsed.values as Record<string, boolean | string | undefined>;
  const wantsHelp = given['help'] === true;
  const { length } = operands;
  if (!wantsHelp && (length < command.least || length > command.most))
    throw new Refusal('cli.usage', { usage: usageOf(command) });
  if (given['data'] === '') throw new Refusal('start.no-data-folder');
  return {
    wantsHelp,
    dataFolder: (given['data'] as string | undefined) ?? usualDataFolder(),
    operands,
    values: Object.fromEntries(
      Object.entries(command.options).map(([name, { kind }]) => [
        name,
        given[name] ?? (kind === 'switch' ? false : null),
      ]),
    ),
  };
};

const optionsOf = (forms: Record<string, OptionForm>): NonNullable<ParseArgsConfig['options']> =>
  Object.fromEntries(
    Object.entries(forms).map(([name, { kind, short }]) => [
      name,
      { type: kind === 'switch' ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) },
    ]),
  );

interface Range {
  from: number;
  to: number;
  isWhole?: boolean;
}

/** The number that was given for an option; `null` if none was. Throws `Refusal` if it is none, or outside. */
export const numberOf = (
  option: string,
  text: string | null,
  { from, to, isWhole = true }: Range,
): number | null => {
  if (text === null) return null;
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= from && value <= to) || (isWhole && !Number.isInteger(value)))
    throw new Refusal('cli.bad-number', { option, from, to, text });
  return value;
};

/** One of `values`; `null` if nothing was given. Throws `Refusal` for anything else. */
export const choiceOf = <Value extends string>(
  option: string,
  text: string | null,
  values: readonly Value[],
): Value | null => {
  if (text === null) return null;
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Refusal('cli.bad-choice', { option, values: [...values], text });
  return found;
};

/** Throws `Refusal` if more than one of these options was given. */
export const refuseBoth = (options: Readonly<Record<string, boolean>>): void => {
  const given = Object.keys(options).filter((name) => options[name]);
  if (given.length > 1) throw new Refusal('cli.exclude-each-other', { options: given });
};
