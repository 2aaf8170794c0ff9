/**
 * Holds every import to the table of rooms (`rooms.json`): which room may import which, and which packages. What the table
 * does not allow is refused, imports of types included, and so are a folder that it does not name and a circle of imports among
 * files. `npm run check` runs it; plain JavaScript, since nothing is compiled then.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/**
 * @typedef {object} Room
 * @property {string} is What the room is for.
 * @property {string[]} [imports] The rooms that it may import beside itself. `*`: all.
 * @property {string[]} [packages] The packages, modules of Node and groups of the table's that it may import. `*`: all;
 *   `(computed)`: modules whose names are computed as well.
 * @property {Record<string, string[]>} [files] Of its files, these alone may import the package.
 * @property {Record<string, string[]>} [names] Of these modules, nothing but these names.
 */
/**
 * A room is a folder. Folders inside it are rooms of their own, except where its name ends in `/**`.
 *
 * @typedef {{ groups: Record<string, string[]>, rooms: Record<string, Room> }} Table
 */
/**
 * @typedef {object} Import
 * @property {string | null} from The module as it was written; `null` where it is computed.
 * @property {string[] | null} names What is imported of it; `null`: all of it.
 * @property {number} line From 1.
 */
/** @typedef {{ type: string, [key: string]: unknown }} Syntax */

/** The folder of package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @returns {Table} */
export const readTable = () => JSON.parse(readFileSync(join(root, 'rooms.json'), 'utf8'));

const isSource = /\.(ts|tsx|mts|cts|mjs|cjs|js|jsx)$/;

/**
 * The imports of each source of the project, by its path from the root.
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
 * Whatever brings another module into a file: imports and exports of values and of types, `import()` as a call and as a type,
 * `require`, and the ways around them.
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
 * The room of a file: its folder, or the one around it that the table names with `/**`; `null` if it names neither.
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
 * The file that `module` means where `path` imports it: the source where a compiled file is named.
 *
 * @type {(imports: ReadonlyMap<string, unknown>, path: string, module: string) => string}
 */
const targetOf = (imports, path, module) => {
  const target = normalize(join(dirname(path), module.replace(/\?.*$/, '')));
  const compiled = target.replace(/\.([cm]?)js$/, '.$1ts');
  return !imports.has(target) && imports.has(compiled) ? compiled : target;
};

/**
 * What is wrong with `imports`, one sentence each.
 *
 * @param {Table} table
 * @param {ReadonlyMap<string, readonly Import[]>} imports
 * @returns {string[]}
 */
export const importFaults = (table, imports) => {
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const [path, own] of imports) {
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
 * The circles in a graph that a search in depth meets, each from one of its nodes back to it: at least one if there is any.
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
