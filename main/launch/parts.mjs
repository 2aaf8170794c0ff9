/**
 * Writes what Hearth is made of into out/parts/: a software bill of materials (CycloneDX, by `npm sbom`), and the licences of all
 * parts with their texts. Both contain what an installer can contain, and no tool that only builds or tests.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ name: string, version: string, licences: { license?: { id?: string, name?: string }, expression?: string }[] | undefined, 'bom-ref': string }} Named */
/** @typedef {{ name: string, version: string, licence: string, text: string }} Part */

/** Development dependencies of which whole files are copied into the page, so that the bundler does not know their own parts. */
const copiedIntoPage = ['mermaid'];

/** The files of a package that are its licence, and notices that it asks to pass on. */
const isLicence = (/** @type {string} */ name) =>
  /^(licen[sc]e|copying|notice|unlicense)([-.].*)?$/i.test(name);

/** Types, and the drawing of PDF files in Node, which electron-builder.yml leaves out. */
const neverShipped = /^(@types\/|@typescript\/|typescript$|@napi-rs\/)/;

/**
 * Whether a package can be in an installer for this system: one with native code names the systems that it is for.
 * @param {{ os?: string[], cpu?: string[], libc?: string[] }} entry
 * @param {string} name
 */
const isForThis = ({ os, cpu, libc }, name) => {
  if (os !== undefined && !os.includes(process.platform)) return false;
  // Some binaries for other processors can be installed for cross-compiling.
  const system = { linux: 'linux', darwin: 'mac', win32: 'win' }[/** @type {string} */ (process.platform)];
  if (name.startsWith('@node-llama-cpp/') && !name.startsWith(`@node-llama-cpp/${system}-${process.arch}`))
    return false;
  return (
    (cpu === undefined || cpu.includes(process.arch)) && !(libc?.includes('musl') ?? name.endsWith('-musl'))
  );
};

/** npm's own bill of all packages in the lock file. Runs the npm that runs this, or the one on the PATH. */
const npmBill = (/** @type {string} */ root) => {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  const own = process.env['npm_execpath'];
  const options = { cwd: root, encoding: /** @type {const} */ ('utf8'), maxBuffer: 64 * 1024 ** 2 };
  return JSON.parse(
    own?.endsWith('.js')
      ? execFileSync(process.execPath, [own, ...args], options)
      : execFileSync('npm', args, { ...options, shell: process.platform === 'win32' }),
  );
};

/** The references of these components and of everything that they depend on. */
const withDependencies = (
  /** @type {{ ref: string, dependsOn?: string[] }[]} */ graph,
  /** @type {string[]} */ refs,
) => {
  const edges = new Map(graph.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]));
  const found = new Set(refs);
  for (const ref of found) for (const next of edges.get(ref) ?? []) found.add(next);
  return found;
};

/** The text of a package's licence, of all files if it has several; empty if it is not installed or has none. */
const textIn = (/** @type {string} */ folder) =>
  !existsSync(folder)
    ? ''
    : readdirSync(folder)
        .filter(isLicence)
        .toSorted()
        .map((name) => readFileSync(join(folder, name), 'utf8').trim())
        .join('\n\n');

/** The text of the MIT licence, from Hearth's own, for a package that names this licence and contains no text of it. */
const mitText = (/** @type {string} */ root, /** @type {string} */ folder, /** @type {string} */ name) => {
  const { author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const holder =
    (typeof author === 'string' ? author.replace(/ *[<(].*$/, '') : author?.name) || `the authors of ${name}`;
  return readFileSync(join(root, 'LICENSE'), 'utf8')
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`)
    .trim();
};

/** A licence as SPDX writes it. */
const licenceOf = (/** @type {any} */ { licenses }) =>
  (licenses ?? [])
    .map((/** @type {any} */ one) => one.expression ?? one.license?.id ?? one.license?.name)
    .filter(Boolean)
    .join(' AND ');

/**
 * What no package of the lock file stands for: the programs inside binaries, and Hearth's own data.
 * @param {string} root
 * @param {Map<string, any>} byName
 */
const otherParts = (root, byName) => {
  const llama = JSON.parse(
    readFileSync(join(root, 'node_modules/node-llama-cpp/llama/llama.cpp.info.json'), 'utf8'),
  );
  const electron = byName.get('electron').version;
  return [
    {
      name: 'llama.cpp',
      version: String(llama.tag).replace(/^v/, ''),
      licence: 'MIT',
      text: textIn(join(root, 'resources/licences/llama.cpp')),
      url: `https://github.com/${llama.llamaCppGithubRepo}`,
    },
    {
      name: 'Electron',
      version: electron,
      licence: 'MIT',
      text: textIn(join(root, 'node_modules/electron')),
      url: 'https://www.electronjs.org',
    },
    {
      name: 'Chromium and Node.js, in Electron',
      version: electron,
      licence: 'BSD-3-Clause AND MIT AND others',
      text: 'Their licences are in the file LICENSES.chromium.html, which every installer of Hearth contains.',
      url: 'https://www.chromium.org',
    },
    {
      name: 'SQLite, in libsql',
      version: byName.get('libsql').version,
      licence: 'blessing AND MIT',
      text: 'SQLite is in the public domain. libSQL, the fork of it that Hearth contains, is published under the MIT licence.',
      url: 'https://www.sqlite.org',
    },
    {
      name: 'Hearth guide (model)',
      version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
      licence: 'MIT',
      text: textIn(root),
      url: '',
    },
  ];
};

