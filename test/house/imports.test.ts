import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawing, drawn } from './drawing.mjs';
import { circles, importFaults, importsOf, readImports, readTable, root } from './imports.mjs';

const table = readTable();
const imports = readImports();

/** The faults of the file at `path` if it began with `line`. The file need not exist. */
const faultsWith = (path: string, line: string): string[] => {
  const file = join(root, path);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const planted = new Map(imports).set(path, importsOf(path, `${line}\n${text}`));
  return importFaults(table, planted, path);
};

it('the project has no faults', () => {
  expect(importFaults(table, imports)).toEqual([]);
});

/**
 * Imports that must be refused: `[file, module, refusal]`. The lists that this table replaced had let each of them pass, two of
 * them as imports of types.
 */
const wrong: [string, string, RegExp][] = [
  ['main/core/core.ts', 'node-llama-cpp', /main\/core may not import node-llama-cpp/],
  [
    'main/core/engines/llama/llama-engine.ts',
    '../../../engine/load-engine.ts',
    /may not import main\/engine /,
  ],
  ['main/core/hub/hub.ts', '../../engine/load/backend.ts', /may not import main\/engine\/load/],
  [
    'renderer/library/library-list.tsx',
    '../../main/core/library/library.ts',
    /may not import main\/core\/library/,
  ],
  [
    'renderer/downloads/download-row.tsx',
    '../../main/core/downloads/downloads.ts',
    /may not import main\/core\/downloads/,
  ],
  ['renderer/state/session.ts', 'chokidar', /renderer\/state may not import chokidar/],
  [
    'main/shared/contract/engine.ts',
    '../../core/library/library.ts',
    /main\/shared\/contract may not import main\/core/,
  ],
  [
    'main/shared/memory/memory.ts',
    '../../core/downloads/downloads.ts',
    /main\/shared\/memory may not import main\/core/,
  ],
  ['main/shared/rpc/client.ts', 'react', /main\/shared\/rpc may not import react/],
  ['main/shared/contract/engine.ts', '../../../renderer/state/session.ts', /may not import renderer\/state/],
  [
    'main/engine/turn/turn.ts',
    '../../core/library/library.ts',
    /main\/engine\/turn may not import main\/core\/library/,
  ],
  ['main/engine/main.ts', '../core/settings/settings.ts', /main\/engine may not import main\/core\/settings/],
  ['electron/main.ts', '../main/core/chats/store.ts', /electron may not import main\/core\/chats/],
  ['electron/main.ts', 'libsql', /electron may not import libsql/],
  ['main/core/core.ts', '../../test/fixtures/core/test-core.ts', /main\/core may not import test/],
  ['main/core/hub/hub.ts', 'node:https', /main\/core\/hub may not import node:https/],
  ['main/host/server.ts', '../core/network/outgoing.ts', /main\/host may not import main\/core\/network/],
];

it.each(wrong)(
  'an import in %s of %s is refused, of values, of types and at run time',
  (path, module, why) => {
    const all = [
      `import * as planted from '${module}';`,
      `import type { Planted } from '${module}';`,
      `import { type Planted } from '${module}';`,
      `export * from '${module}';`,
      `export type { Planted } from '${module}';`,
      `type Planted = import('${module}').Planted;`,
      `const planted = await import('${module}');`,
      `const planted = require('${module}');`,
    ];
    for (const line of all) {
      const found = faultsWith(path, line);
      expect(found, line).toEqual([expect.stringMatching(why)]);
      expect(found[0], line).toContain(`${path}:1:`);
    }
  },
);

it('a module with a computed name is refused', () => {
  expect(faultsWith('main/core/core.ts', 'const planted = await import(`node-${1}`);')).toEqual([
    expect.stringContaining('cannot be checked'),
  ]);
});

it('the host may answer requests but not send any', () => {
  expect(faultsWith('main/host/access.ts', "import { createServer } from 'node:http';")).toEqual([]);
  for (const line of [
    "import { request } from 'node:http';",
    "import http from 'node:http';",
    "import * as http from 'node:http';",
  ])
    expect(faultsWith('main/host/access.ts', line), line).toEqual([
      expect.stringContaining('nothing but createServer'),
    ]);
});

it('only the named files may open databases', () => {
  const line = "import Database from 'libsql';";
  expect(faultsWith('main/core/database/connection.ts', line)).toEqual([]);
  expect(faultsWith('main/core/database/backups.ts', line)).toEqual([
    expect.stringContaining('connection.ts alone may import libsql'),
  ]);
});

it('a folder that the table does not name is refused, and so is every import from it', () => {
  expect(faultsWith('main/core/attachments/attachments.ts', 'export const planted = 1;')).toEqual([
    expect.stringContaining('does not name the folder main/core/attachments'),
  ]);
  const imported = faultsWith('main/core/core.ts', "import { planted } from './attachments/attachments.ts';");
  expect(imported).toEqual([expect.stringContaining('does not name the folder of main/core/attachments')]);
});

it('circular imports among files are refused, even of types only', () => {
  const planted = new Map(imports);
  for (const [name, other] of [
    ['one', 'two'],
    ['two', 'one'],
  ] as const) {
    const path = `main/shared/speed/${name}.ts`;
    planted.set(path, importsOf(path, `import type { Planted } from './${other}.ts';`));
  }
  expect(importFaults(table, planted)).toEqual([
    expect.stringContaining('A circle of imports: main/shared/speed/'),
  ]);
});

it('the table has no circles among rooms, and every room that it names exists', () => {
  const rooms = new Map(
    Object.entries(table.rooms).map(([name, room]) => [
      name,
      (room.imports ?? []).filter((one) => one !== '*'),
    ]),
  );
  expect(circles(rooms)).toEqual([]);
  for (const imported of [...rooms.values()].flat()) expect(rooms.has(imported), imported).toBe(true);
  for (const name of rooms.keys()) expect(existsSync(join(root, name.replace('/**', ''))), name).toBe(true);
});

it('imports are read with a parser, so comments and texts do not count', () => {
  const text = [
    "// import a from 'in-a-comment';",
    "const text = `import b from 'in-a-text';`;",
    "import /* c */ def, { one, type Two as Three } from 'mixed';",
    "import four = require('required');",
    "export { five } from 'again';",
  ].join('\n');
  expect(importsOf('a.ts', text)).toEqual([
    { from: 'mixed', names: null, line: 3 },
    { from: 'required', names: null, line: 4 },
    { from: 'again', names: ['five'], line: 5 },
  ]);
});

it('the drawing in ARCHITECTURE.md is up to date with the table', () => {
  expect(drawn()).toBe(drawing(table));
});
