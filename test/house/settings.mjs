/** Generates docs/settings.md from the registry of settings, when it is run with `node test/house/settings.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';
import { runnerImport } from 'vite';
import { root } from './imports.mjs';

/** @typedef {import('../../main/shared/settings/entry.ts').Entry} Entry */
/** @typedef {import('../../main/shared/settings/entry.ts').Scope} Scope */
/** @typedef {typeof import('../../main/shared/settings/entry.ts')} EntryModule */
/** @typedef {typeof import('../../main/shared/settings/registry.ts')} Registry */

const file = join(root, 'docs/settings.md');

const head = `# Settings

Made from the registry of settings (\`main/shared/settings/\`) by \`node test/house/settings.mjs\`: change the entries, not this file.

A setting can have a value for all models (**Settings**), for one model (**Models → Library → Load settings**), in a preset,
and for one chat (**Chat settings**, below the message field). The narrowest of them wins: the chat, then its preset, then the
model. If none has a value, the default applies. "Automatic" means that Hearth or the model file decides.
`;

/** @type {Record<Scope, string>} */
const scopeNames = { all: 'all models', model: 'one model', preset: 'a preset', chat: 'a chat' };

/** @type {(value: number) => string} */
const figure = (value) => value.toLocaleString('en');

/** @type {(entry: Entry) => string} */
const valuesOf = (entry) => {
  switch (entry.kind) {
    case 'onOff':
      return 'on, off';
    case 'choice':
      return Object.values(entry.names).join(', ');
    case 'number':
      return `${figure(entry.from)} to ${figure(entry.to)}${entry.unit ? ` ${entry.unit}` : ''}${entry.isWhole ? '' : ', decimals allowed'}`;
    case 'numbers':
      return `up to ${entry.mostNumbers} numbers from ${entry.from} to ${entry.to}`;
    case 'texts':
      return `up to ${entry.mostTexts} texts of at most ${entry.longest} characters`;
    case 'biases':
      return `up to ${entry.mostBiases} texts, each with a bias from ${entry.from} to ${entry.to}`;
    case 'format':
      return 'free text, a JSON schema, a grammar';
    case 'text':
      return `a text of at most ${figure(entry.longest)} characters`;
    case 'keys':
      return 'Ctrl, Alt or Super with another key, or one of F1 to F24';
    case 'address':
      return `an http:// or https:// address${entry.default === '' ? ', or empty' : ''}`;
  }
};

/** @type {(entry: Entry, emptyText: EntryModule['emptyText']) => string} */
const defaultOf = (entry, emptyText) => {
  if ('usual' in entry && entry.usual !== null)
    return 'fileKey' in entry && entry.fileKey !== null
      ? `the recommendation of the model file (\`general.sampling.${entry.fileKey}\`), or ${entry.usual}`
      : String(entry.usual);
  const { default: value } = entry;
  if (value === null || value === '') return emptyText(entry);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (entry.kind === 'keys') return String(value).replace('Control', 'Ctrl');
  if (entry.kind === 'choice') return entry.names[String(value)] ?? String(value);
  return entry.kind === 'number'
    ? [figure(Number(value)), entry.unit].filter(Boolean).join(' ')
    : String(value);
};

/**
 * The text of docs/settings.md.
 *
 * @type {(entryModule: EntryModule, registry: Registry) => Promise<string>}
 */
export const settingsDocument = async ({ emptyText, groups, hintOf }, { entryOf, settingNames }) => {
  const sections = Object.entries(groups).map(([group, title]) => {
    const rows = settingNames
      .map((name) => ({ name, entry: entryOf(name) }))
      .filter(({ entry }) => entry.group === group)
      .map(({ name, entry }) => [
        `${entry.label} (\`${name}\`)`,
        valuesOf(entry),
        defaultOf(entry, emptyText),
        entry.scopes.map((scope) => scopeNames[scope]).join(', '),
        hintOf(entry, { scope: entry.scopes[0] ?? 'all', cores: null, kvSavingBytes: null }),
      ]);
    const table = [
      ['setting', 'values', 'default', 'set for', 'description'],
      ['-', '-', '-', '-', '-'],
      ...rows,
    ];
    return `## ${title}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
  });
  const options = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8'));
  return (await format(file, [head, ...sections].join('\n'), options)).code;
};

/** The document as it is on the disk. */
export const writtenDocument = () => readFileSync(file, 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  /** @type {(name: string) => Promise<{ module: unknown }>} */
  const load = (name) => runnerImport(join(root, `main/shared/settings/${name}.ts`), { configFile: false });
  const [entry, registry] = await Promise.all([load('entry'), load('registry')]);
  writeFileSync(
    file,
    await settingsDocument(
      /** @type {EntryModule} */ (entry.module),
      /** @type {Registry} */ (registry.module),
    ),
  );
}
