/** Which installed packages some packages need, by package-lock.json. */

interface Locked {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** package-lock.json, version 3: packages by their folder. */
export interface Lock {
  packages: Record<string, Locked>;
}

/** Binaries for one system each, which are chosen apart. */
const isBinary = (name: string): boolean => name.startsWith('@node-llama-cpp/');

/** The folders of `names` and of all packages that they need, each looked up as Node does: in the own folder first. */
export const dependenciesOf = (packages: Lock['packages'], names: readonly string[]): string[] => {
  const found = new Set<string>();
  const add = (name: string, from: string): void => {
    let folder = from;
    while (folder !== '' && !(`${folder}/node_modules/${name}` in packages))
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')));
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (isBinary(name) || found.has(path) || !(path in packages)) return;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = packages[path]!;
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) add(needed, path);
  };
  for (const name of names) add(name, '');
  return [...found];
};
