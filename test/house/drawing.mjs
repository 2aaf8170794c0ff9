/** Draws the rooms for ARCHITECTURE.md from the table of imports. `node test/house/drawing.mjs` updates the drawing. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTable, root } from './imports.mjs';

const file = join(root, 'ARCHITECTURE.md');
/** The drawing is the first code block of the file. */
const block = /(?<=```\n)[\s\S]*?(?=```)/;
const column = 28;

/**
 * The rooms as a tree, each with its purpose and, after an arrow, the rooms that it may import.
 *
 * @param {import('./imports.mjs').Table} table
 */
export const drawing = ({ rooms }) => {
  const lines = [];
  /** @type {string[]} */
  let open = [];
  for (const [name, { is, imports = [] }] of Object.entries(rooms)) {
    if (name === '.') continue;
    const path = name.replace('/**', '').split('/');
    const shared = path.findIndex((part, at) => part !== open[at]);
    for (let at = shared; at < path.length; at++) {
      const label = `${'  '.repeat(at)}${path[at]}/`;
      lines.push(at < path.length - 1 ? label : `${label.padEnd(column)}${is}`);
    }
    open = path;
    const others = imports.filter((other) => other !== '*').map((other) => other.replace('/**', ''));
    lines.push(...wrapped(grouped(others)));
  }
  return `${lines.join('\n')}\n`;
};

/**
 * Groups rooms of the same folder: `main/shared: contract, rpc`.
 *
 * @param {string[]} rooms
 */
const grouped = (rooms) => {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const room of rooms) {
    const [, folder, rest] = /^(main\/(?:shared|core|engine)|renderer)\/(.+)$/.exec(room) ?? [];
    if (folder === undefined || rest === undefined) groups.set(room, []);
    else groups.set(`${folder}: `, [...(groups.get(`${folder}: `) ?? []), rest]);
  }
  return [...groups].map(([folder, rest]) => folder + rest.join(', '));
};

/** @type {(others: string[]) => string[]} */
const wrapped = (others) => {
  /** @type {string[]} */
  const lines = [];
  for (const other of others) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(`${' '.repeat(column)}→ ${other}`);
    else if (last.length + other.length > 116)
      lines.splice(-1, 1, `${last};`, `${' '.repeat(column + 2)}${other}`);
    else lines.splice(-1, 1, `${last}; ${other}`);
  }
  return lines;
};

/** The drawing as it is in ARCHITECTURE.md. */
export const drawn = () => block.exec(readFileSync(file, 'utf8'))?.[0];

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(block, () => drawing(readTable())),
  );
