/** Help, made from the table of commands and their texts. */
import { cliCommandWords, cliWords } from '../../shared/words/cli.ts';
import type { Command, OptionForm } from './command.ts';

/** One line, as `hearth rm MODEL [options]`. */
export const usageOf = ({
  name,
  operands,
  options,
}: Pick<Command, 'name' | 'operands' | 'options'>): string =>
  ['hearth', name, operands, Object.keys(options).length > 0 ? '[OPTIONS]' : '']
    .filter((word) => word !== '')
    .join(' ');

export const aboutOf = ({ name }: Pick<Command, 'name'>): string => cliCommandWords[name].about;

/** What an option does. */
export const aboutOption = ({ name }: Pick<Command, 'name'>, option: string): string =>
  (cliCommandWords[name].options as Readonly<Record<string, string>>)[option]!;

/** The help of all commands. */
export const helpOfAll = (commands: readonly Command[]): string =>
  [
    cliWords.title,
    '',
    `${cliWords.usage} hearth ${cliWords.command} […]`,
    '',
    cliWords.commands,
    ...lines(commands.map((command) => [[command.name, command.operands].join(' '), aboutOf(command)])),
    '',
    cliWords.everywhere,
    ...lines([
      ['--data DIR', cliWords.dataOption],
      ['-h, --help', cliWords.helpOption],
      ['--version', cliWords.versionOption],
    ]),
    '',
    cliWords.more,
    cliWords.exitCodes,
  ].join('\n');

/** The help of one command. */
export const helpOf = (command: Command): string => {
  const options = Object.entries(command.options);
  return [
    `${cliWords.usage} ${usageOf(command)}`,
    '',
    aboutOf(command),
    ...(options.length > 0
      ? [
          '',
          cliWords.options,
          ...lines(options.map(([name, form]) => [spelt(name, form), describe(command, name, form)])),
        ]
      : []),
    '',
    cliWords.everywhere,
    ...lines([
      ['--data DIR', cliWords.dataOption],
      ['-h, --help', cliWords.helpOption],
    ]),
  ].join('\n');
};

/** `-f, --follow`, or `--lines N`. */
const spelt = (name: string, form: OptionForm): string =>
  `${form.short === undefined ? '' : `-${form.short}, `}--${name}${form.kind === 'value' ? ` ${form.value}` : ''}`;

const describe = (command: Command, name: string, form: OptionForm): string => {
  const about = aboutOption(command, name);
  const values = form.kind === 'value' && typeof form.completes === 'object' ? (form.completes ?? []) : [];
  return values.length === 0 ? about : `${about} (${values.join(', ')})`;
};

const lines = (rows: readonly (readonly [left: string, right: string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};
