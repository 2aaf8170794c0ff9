/**
 * llama.cpp's own programs, built from the very commit that node-llama-cpp was built from: its source comes along as a
 * git bundle. Wants git, CMake and a C++ compiler; the first time it takes some ten minutes on two cores.
 *
 * Both sides run the same kernels: the programs load the processor's part at run time, as the library does, and get the
 * library's own files for it. A build for this processor alone (`-march=native`) would have other kernels, and with GCC 12
 * one with AMX dies of an illegal instruction.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { availableParallelism, homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../main/system/paths.ts';

const library = join(packageRoot, 'node_modules', 'node-llama-cpp', 'llama');

/** The processor's part of llama.cpp, one file for each generation of processors. */
const isKernelFile = (name: string): boolean => /^(lib)?ggml-cpu-.*\.(so|dll)$/.test(name);

/** The folder of node-llama-cpp's binaries for the processor of this machine; `null` if they are not made of such files. */
const libraryKernels = (): string | null => {
  const scope = join(packageRoot, 'node_modules', '@node-llama-cpp');
  const bins = join(
    scope,
    `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bins',
  );
  if (!existsSync(bins)) return null;
  const folders = readdirSync(bins).map((name) => join(bins, name));
  return folders.find((folder) => readdirSync(folder).some(isKernelFile)) ?? null;
};

/** Puts the library's kernels beside the programs, in place of those that were built with them. */
const useLibraryKernels = (programs: string): void => {
  const from = libraryKernels();
  if (from === null || readdirSync(programs).some(isKernelFile)) return;
  for (const name of readdirSync(programs))
    if (/^(lib)?ggml-cpu\.(so|dll)/.test(name)) rmSync(join(programs, name));
  for (const name of readdirSync(from))
    if (isKernelFile(name)) copyFileSync(join(from, name), join(programs, name));
};

/** The processor's part is loaded at run time; a build from before that was so is made anew. */
const loadsKernels = (build: string): boolean => {
  const cache = join(build, 'CMakeCache.txt');
  return existsSync(cache) && readFileSync(cache, 'utf8').includes('GGML_BACKEND_DL:BOOL=ON');
};

const releaseFolder = (): { release: string; folder: string } => {
  const { release } = JSON.parse(readFileSync(join(library, 'binariesGithubRelease.json'), 'utf8')) as {
    release: string;
  };
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return { release, folder: join(cache, 'hearth', `llama.cpp-${release}`) };
};

/** The folder of `llama-server` and `llama-bench`; `null` if they are not built yet. */
export const builtPrograms = (): string | null => {
  const build = join(releaseFolder().folder, 'build');
  const programs = join(build, 'bin');
  const areBuilt = ['llama-server', 'llama-bench'].every((name) => existsSync(join(programs, name)));
  if (!areBuilt || !loadsKernels(build)) return null;
  useLibraryKernels(programs);
  return programs;
};

/** The folder of `llama-server` and `llama-bench`, which are built if they are not there yet. */
export const buildLlamaCpp = (): string => {
  const built = builtPrograms();
  if (built !== null) return built;
  const { release, folder } = releaseFolder();
  const programs = join(folder, 'build', 'bin');
  for (const tool of ['git', 'cmake', 'c++'])
    if (spawnSync(tool, ['--version']).status !== 0)
      throw new Error(
        `llama.cpp cannot be built here: ${tool} is missing. Install git, CMake and a C++ compiler.`,
      );

  console.log(`Building llama.cpp ${release} in ${folder}, which takes some ten minutes.`);
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(
    'git',
    '-c',
    'advice.detachedHead=false',
    'clone',
    '--quiet',
    join(library, 'gitRelease.bundle'),
    join(folder, 'source'),
  );
  run(
    'cmake',
    `-S${join(folder, 'source')}`,
    `-B${join(folder, 'build')}`,
    '-DCMAKE_BUILD_TYPE=Release',
    '-DGGML_BACKEND_DL=ON',
    '-DGGML_NATIVE=OFF',
    '-DLLAMA_BUILD_TESTS=OFF',
    '-DLLAMA_BUILD_EXAMPLES=OFF',
    '-DLLAMA_BUILD_APP=OFF',
    // Both would be fetched from elsewhere.
    '-DLLAMA_USE_PREBUILT_UI=OFF',
    '-DLLAMA_OPENSSL=OFF',
  );
  run(
    'cmake',
    '--build',
    join(folder, 'build'),
    `--parallel=${availableParallelism()}`,
    '--target',
    'llama-server',
    'llama-bench',
  );
  useLibraryKernels(programs);
  return programs;
};

/** One of llama.cpp's programs ended before its time. */
export class PeerDied extends Error {
  constructor(program: string, code: number | null, signal: string | null, output: string) {
    const last = output.trim().split('\n').at(-1) ?? '';
    super(
      `${program} ended with ${signal === null ? `exit code ${code}` : `signal ${signal}`}${last === '' ? '' : `; its last line was: ${last}`}`,
    );
  }
}

/** Runs llama-bench; returns what it prints. Throws `PeerDied`. */
export const runLlamaBench = (programs: string, args: string[]): string => {
  const { status, signal, stdout, stderr, error } = spawnSync(join(programs, 'llama-bench'), args, {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new PeerDied('llama-bench', status, signal, stderr);
  return stdout;
};

export interface ServerMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

interface ServerAnswer {
  text: string;
  /** From the request to the first piece of the answer. */
  firstTokenMs: number;
  /** As llama-server counts them. */
  cachedTokens: number;
  newTokens: number;
  prefillMs: number;
  decodeTokens: number;
  decodeMs: number;
}

export interface LlamaServer {
  /** Without a path. */
  url: string;
  ask: (messages: ServerMessage[], mostTokens: number) => Promise<ServerAnswer>;
  /** Writes the state of a slot, by default of the one that was asked last, or reads it again; resolves with how long that took, in ms. */
  slot: (action: 'save' | 'restore', id?: number) => Promise<number>;
  end: () => Promise<void>;
}

export interface ServerOptions {
  programs: string;
  modelPath: string;
  contextLength: number;
  threads: number;
  /** For the states that are written by hand; absent: none are. */
  slotFolder?: string;
  /** Further options of its command line. */
  more?: Readonly<Record<string, string | number>>;
}

/** The environment for a program in `folder`, whose libraries are looked for where it was built, and not beside it. */
export const besideOwnLibraries = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_LIBRARY_PATH: [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter),
});

/** Options of a command line, from their names. */
export const flags = (options: Record<string, string | number>): string[] =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);

/**
 * Starts llama-server with its defaults but for what `options` say, and waits for its model. If it dies before `end`, what
 * was asked of it rejects with `PeerDied` at once.
 */
export const startLlamaServer = async (options: ServerOptions): Promise<LlamaServer> => {
  const port = await freePort();
  const child: ChildProcess = spawn(
    join(options.programs, 'llama-server'),
    [
      '--no-webui',
      ...flags({
        model: options.modelPath,
        host: '127.0.0.1',
        port,
        'ctx-size': options.contextLength,
        threads: options.threads,
        ...(options.slotFolder === undefined ? {} : { 'slot-save-path': options.slotFolder }),
        ...options.more,
      }),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: besideOwnLibraries(options.programs) },
  );
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4000)));
  const died = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => reject(new PeerDied('llama-server', code, signal, output)));
  });
  // `end` makes it die as well, when nobody waits any more.
  died.catch(() => undefined);
  const alive = <Result>(work: Promise<Result>): Promise<Result> => Promise.race([work, died]);
  const url = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await alive(isReady()))) await alive(new Promise((resolve) => setTimeout(resolve, 50)));
  const post = (path: string, body: object): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  let lastSlot = 0;
  const ask: LlamaServer['ask'] = async (messages, mostTokens) => {
    const sentAt = performance.now();
    const response = await post('/v1/chat/completions', {
      messages,
      stream: true,
      max_tokens: mostTokens,
      temperature: 0,
      ignore_eos: true,
      // Which slot it was; told in the last piece alone.
      verbose: true,
    });
    let firstTokenMs = 0;
    let text = '';
    let last: Record<string, unknown> = {};
    for await (const piece of eventsOf(response)) {
      firstTokenMs ||= performance.now() - sentAt;
      const delta = (piece['choices'] as { delta?: { content?: string | null } }[])[0]?.delta;
      text += delta?.content ?? '';
      last = piece;
    }
    lastSlot = (last['__verbose'] as { id_slot?: number } | undefined)?.id_slot ?? 0;
    const timings = last['timings'] as Record<string, number>;
    return {
      text,
      firstTokenMs,
      cachedTokens: timings['cache_n']!,
      newTokens: timings['prompt_n']!,
      prefillMs: timings['prompt_ms']!,
      // Of its tokens the first comes from prefill.
      decodeTokens: timings['predicted_n']! - 1,
      decodeMs: timings['predicted_ms']!,
    };
  };
  return {
    url,
    ask: (messages, mostTokens) => alive(ask(messages, mostTokens)),
    slot: async (action, id = lastSlot) => {
      const startedAt = performance.now();
      const response = await alive(post(`/slots/${id}?action=${action}`, { filename: `chat-${id}.bin` }));
      if (!response.ok) throw new Error(`llama-server could not ${action}: ${await response.text()}`);
      await response.json();
      return performance.now() - startedAt;
    },
    end: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.on('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
};

/** The JSON pieces of a streamed answer. */
async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  if (!response.ok || response.body === null) throw new Error(`llama-server answered ${response.status}`);
  let held = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    held += chunk;
    const lines = held.split('\n');
    held = lines.pop()!;
    for (const line of lines)
      if (line.startsWith('data: {')) yield JSON.parse(line.slice(6)) as Record<string, unknown>;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