/**
 * Reads package-lock.json, node_modules and what the page was built from, and writes `sbom.cdx.json` and `licences.json`. Throws if
 * a part has no licence.
 * @param {string} root
 */
export const writeParts = (root) => {
  const bill = npmBill(root);
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  /** @type {Map<string, any>} */
  const byRef = new Map(bill.components.map((/** @type {any} */ one) => [one['bom-ref'], one]));
  const byName = new Map(bill.components.map((/** @type {any} */ one) => [one.name, one]));
  /** @type {Record<string, { version?: string, os?: string[], cpu?: string[], libc?: string[] }>} */
  const packages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const folders = new Map(
    Object.entries(packages).map(([path, { version }]) => [
      `${path.replace(/^.*node_modules\//, '')}@${version}`,
      path,
    ]),
  );

  /** @type {{ name: string, version: string }[]} */
  const bundled = JSON.parse(readFileSync(join(root, 'out/renderer/licences.json'), 'utf8'));
  const shipped = withDependencies(bill.dependencies, [
    ...Object.keys(own.dependencies).map((name) => refOf(packages, name)),
    ...copiedIntoPage.map((name) => refOf(packages, name)),
  ]);
  for (const { name, version } of bundled) shipped.add(`${name}@${version}`);

  const components = [...shipped]
    .flatMap((ref) => byRef.get(ref) ?? [])
    .filter(({ name }) => !neverShipped.test(name))
    .filter((one) => isForThis(packages[folders.get(one['bom-ref']) ?? ''] ?? {}, one.name))
    .toSorted(byReference);
  const others = otherParts(root, byName);
  const parts = [
    ...others.map(({ name, version, licence, text }) => ({ name, version, licence, text })),
    ...components.map((one) => {
      const path = join(root, folders.get(one['bom-ref']) ?? 'missing');
      const found = textIn(path);
      // A package without the field has at least the text.
      const licence = licenceOf(one) || (/^(the )?mit license/i.test(found) ? 'MIT' : '');
      const isMissing = found === '' && licence === 'MIT' && existsSync(path);
      return {
        name: one.name,
        version: one.version,
        licence,
        text: isMissing ? mitText(root, path, one.name) : found,
      };
    }),
  ];
  const without = parts.filter(({ licence }) => licence === '');
  if (without.length > 0) throw new Error(`no licence: ${without.map(({ name }) => name).join(', ')}`);

  const folder = join(root, 'out', 'parts');
  mkdirSync(folder, { recursive: true });
  const refs = new Set(components.map((one) => one['bom-ref']));
  writeFileSync(
    join(folder, 'sbom.cdx.json'),
    JSON.stringify(
      {
        ...bill,
        metadata: { ...bill.metadata, component: { ...bill.metadata.component, name: own.name } },
        components: [
          ...components,
          ...others.map(({ name, version, licence, url }) => ({
            'bom-ref': `${name}@${version}`,
            type: name.endsWith('(model)') ? 'machine-learning-model' : 'library',
            name,
            version,
            licenses: [{ license: { name: licence } }],
            ...(url !== '' && { externalReferences: [{ type: 'website', url }] }),
          })),
        ],
        dependencies: bill.dependencies
          .filter((/** @type {any} */ { ref }) => refs.has(ref))
          .map((/** @type {any} */ { ref, dependsOn }) => ({
            ref,
            dependsOn: (dependsOn ?? []).filter((/** @type {string} */ to) => refs.has(to)),
          })),
      },
      null,
      1,
    ),
  );
  writeFileSync(join(folder, 'licences.json'), JSON.stringify(parts, null, 1));
};

/** The reference of a package that Hearth itself depends on. */
const refOf = (/** @type {Record<string, { version?: string }>} */ packages, /** @type {string} */ name) =>
  `${name}@${packages[`node_modules/${name}`]?.version}`;

const byReference = (/** @type {any} */ one, /** @type {any} */ other) =>
  one['bom-ref'] < other['bom-ref'] ? -1 : 1;
