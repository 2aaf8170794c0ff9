/**
 * Runs llama.cpp as another processor of the same family would: node-llama-cpp's binaries have the processor's part once
 * for each generation of processors (`libggml-cpu-*.so`), and llama.cpp takes the newest that runs. In a copy of the
 * binaries with one of them alone, it takes that one.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../main/paths.ts';

const binaries = `@node-llama-cpp/linux-${process.arch}`;
const original = join(packageRoot, 'node_modules', binaries);

/** Variants that differ in what they copy, with the flag in /proc/cpuinfo that each needs. */
const flags: Record<string, string> = {
  sse42: 'sse4_2',
  haswell: 'avx2',
  skylakex: 'avx512f',
  'armv8.0_1': 'asimd',
  'armv8.2_1': 'asimddp',
};

const fileOf = (variant: string): string =>
  join(original, 'bins', `linux-${process.arch}`, `libggml-cpu-${variant}.so`);

/** Those that run on this machine; none where binaries are not made this way. */
export const runnableVariants = (): string[] => {
  if (process.platform !== 'linux') return [];
  const processor = readFileSync('/proc/cpuinfo', 'utf8');
  return Object.entries(flags)
    .filter(([variant, flag]) => new RegExp(`\\b${flag}\\b`).test(processor) && existsSync(fileOf(variant)))
    .map(([variant]) => variant);
};

/**
 * Makes the copy in `folder`. Returns what `NODE_OPTIONS` must be, in the environment of a process that loads
 * node-llama-cpp, for it to use that variant.
 */
export const optionsForVariant = (variant: string, folder: string): string => {
  const copy = join(folder, variant);
  if (!existsSync(copy)) {
    cpSync(original, copy, { recursive: true });
    const bins = join(copy, 'bins', `linux-${process.arch}`);
    for (const name of readdirSync(bins))
      if (name.startsWith('libggml-cpu-') && name !== `libggml-cpu-${variant}.so`) rmSync(join(bins, name));
    const url = pathToFileURL(join(copy, 'dist', 'index.js')).href;
    const hooks = `export const resolve = (name, context, next) =>
  name === ${JSON.stringify(binaries)} ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context);`;
    writeFileSync(
      join(copy, 'redirect.mjs'),
      `import { register } from 'node:module';\nregister(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});\n`,
    );
  }
  return `--import=${pathToFileURL(join(copy, 'redirect.mjs')).href}`;
};
