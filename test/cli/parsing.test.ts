/** The arguments of `hearth`: what they may be, and how wrong ones are refused. */
import { describe, expect, it } from 'vitest';
import { defineCommand, exitCodes } from '../../main/cli/session/command.ts';
import { choiceOf, numberOf, parseCommand, refuseBoth } from '../../main/cli/session/parse.ts';
import { version } from '../../main/system/paths.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { hearth } from '../fixtures/cli/run.ts';

const command = defineCommand({
  name: 'rm',
  operands: 'MODEL',
  least: 1,
  most: 2,
  completes: 'models',
  options: { 'for-good': { kind: 'switch' }, yes: { kind: 'switch', short: 'y' } },
  run: async () => exitCodes.done,
});

describe('a command', () => {
  it('gets its operands and a value for every option', () => {
    expect(parseCommand(command, ['a', '-y', '--data', '/x'])).toEqual({
      wantsHelp: false,
      dataFolder: '/x',
      operands: ['a'],
      values: { 'for-good': false, yes: true },
    });
    expect(parseCommand(command, ['--', '--yes'])).toMatchObject({
      operands: ['--yes'],
      values: { yes: false },
    });
    expect(parseCommand(command, ['--help'])).toMatchObject({ wantsHelp: true });
  });

  it.each([
    [[], 'Usage: hearth rm MODEL [OPTIONS]'],
    [['a', 'b', 'c'], 'Usage: hearth rm MODEL [OPTIONS]'],
    [['a', '--for-bad'], "Unknown option '--for-bad'."],
    [['a', '--yes=no'], "Option '-y, --yes' does not take an argument."],
    [['a', '--data='], '--data needs a folder.'],
  ])('refuses %j', (args, sentence) => {
    expect(() => parseCommand(command, args)).toThrow(sentence);
  });
});

it('reads numbers and choices within their bounds', () => {
  expect(numberOf('port', null, { from: 0, to: 9 })).toBeNull();
  expect(numberOf('port', '7', { from: 0, to: 9 })).toBe(7);
  expect(numberOf('heat', '0.5', { from: 0, to: 2, isWhole: false })).toBe(0.5);
  for (const text of ['', ' ', 'x', '10', '-1', '1.5', 'NaN', 'Infinity'])
    expect(() => numberOf('port', text, { from: 0, to: 9 })).toThrow(
      `--port must be a number from 0 to 9, not “${text}”.`,
    );
  expect(choiceOf('kv', 'f16', ['f16', 'q8_0'])).toBe('f16');
  expect(() => choiceOf('kv', 'f32', ['f16', 'q8_0'])).toThrow('--kv must be one of f16, q8_0, not “f32”.');
  expect(() => refuseBoth({ now: true, wait: true })).toThrow('--now and --wait exclude each other.');
  refuseBoth({ now: true, wait: false });
});

describe('hearth', () => {
  it('tells its version and its commands', async () => {
    expect(await hearth(['--version'])).toEqual({ code: 0, out: `${version}\n`, errors: '' });
    const help = await hearth(['--help']);
    expect(help).toMatchObject({ code: 0, errors: '' });
    expect(await hearth(['help'])).toEqual(help);
    expect(await hearth([])).toEqual({ code: 2, out: '', errors: help.out });
    expect((await hearth(['pull', '-h'])).out).toBe((await hearth(['help', 'pull'])).out);
  });

  it.each([
    [['lst'], 'hearth has no command “lst”. Run hearth help for a list of commands.\n'],
    [['help', 'lst'], 'hearth has no command “lst”. Run hearth help for a list of commands.\n'],
    [['ls', 'x'], 'Usage: hearth ls [OPTIONS]\n'],
    [['ls', '--jsn'], "Unknown option '--jsn'.\n"],
    [['load', 'x', '--now', '--wait'], '--now and --wait exclude each other.\n'],
    [['load', 'x', '--context', '3'], '--context must be a number from 256 to 4194304, not “3”.\n'],
    [['bench', 'x', '--repeats', '0'], '--repeats must be a whole number from 1 to 20, not “0”.\n'],
    [['completion', 'cmd'], 'There is no completion for cmd, only for bash, zsh, fish.\n'],
  ])('refuses %j with exit code 2, before it opens anything', async (args, errors) => {
    const folder = temporaryFolder();
    expect(await hearth([...args, ...(args[0] === 'help' ? [] : ['--data', `${folder.path}/none`])])).toEqual(
      {
        code: 2,
        out: '',
        errors,
      },
    );
    folder.remove();
  });

  it('refuses a folder that cannot be used with exit code 2', async () => {
    expect(await hearth(['ls', '--data', '/dev/null/x'])).toEqual({
      code: 2,
      out: '',
      errors: 'Hearth cannot use /dev/null/x for its data (ENOTDIR). Choose another folder with --data.\n',
    });
  });

  it('says where no Hearth runs', async () => {
    const folder = temporaryFolder();
    const data = ['--data', folder.path];
    const says = `No Hearth is running on ${folder.path}.`;
    expect(await hearth(['ps', ...data])).toEqual({ code: 0, out: '', errors: `${says}\n` });
    expect(JSON.parse((await hearth(['ps', '--json', ...data])).out)).toEqual({ running: false });
    expect(await hearth(['stop', ...data])).toEqual({ code: 0, out: '', errors: `${says}\n` });
    expect(await hearth(['ls', '--running', '--names', ...data])).toEqual({ code: 0, out: '', errors: '' });
    expect(await hearth(['load', 'x', ...data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining(says),
    });
    expect(await hearth(['log', ...data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('ENOENT'),
    });
    folder.remove();
  });
});
