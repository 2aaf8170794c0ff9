/**
 * Checks every import against the table of rooms (`rooms.json`), which states the rooms and packages that each room may import.
 * An import that the table does not allow is refused, even of types only, and so are a folder that the table does not name and
 * circular imports among files. `npm run check` runs this file, which is plain JavaScript because nothing is compiled then.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/**
 * @typedef {object} Room
 * @property {string} is The purpose of the room.
 * @property {string[]} [imports] Other rooms that it may import. `*`: all.
 * @property {string[]} [packages] Packages, modules of Node and groups of the table that it may import. `*`: all;
 *   `(computed)`: also modules whose names are computed.
 * @property {Record<string, string[]>} [files] For a package, the only files of the room that may import it.
 * @property {Record<string, string[]>} [names] For a module, the only names that may be imported from it.
 */
/**
 * A room is a folder. Folders inside it are separate rooms, unless its name ends in `/**`.
 *
 * @typedef {{ groups: Record<string, string[]>, rooms: Record<string, Room> }} Table
 */
/**
 * @typedef {object} Import
 * @property {string | null} from The module as it is written; `null` if its name is computed.
 * @property {string[] | null} names The imported names; `null`: all of them.
 * @property {number} line The line of the import, from 1.
 */
/** @typedef {{ type: string, [key: string]: unknown }} Syntax */

/** The folder that contains package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @returns {Table} */
export const readTable = () => JSON.parse(readFileSync(join(root, 'rooms.json'), 'utf8'));

const isSource = /\.(ts|tsx|mts|cts|mjs|cjs|js|jsx)$/;

/**
 * The imports of each source file of the project, by its path from the root.
 *
 * @returns {Map<string, Import[]>}
 */
export const readImports = () => {
  const imports = new Map();
  const visit = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (/^(\.|node_modules$|out$|dist$|coverage$)/.test(entry.name)) continue;
      if (entry.isDirectory()) visit(path);
      else if (isSource.test(entry.name))
        imports.set(path, importsOf(path, readFileSync(join(root, path), 'utf8')));
    }
  };
  visit('');
  return imports;
};

/**
 * @param {unknown} value
 * @returns {value is Syntax}
 */
const isSyntax = (value) =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** @type {(node: unknown, visit: (node: Syntax) => void) => void} */
const walk = (node, visit) => {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  else if (isSyntax(node)) {
    visit(node);
    for (const value of Object.values(node)) if (typeof value === 'object') walk(value, visit);
  }
};

/** @type {(node: unknown) => string | null} */
const textOf = (node) => (isSyntax(node) && typeof node['value'] === 'string' ? node['value'] : null);
/** @type {(node: unknown) => string | null} */
const nameOf = (node) => (isSyntax(node) && typeof node['name'] === 'string' ? node['name'] : textOf(node));

/**
 * Finds every way in which a file uses another module: imports and exports of values and of types, `import()` as a call and as
 * a type, `require`, `getBuiltinModule` and `import.meta.resolve`.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Import[]}
 */
