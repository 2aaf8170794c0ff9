/** docs/security.md: each line of its tables names the tests that hold it, and what only the project's own files can show. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTable, root } from './imports.mjs';

const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** The lines of both tables, without their heads. */
const lines = read('docs/security.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (attacker|item|-+) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('has a line for each attacker and for each of the 20 items of the list', () => {
  const items = lines.map(([, first]) => Number(/^(\d+)\. /.exec(first!)?.[1])).filter((item) => item > 0);
  expect(items).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(lines.length - items.length).toBeGreaterThan(12);
});

it.each(lines.map((cells) => [cells[1]!, cells.at(-2)!]))('"%s" names tests that exist', (_line, tests) => {
  const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
  expect(named).not.toEqual([]);
  for (const path of named) {
    expect(path).toMatch(/^test\/.*\.test\.ts$/);
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});

it('no room starts processes but those that start Hearth and its parts', () => {
  const { rooms } = readTable();
  const starting = Object.entries(rooms)
    .filter(
      ([name, { packages = [] }]) =>
        /^(main|electron|renderer)/.test(name) && packages.includes('node:child_process'),
    )
    .map(([name]) => name);
  expect(starting).toEqual(['main/launch', 'main/host', 'main/engine/load', 'main/system']);
});

it('Electron is of the major version that package.json names', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version: string }>;
  };
  const wanted = /^\^(\d+)\.(\d+)/.exec(devDependencies['electron']!)!;
  const [major, minor] = packages['node_modules/electron']!.version.split('.').map(Number);
  expect(major).toBe(Number(wanted[1]));
  expect(minor).toBeGreaterThanOrEqual(Number(wanted[2]));
});
