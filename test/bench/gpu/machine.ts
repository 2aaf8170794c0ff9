/** The machine that is measured: its backends with their devices and drivers, and the versions of all that takes part. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Backend } from '../../../main/shared/contract/engine.ts';
import type { EngineMemory } from '../../../main/shared/engine/engine.ts';
import { packageRoot, version } from '../../../main/system/paths.ts';
import { receive, spawn } from '../../fixtures/engine/engine-under-test.ts';

/** What a backend finds when it is started by itself. */
export interface BackendFacts {
  backend: Backend;
  /** Its device and that device's memory, in bytes; `null` if it cannot be used. */
  gpu: EngineMemory['gpu'];
  /** Why it cannot be used; `null` if it can. */
  problem: string | null;
  tookMs: number;
}

export interface MachineFacts {
  system: string;
  processor: string;
  cores: number;
  ramBytes: number;
  versions: Record<string, string>;
  /** Lines of the drivers' own tools. */
  drivers: string[];
  /** Libraries that GPU backends need, and where each was found; `null` if it was not. */
  libraries: Record<string, string | null>;
}

/** Starts `backend` in an engine process that loads nothing. */
export const probe = async (backend: Backend): Promise<BackendFacts> => {
  const startedAt = performance.now();
  const engine = spawn();
  let problem: string | null = null;
  engine.onMessage((message) => {
    if (message.kind === 'log') problem ??= reasonOf(message.text, backend);
  });
  const found = receive(engine, (message) => (message.kind === 'memory' ? message.memory : undefined));
  engine.post({ kind: 'probe-memory', backend, devices: null, kinds: [] });
  try {
    const { gpu } = await found;
    return {
      backend,
      gpu,
      problem: gpu === null ? (problem ?? 'no device was found') : null,
      tookMs: performance.now() - startedAt,
    };
  } catch (error) {
    return { backend, gpu: null, problem: (error as Error).message, tookMs: performance.now() - startedAt };
  } finally {
    engine.kill();
  }
};

/** The engine's own reason, without its prefix. */
const reasonOf = (text: string, backend: Backend): string | null => {
  const line = text.split('\n')[0]!;
  const prefix = `${backend} failed: `;
  return line.startsWith(prefix) ? line.slice(prefix.length).replace(/^\w*Error: /, '') : null;
};

/** What a program prints, by lines; none if it is missing or fails. */
const linesOf = (program: string, args: string[]): string[] => {
  try {
    const text = execFileSync(program, args, {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    return [];
  }
};

const drivers = (): string[] => {
  const fields = 'name,driver_version,memory.total,compute_cap,clocks.max.sm,clocks.max.mem';
  const nvidia = linesOf('nvidia-smi', [`--query-gpu=${fields}`, '--format=csv']);
  const vulkan = linesOf('vulkaninfo', ['--summary']).filter((line) =>
    /^(deviceName|driverName|driverInfo|apiVersion)/.test(line),
  );
  return [...nvidia, ...vulkan];
};

const wanted = [
  'libcuda.so.1',
  'libcudart.so.13',
  'libcublas.so.13',
  'libcudart.so.12',
  'libcublas.so.12',
  'libvulkan.so.1',
];

const libraries = (): Record<string, string | null> => {
  const folders = (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const cached =
    ['/sbin/ldconfig', 'ldconfig']
      .map((program) => linesOf(program, ['-p']))
      .find(({ length }) => length > 0) ?? [];
  const find = (name: string): string | null =>
    folders.map((folder) => join(folder, name)).find(existsSync) ??
    cached.find((line) => line.startsWith(`${name} `))?.split(' => ')[1] ??
    null;
  return Object.fromEntries(wanted.map((name) => [name, find(name)]));
};

const readJson = (...path: string[]): Record<string, string> => {
  const file = join(packageRoot, ...path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
};

export const machineFacts = (): MachineFacts => {
  const library = join('node_modules', 'node-llama-cpp');
  return {
    system: `${type()} ${release()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    ramBytes: totalmem(),
    versions: {
      Hearth: version,
      // `npm run pack:gpu` writes it.
      ...readJson('packed.json'),
      'Node.js': process.versions.node,
      'node-llama-cpp': readJson(library, 'package.json')['version'] ?? 'unknown',
      'llama.cpp': readJson(library, 'llama', 'binariesGithubRelease.json')['release'] ?? 'unknown',
    },
    drivers: drivers(),
    libraries: libraries(),
  };
};
