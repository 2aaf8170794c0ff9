/** Completion for shells, made from the table of commands. Names of models are asked of a running Hearth alone, which is quick. */
import { aboutOf, aboutOption } from './help.ts';
import type { Command, Completion, OptionForm } from './command.ts';
import { everywhere } from './parse.ts';
import { cliWords } from '../../shared/words/cli.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export const completionFor = (shell: Shell, commands: readonly Command[]): string =>
  ({ bash, zsh, fish })[shell](
    commands.map((command) =>
      command.completes === 'commands'
        ? { ...command, completes: commands.map(({ name }) => name) }
        : command,
    ),
  );

/** Prints the models that a running Hearth lists, one per line. */
const listModels = 'hearth ls --running --names 2>/dev/null';

const isList = (completes: Completion): completes is readonly string[] => Array.isArray(completes);

const formsOf = ({ options }: Command): [name: string, form: OptionForm][] => [
  ...Object.entries(options),
  ...Object.entries(everywhere),
];

const textOf = (command: Command, option: string): string =>
  option === 'data'
    ? cliWords.dataOption
    : option === 'help'
      ? cliWords.helpOption
      : aboutOption(command, option);

/** As the shell expands `word` in single quotes. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Where nothing is replied, bash completes the names of files. macOS has bash 3.2, which has no `mapfile`. */
const bash = (commands: readonly Command[]): string => {
  const words = (list: string): string => `COMPREPLY=($(compgen -W ${list} -- "$word"))`;
  const reply = (completes: Completion): string =>
    completes === 'models'
      ? words(`"$(${listModels})"`)
      : isList(completes)
        ? words(quoted(completes.join(' ')))
        : ':';
  const values = (command: Command): string[] =>
    formsOf(command).flatMap(([name, form]) =>
      form.kind === 'value'
        ? [`    ${command.name}:--${name}) ${reply(form.completes ?? null)}; return ;;`]
        : [],
    );
  return [
    '# bash completion of hearth: eval "$(hearth completion bash)"',
    '_hearth() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}"',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    ${reply([...commands.map(({ name }) => name), '--help', '--version'])}`,
    '    return',
    '  fi',
    '  case "$command:$before" in',
    ...commands.flatMap(values),
    '  esac',
    '  case "$command:$word" in',
    ...commands.map(
      (command) => `    ${command.name}:-*) ${reply(formsOf(command).map(([name]) => `--${name}`))} ;;`,
    ),
    ...commands.map((command) => `    ${command.name}:*) ${reply(command.completes)} ;;`),
    '  esac',
    '}',
    'complete -o default -F _hearth hearth',
    '',
  ].join('\n');
};

const zsh = (commands: readonly Command[]): string => {
  const action = (completes: Completion): string => {
    if (completes === 'models') return '_hearth_models';
    if (completes === 'files') return '_files';
    if (completes === 'folders') return '_files -/';
    return isList(completes) ? `(${completes.join(' ')})` : ' ';
  };
  /** Brackets and colons end a description. */
  const described = (text: string): string => text.replaceAll(/([[\]:\\])/g, '\\$1');
  const specification = (command: Command, [name, form]: [string, OptionForm]): string => {
    const value = form.kind === 'value' ? `:${form.value}:${action(form.completes ?? null)}` : '';
    return quoted(`--${name}[${described(textOf(command, name))}]${value}`);
  };
  return [
    '#compdef hearth',
    '# zsh completion of hearth: hearth completion zsh > a folder of $fpath, as _hearth',
    '_hearth_models() {',
    '  local -a models',
    `  models=("\${(@f)$(${listModels})}")`,
    '  compadd -a models',
    '}',
    '_hearth() {',
    '  local -a commands',
    '  commands=(',
    ...commands.map((command) => `    ${quoted(`${command.name}:${described(aboutOf(command))}`)}`),
    '  )',
    '  if (( CURRENT == 2 )); then',
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  local command="${words[2]}"',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case "$command" in',
    ...commands.map((command) =>
      [
        `    ${command.name}) _arguments`,
        ...formsOf(command).map((form) => specification(command, form)),
        `${quoted(`*:${command.operands || ' '}:${action(command.completes)}`)} ;;`,
      ].join(' '),
    ),
    '  esac',
    '}',
    'if [ "$funcstack[1]" = _hearth ]; then _hearth "$@"; else compdef _hearth hearth; fi',
    '',
  ].join('\n');
};

const fish = (commands: readonly Command[]): string => {
  const candidates = (completes: Completion): string => {
    if (completes === 'models') return ` -f -a ${quoted(`(${listModels})`)}`;
    if (completes === 'files') return ' -F';
    if (completes === 'folders') return ` -f -a ${quoted('(__fish_complete_directories)')}`;
    return isList(completes) ? ` -f -a ${quoted(completes.join(' '))}` : ' -f';
  };
  return [
    '# fish completion of hearth: hearth completion fish > ~/.config/fish/completions/hearth.fish',
    'complete -c hearth -f',
    ...commands.flatMap((command) => {
      const seen = quoted(`__fish_seen_subcommand_from ${command.name}`);
      return [
        `complete -c hearth -n __fish_use_subcommand -a ${command.name} -d ${quoted(aboutOf(command))}`,
        ...formsOf(command).map(([name, form]) => {
          const short = form.short === undefined ? '' : ` -s ${form.short}`;
          const value = form.kind === 'value' ? ` -r${candidates(form.completes ?? null)}` : '';
          return `complete -c hearth -n ${seen} -l ${name}${short}${value} -d ${quoted(textOf(command, name))}`;
        }),
        ...(command.completes === null
          ? []
          : [`complete -c hearth -n ${seen}${candidates(command.completes)}`]),
      ];
    }),
    '',
  ].join('\n');
};
