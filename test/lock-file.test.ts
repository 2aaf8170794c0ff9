import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
}

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Locked>;
};

/**
 * Binaries for other systems, which the registry that the lock file was made with does not have in this version.
 * `npm install` on one that has them adds their digests; then their names go from here (docs/dependencies.md).
 */
const withoutDigest = ['linux-riscv64', 'mac-arm64-metal', 'mac-x64', 'win-arm64', 'win-x64']
  .concat(['win-x64-cuda', 'win-x64-cuda-ext', 'win-x64-vulkan'])
  .map((name) => `node_modules/@node-llama-cpp/${name}`);

it('the lock file pins the content of every package by a digest, on every system', () => {
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  expect(entries.length).toBeGreaterThan(500);
  const unpinned = entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  expect(unpinned.map(([path]) => path)).toEqual(withoutDigest);
});

it('the lock file names no registry, so that everyone installs from their own', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
