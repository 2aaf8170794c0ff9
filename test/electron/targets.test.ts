/**
 * What each target's installer has of the native packages: electron-builder's own filter over the lists of their files, which
 * test/fixtures/packaging/native-packages.json has for every system.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import beforePack from '../../main/launch/before-pack.mjs';
import { nativePackages, targets } from '../../main/launch/native-packages.mjs';
import { filesIn, packedFor, root } from '../fixtures/packaging/builder.ts';

const natives = JSON.parse(
  readFileSync(join(root, 'test/fixtures/packaging/native-packages.json'), 'utf8'),
) as Record<string, { version: string; files: Record<string, number> }>;
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string }>;
};

const sizes = new Map<string, number>(
  Object.entries(natives).flatMap(([name, { files }]) =>
    Object.entries(files).map(([file, bytes]) => [`node_modules/${name}/${file}`, bytes] as const),
  ),
);

/** What a target has of all native packages, by the package. */
const packedOf = (target: string): Map<string, string[]> => {
  const [platform = '', arch = ''] = target.split('-');
  const found = new Map<string, string[]>();
  for (const path of packedFor(platform, arch, [...sizes.keys()])) {
    const [, name = ''] = /^node_modules\/(@[^/]+\/[^/]+)\//.exec(path) ?? [];
    found.set(name, [...(found.get(name) ?? []), path]);
  }
  return found;
};

describe('each target', () => {
  it.each(targets)('%s has its engines, its database and no other native code', (target) => {
    const [platform = '', arch = ''] = target.split('-');
    const { needed, extra } = nativePackages(platform, arch)!;
    const packed = packedOf(target);
    expect([...packed.keys()].toSorted()).toEqual([...needed, ...extra].toSorted());
    for (const [name, paths] of packed) {
      const code = Object.keys(natives[name]!.files).filter((file) => /\.(node|so|dylib|dll)$/.test(file));
      expect(paths).toEqual(expect.arrayContaining(code.map((file) => `node_modules/${name}/${file}`)));
      expect(code.length).toBeGreaterThan(0);
    }
    expect([...packed.values()].flat().filter((path) => /\.(lib|exp|pdb|d\.ts)$/.test(path))).toEqual([]);
  });

  it.each(targets)('%s has the size that docs/packaging.md says', (target) => {
    const megabytes = (paths: string[]): string =>
      (paths.reduce((bytes, path) => bytes + sizes.get(path)!, 0) / 1e6).toFixed(1);
    const packed = packedOf(target);
    const cuda = [...packed].filter(([name]) => name.includes('-cuda')).flatMap(([, paths]) => paths);
    const vulkan = [...packed].filter(([name]) => name.includes('-vulkan')).flatMap(([, paths]) => paths);
    const rest = [...packed.values()].flat().filter((path) => ![...cuda, ...vulkan].includes(path));
    const row = new RegExp(`^\\| ${target} .*$`, 'm').exec(
      readFileSync(join(root, 'docs/packaging.md'), 'utf8').split('## Sizes')[1]!,
    )?.[0];
    const cells = row?.split('|').map((cell) => cell.trim()) ?? [];
    expect(cells.slice(2, 6)).toEqual([
      megabytes(rest),
      megabytes(vulkan),
      megabytes(cuda),
      megabytes([...packed.values()].flat()),
    ]);
  });

  it('has the same JavaScript, but for what its packages themselves name', () => {
    const paths = ['libsql', 'node-llama-cpp', 'pdfjs-dist', 'tesseract.js-core', '@tesseract.js-data']
      .map((name) => join(root, 'node_modules', name))
      .flatMap((folder) => filesIn(folder, root));
    const [first = '', ...others] = targets.map((target) => {
      const [platform = '', arch = ''] = target.split('-');
      return packedFor(platform, arch, paths).join('\n');
    });
    expect(first.split('\n').length).toBeGreaterThan(300);
    expect(others).toEqual(others.map(() => first));
  });

  it('is refused where a native part does not exist, by name', () => {
    // Once libsql has a binary for it, Windows on Arm is a target like any other.
    expect(Object.keys(lock.packages).filter((path) => path.includes('@libsql/win32-arm64'))).toEqual([]);
    expect(targets).not.toContain('win32-arm64');
    expect(() => beforePack({ electronPlatformName: 'win32', arch: 3 })).toThrow('cannot run on win32-arm64');
    const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';
    expect(() => beforePack({ electronPlatformName: elsewhere, arch: 1 })).toThrow('is not installed');
  });

  it('is known by lists that are as new as the packages, or the newest that the registry had', () => {
    const old = Object.entries(natives).filter(
      ([name, { version }]) => version !== lock.packages[`node_modules/${name}`]!.version,
    );
    expect(old.filter(([name]) => !/^@node-llama-cpp\/(mac|win)-/.test(name))).toEqual([]);
    expect(old.filter(([, { version }]) => version !== '3.21.1')).toEqual([]);
  });
});
