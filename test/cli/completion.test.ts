/** Help and completion have every command and every option, and shells can run what is printed for them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../main/cli/commands.ts';
import { completionFor, shells } from '../../main/cli/session/completion.ts';
import { helpOf, helpOfAll } from '../../main/cli/session/help.ts';
import { cliCommandWords } from '../../main/shared/words/cli.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

it('the table has every command that has texts, once', () => {
  expect(commands.map(({ name }) => name).toSorted()).toEqual(Object.keys(cliCommandWords).toSorted());
  for (const { name, options } of commands)
    expect(Object.keys(options).toSorted(), name).toEqual(
      Object.keys(cliCommandWords[name].options).toSorted(),
    );
});

it('help explains every command and every option', () => {
  for (const command of commands) {
    expect(helpOfAll(commands)).toContain(cliCommandWords[command.name].about);
    const help = helpOf(command);
    for (const [option, text] of Object.entries(cliCommandWords[command.name].options)) {
      expect(help).toContain(`--${option}`);
      expect(help).toContain(text);
    }
  }
});

it.each(shells)('the completion of %s has every command and every option', (shell) => {
  const script = completionFor(shell, commands);
  for (const { name, options } of commands) {
    expect(script).toContain(name);
    for (const option of [...Object.keys(options), 'data', 'help'])
      expect(script).toMatch(new RegExp(`(--|-l )${option}\\b`));
  }
});

describe.skipIf(!has('bash'))('in bash', () => {
  /** What bash offers for the last of these words, with `models` as what a running Hearth lists. */
  const offered = (...words: string[]): string[] =>
    execFileSync(
      'bash',
      [
        '-c',
        `${completionFor('bash', commands)}
hearth() { printf 'qwen3-8b\\nhearth-guide\\n'; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hearth; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        'hearth',
        ...words,
      ],
      { encoding: 'utf8' },
    )
      .split('\n')
      .filter((word) => word !== '');

  it('commands, options, models and values are offered', () => {
    expect(offered('l')).toEqual(['ls', 'load', 'log']);
    expect(offered('rm', '--f')).toEqual(['--for-good']);
    expect(offered('show', 'q')).toEqual(['qwen3-8b']);
    expect(offered('show', '')).toEqual(['qwen3-8b', 'hearth-guide']);
    expect(offered('export', '--format', '')).toEqual(['markdown', 'html', 'jsonl']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('help', 'comp')).toEqual(['completion']);
    expect(offered('import', '')).toEqual([]);
  });
});

it.skipIf(!has('zsh'))('zsh can read its script', () => {
  const { status, stderr } = spawnSync('zsh', ['-n'], {
    input: completionFor('zsh', commands),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it.skipIf(!has('fish'))('fish can read its script', () => {
  // Some versions of fish read no script from a pipe that Node makes.
  const folder = temporaryFolder();
  const script = join(folder.path, 'hearth.fish');
  writeFileSync(script, completionFor('fish', commands));
  const { status, stderr } = spawnSync('fish', ['--no-execute', script], { encoding: 'utf8' });
  folder.remove();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
