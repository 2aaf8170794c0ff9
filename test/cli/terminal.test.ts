/** What commands write: figures that scripts can read, and nothing for terminals where there is none. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openTerminal } from '../../main/cli/session/terminal.ts';
import { bytes } from '../../main/shared/format/figures.ts';

const opened = (isTTY: boolean, env: NodeJS.ProcessEnv = {}, columns = 60) => {
  const seen = { out: '', errors: '' };
  const sink = (name: 'out' | 'errors') =>
    Object.assign(
      new PassThrough().on('data', (data: Buffer) => (seen[name] += data.toString())),
      isTTY ? { isTTY, columns } : {},
    );
  const terminal = openTerminal({
    input: Object.assign(new PassThrough(), isTTY ? { isTTY } : {}),
    output: sink('out'),
    errors: sink('errors'),
    env,
  });
  return { terminal, seen };
};

it('tables are aligned, with ordinary spaces', () => {
  const { terminal, seen } = opened(false);
  terminal.table(
    [
      ['NAME', 'SIZE', ''],
      ['a', bytes(1_200_000), 'x'],
      ['bcdef', bytes(12_000_000_000), ''],
    ],
    ['left', 'right'],
  );
  expect(seen.out).toBe('NAME     SIZE\na      1.2 MB  x\nbcdef   12 GB\n');
});

it('what a model writes cannot control a terminal, and a pipe gets it as it is', () => {
  const hostile = 'a\u001b]52;c;eA==\u0007b\u001b[2Jc\u009b1Ad\r\n\te\u001b[2m';
  const { terminal, seen } = opened(true);
  terminal.write(hostile);
  terminal.note(terminal.dim(hostile));
  terminal.line('\u001b');
  const shown = 'a]52;c;eA==b[2Jc1Ad\n\te\u001b[2m';
  expect(seen).toEqual({ out: `${shown}\n`, errors: `\u001b[2m${shown}\u001b[22m\n` });
  const pipe = opened(false);
  pipe.terminal.write(hostile);
  expect(pipe.seen.out).toBe(hostile);
});

it('progress and colours are for terminals alone', () => {
  const pipe = opened(false);
  pipe.terminal.progress().show(0.5, 'half');
  expect(pipe.seen.errors).toBe('');
  expect(pipe.terminal.dim('x')).toBe('x');

  const { terminal, seen } = opened(true);
  const progress = terminal.progress();
  progress.show(0.5, 'a text that is longer than the terminal is wide');
  expect(seen.errors).toMatch(/^\r\[#{12}-{12}\] 50 % {2}a text that is longe.*…/);
  expect(seen.errors.endsWith('\u001b[K')).toBe(true);
  progress.clear();
  expect(seen.errors.endsWith('\r\u001b[K')).toBe(true);
  expect(terminal.dim('x')).toBe('\u001b[2mx\u001b[22m');
  expect(opened(true, { NO_COLOR: '1' }).terminal.dim('x')).toBe('x');
  expect(opened(true, { TERM: 'dumb' }).terminal.dim('x')).toBe('x');
});