export const importsOf = (path, text) => {
  const { program, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  /** @type {Import[]} */
  const found = [];
  walk(program, (node) => {
    const add = (/** @type {unknown} */ source, /** @type {string[] | null} */ names = null) => {
      const line = text.slice(0, Number(node['start'])).split('\n').length;
      found.push({ from: textOf(source), names, line });
    };
    const specifiers = /** @type {Syntax[]} */ (node['specifiers'] ?? []);
    switch (node.type) {
      case 'ImportDeclaration': {
        const areNamed = specifiers.length > 0 && specifiers.every(({ type }) => type === 'ImportSpecifier');
        add(node['source'], areNamed ? specifiers.map((one) => nameOf(one['imported']) ?? '') : null);
        break;
      }
      case 'ExportNamedDeclaration':
        if (node['source'] !== null)
          add(
            node['source'],
            specifiers.map((one) => nameOf(one['local']) ?? ''),
          );
        break;
      case 'ExportAllDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
        add(node['source']);
        break;
      case 'TSExternalModuleReference':
        add(node['expression']);
        break;
      case 'CallExpression': {
        const callee = /** @type {Syntax} */ (node['callee']);
        const called = nameOf(callee) ?? nameOf(callee['property']);
        const [first] = /** @type {unknown[]} */ (node['arguments']);
        const loads = ['require', 'getBuiltinModule'].includes(called ?? '');
        const isResolve =
          called === 'resolve' && isSyntax(callee['object']) && callee['object'].type === 'MetaProperty';
        if (loads || isResolve) add(first);
      }
    }
  });
  return found;
};

/**
 * The room of a file: its folder, or a folder around it that the table names with `/**`; `null` if the table names neither.
 *
 * @type {(table: Table, path: string) => string | null}
 */
export const roomOf = ({ rooms }, path) => {
  const folder = dirname(path);
  if (folder in rooms) return folder;
  for (let around = folder; around !== '.'; around = dirname(around))
    if (`${around}/**` in rooms) return `${around}/**`;
  return null;
};

/** @type {(module: string) => string} */
const packageOf = (module) =>
  module.startsWith('node:') ? module : module.split('/', module.startsWith('@') ? 2 : 1).join('/');

/**
 * The file that `path` imports as `module`. If that is a compiled file, its source.
 *
 * @type {(imports: ReadonlyMap<string, unknown>, path: string, module: string) => string}
 */
const targetOf = (imports, path, module) => {
  const target = normalize(join(dirname(path), module.replace(/\?.*$/, '')));
  const compiled = target.replace(/\.([cm]?)js$/, '.$1ts');
  return !imports.has(target) && imports.has(compiled) ? compiled : target;
};

/**
 * The faults of `imports`, one sentence each; with `only`, those of the file at this path alone.
 *
 * @param {Table} table
 * @param {ReadonlyMap<string, readonly Import[]>} imports
 * @param {string | null} [only]
 * @returns {string[]}
 */
export const importFaults = (table, imports, only = null) => {
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const [path, own] of imports) {
    if (only !== null && path !== only) continue;
    const name = roomOf(table, path);
    const room = name === null ? undefined : table.rooms[name];
    if (room === undefined) {
      faults.push(`${path}: rooms.json does not name the folder ${dirname(path)}.`);
      continue;
    }
    const packages = (room.packages ?? []).flatMap((one) => table.groups[one] ?? [one]);
    /** @type {string[]} */
    const targets = [];
    graph.set(path, targets);
    for (const { from, names, line } of own) {
      const refuse = (/** @type {string} */ why) => faults.push(`${path}:${line}: ${why}`);
      if (from === null) {
        if (!packages.some((one) => one === '(computed)' || one === '*'))
          refuse('an import whose module is computed cannot be checked.');
      } else if (from.startsWith('.')) {
        const target = targetOf(imports, path, from);
        if (imports.has(target)) targets.push(target);
        const other = roomOf(table, target);
        if (other === null) refuse(`rooms.json does not name the folder of ${target}.`);
        else if (other !== name && !room.imports?.some((one) => one === other || one === '*'))
          refuse(`${name} may not import ${other} (${from}).`);
      } else {
        const isAllowed = packages.some((one) => one === packageOf(from) || one === '*');
        const allowedNames = room.names?.[from];
        const files = room.files?.[packageOf(from)];
        if (files?.includes(basename(path)) === false)
          refuse(`of ${name}, ${files.join(', ')} alone may import ${from}.`);
        else if (!isAllowed && allowedNames === undefined) refuse(`${name} may not import ${from}.`);
        else if (!isAllowed && (names === null || names.some((one) => !allowedNames?.includes(one))))
          refuse(`${name} may import nothing but ${allowedNames?.join(', ')} of ${from}.`);
      }
    }
  }
  return [...faults, ...circles(graph).map((circle) => `A circle of imports: ${circle.join(' → ')}.`)];
};

/**
 * Circles that a depth-first search of a graph meets, each from a node back to itself. Finds at least one if there is any.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @returns {string[][]}
 */
export const circles = (graph) => {
  /** @type {string[][]} */
  const found = [];
  const done = new Set();
  /** @type {string[]} */
  const way = [];
  const visit = (/** @type {string} */ node) => {
    if (done.has(node)) return;
    const at = way.indexOf(node);
    if (at >= 0) return void found.push([...way.slice(at), node]);
    way.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    way.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return found;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = importFaults(readTable(), readImports());
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
}
