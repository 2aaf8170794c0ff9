/**
 * Bundles the programs in out/main: each becomes one file with all that it imports. Node takes over half a second to load hundreds of
 * small modules, and Hearth starts several processes before the first model is loaded.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';

/** The programs that load most of Hearth. Those of readers and threads load little, and look for files beside their packages. */
const programs = ['engine/main', 'host/main', 'host/run-hearth', 'desktop/main'];

/** Has native code, or programs beside its modules. */
const notBundled = [/^libsql$/, /^@(libsql|node-llama-cpp|reflink)\//, /^trash$/];

/**
 * Modules find files by their own address, which in the bundle would be that of the bundle.
 * @param {string} file
 */
const withOwnAddresses = (file) => ({
  name: 'own-addresses',
  transform: {
    // The bundler's own modules have no address.
    filter: { id: /^[^\0]/, code: 'import.meta.url' },
    handler: (/** @type {string} */ code, /** @type {string} */ id) => {
      const path = relative(dirname(file), id).split(sep).join('/');
      return code.replaceAll(
        'import.meta.url',
        `new URL(${JSON.stringify(`./${path}`)}, import.meta.url).href`,
      );
    },
  },
});

/** @param {string} root @param {string} program */
const bundled = async (root, program) => {
  const file = join(root, 'out', 'main', `${program}.js`);
  const bundle = await rolldown({
    input: file,
    platform: 'node',
    external: notBundled,
    // Some packages' other entry cannot be bundled.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [withOwnAddresses(file)],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return { file, code: output[0].code };
};

/** Replaces the programs that tsc has written into `out/main` below `root`. */
export const bundlePrograms = async (/** @type {string} */ root) => {
  // None is written before all are read: one imports another.
  for (const { file, code } of await Promise.all(programs.map((program) => bundled(root, program))))
    writeFileSync(file, code);
};
