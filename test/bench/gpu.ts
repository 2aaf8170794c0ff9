/**
 * `npm run bench -- gpu`: what this machine's GPU does with the app's own engine, in at most eight minutes, as one JSON
 * file and one Markdown file. docs/gpu.md says what each figure means.
 *
 * Options: `--minutes N`, and `--out DIR` for the files, by default out/gpu.
 */
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { GpuFaults } from '../../main/core/engines/llama/gpu-faults.ts';
import { llamaMeasureWork } from '../../main/core/engines/llama/measure-work.ts';
import { Measuring } from '../../main/core/measuring/measuring.ts';
import { generateLlama } from '../../main/engine/measure/generated-model.ts';
import { entry } from '../../main/engine/load/write-gguf.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import type { Backend } from '../../main/shared/contract/engine.ts';
import { packageRoot } from '../../main/system/paths.ts';
import { killEngines, plainConfig, user } from '../fixtures/engine/engine-under-test.ts';
import { chatMl } from '../fixtures/models/generate-llama.ts';
import { syntheticVocabulary } from '../fixtures/models/vocabulary.ts';
import { loadModel, runChats } from './gpu/chats.ts';
import { runPeer } from './gpu/llama-bench.ts';
import { machineFacts, probe } from './gpu/machine.ts';
import { chooseSize, fileBytesOf, parametersOf, TimeBudget, workFor } from './gpu/plan.ts';
import { toMarkdown, type GpuReport } from './gpu/report.ts';

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: { minutes: { type: 'string', default: '8' }, out: { type: 'string' } },
});
const out = resolve(options.out ?? join(packageRoot, 'out', 'gpu'));
const budgetMs = Number(options.minutes) * 60_000;
if (!(budgetMs > 0)) {
  console.error('--minutes takes a number of minutes, for example 8.');
  process.exit(1);
}
/** For writing the files and ending the processes. */
const lastMs = 5000;

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'hearth-gpu-'));
process.on('exit', () => {
  killEngines();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const startedAt = performance.now();
const failures = { info: () => {}, warn: () => {}, error: say, close: () => {} };
const gpuFaults = new GpuFaults();
const measuring = new Measuring({
  work: llamaMeasureWork({
    spawn: () => spawnEngine(failures),
    lend: (work) => work(),
    log: failures,
    gpuFaults,
  }),
  alone: (work) => work(),
  onProgress: () => undefined,
});
const budget = new TimeBudget(budgetMs - lastMs, () => {
  measuring.stop();
  killEngines();
});
const report: GpuReport = {
  startedAt: new Date().toISOString().slice(0, 16).replace('T', ' '),
  tookMs: 0,
  budgetMs,
  isSoftware: false,
  machine: machineFacts(),
  backends: [],
  chosen: null,
  ceilings: null,
  model: null,
  benchmark: null,
  others: [],
  peer: null,
  chats: null,
  split: [],
  leftOut: budget.leftOut,
};
/** After each step, so that a run that is ended from outside leaves what it had. */
const write = (): void => {
  mkdirSync(out, { recursive: true });
  report.tookMs = performance.now() - startedAt;
  writeFileSync(join(out, 'gpu.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(out, 'gpu.md'), toMarkdown(report));
};
const step = async <Result>(
  name: string,
  bounds: { leastMs: number; mostMs: number },
  work: (ms: number) => Promise<Result>,
): Promise<Result | null> => {
  say(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${name}`);
  const result = await budget.step(name, bounds, work);
  write();
  return result;
};
const end = (code: number): never => {
  write();
  say(`${join(out, 'gpu.md')} and gpu.json are written.`);
  process.stdout.write(toMarkdown(report));
  process.exit(code);
};

/** In the order in which the app tries them (`chooseBackend`). */
const gpuBackends: Backend[] = process.platform === 'darwin' ? ['metal'] : ['cuda', 'vulkan'];
/** llama.cpp leaves out devices in software, such as llvmpipe, unless it is told their number. */
const softwareDevice = 'GGML_VK_VISIBLE_DEVICES';

const findDevices = async (): Promise<void> => {
  for (const backend of gpuBackends) report.backends.push(await probe(backend));
  if (report.backends.every(({ gpu }) => gpu === null) && process.env[softwareDevice] === undefined) {
    process.env[softwareDevice] = '0';
    const inSoftware = await probe('vulkan');
    if (inSoftware.gpu !== null)
      report.backends = [...report.backends.filter(({ backend }) => backend !== 'vulkan'), inSoftware];
  }
  // A driver can be found and yet be too old for the kernels: the engine then ends when it computes.
  for (const found of report.backends) {
    const { backend } = found;
    if (found.gpu === null) continue;
    const place = join(folder, `trial-${backend}`);
    mkdirSync(place);
    try {
      await measuring.calibrate({ backend, threads: null, folder: place, atMost: { bytes: 40e6, ms: 1000 } });
    } catch {
      found.gpu = null;
      found.problem = 'it has a device, but could not compute';
      gpuFaults.endedInUse(backend);
    }
  }
  const chosen = report.backends.find(({ gpu }) => gpu !== null);
  report.chosen = chosen?.backend ?? null;
  report.isSoftware = /llvmpipe|lavapipe|swiftshader/i.test(chosen?.gpu?.name ?? '');
};
await step('looking for devices', { leastMs: 0, mostMs: 120_000 }, findDevices);
const gpu = report.backends.find(({ backend }) => backend === report.chosen)?.gpu;
if (!gpu) {
  say(
    'No GPU was found that llama.cpp can use. The package mesa-vulkan-drivers has one in software, to test the way.',
  );
  end(1);
}

const ceilingsFolder = join(folder, 'ceilings');
mkdirSync(ceilingsFolder);
report.ceilings = await step('measuring the ceilings', { leastMs: 10_000, mostMs: 120_000 }, async () => {
  const atMost = report.isSoftware ? { atMost: { bytes: 40e6, ms: 5000 } } : {};
  return (await measuring.calibrate({ backend: null, threads: null, folder: ceilingsFolder, ...atMost }))
    .ceilings;
});
// Without them, the model is the smallest.
const { bandwidthBytesPerS, flopsPerS } = report.ceilings ?? { bandwidthBytesPerS: 1e9, flopsPerS: 1e9 };

/** Bytes per second, into the page cache as the model goes. */
const measuredWriteSpeed = (): number => {
  const block = Buffer.alloc(64e6, 1);
  const began = performance.now();
  writeFileSync(join(folder, 'block'), block);
  rmSync(join(folder, 'block'));
  return (block.length * 1000) / (performance.now() - began);
};
const { bavail, bsize } = statfsSync(folder);
const { size, why } = chooseSize({
  gpuFree: gpu!.free,
  ramFree: freemem(),
  diskFree: bavail * bsize,
  writeSpeed: measuredWriteSpeed(),
  ceilings: { bandwidthBytesPerS, flopsPerS },
  leftMs: budget.leftMs,
});
const work = workFor(size);
const modelPath = join(folder, `Generated-${size.name}-Q4_0.gguf`);
report.model = await step(`generating a model of ${size.name}`, { leastMs: 0, mostMs: 180_000 }, async () => {
  const began = performance.now();
  const vocabulary = syntheticVocabulary(size.vocabulary);
  vocabulary.set('tokenizer.chat_template', entry.string(chatMl));
  generateLlama(modelPath, {
    shape: size.shape,
    weights: 'q4_0',
    vocabulary,
    name: `Generated ${size.name}`,
  });
  const writeMs = performance.now() - began;
  return { name: size.name, parameters: parametersOf(size), bytes: fileBytesOf(size), why, writeMs };
});
if (report.model === null) end(1);

const snapshots = join(folder, 'states');
mkdirSync(snapshots);
const benchmark = (backend: Backend | null) =>
  measuring.benchmark(
    plainConfig(modelPath, { backend, tunes: 'once', snapshots: { folder: snapshots, budgetBytes: 0 } }),
    {
      promptLengths: work.promptLengths,
      depths: work.depths,
      decodeTokens: work.decodeTokens,
      batchSizes: [512],
      repeats: work.repeats,
    },
  );
const forModel = { folder: snapshots, modelPath, work, avoid: gpuFaults.avoidedFor(null) };

// The app's first load, with its tuning, comes before anything else has loaded the model.
await step('chats: cold, second turn, away and back, restart', { leastMs: 15_000, mostMs: 150_000 }, () =>
  runChats({ ...forModel, gpuLayers: null }, (figures) => {
    report.chats = figures;
    write();
  }),
);
report.benchmark = await step('prefill and decode', { leastMs: 10_000, mostMs: 120_000 }, () =>
  benchmark(null),
);

const peerOptions = {
  modelPath,
  backend: report.chosen!,
  batchSize: 512,
  flashAttention: report.benchmark?.flashAttention ?? true,
};
report.peer = await step('llama-bench', { leastMs: 10_000, mostMs: 90_000 }, (ms) =>
  runPeer(peerOptions, work, folder, ms),
);

await step('half of the layers on the GPU', { leastMs: 10_000, mostMs: 60_000 }, async () => {
  const { engine, loaded } = await loadModel({ ...forModel, gpuLayers: Math.floor(size.shape.layers / 2) });
  const { timings } = await engine.run([user('Say something.')], { longestAnswer: work.answerTokens });
  engine.engine.kill();
  if (timings !== null && timings.decodeMs > 0)
    report.split.push({
      gpuLayers: loaded.gpuLayers,
      layers: loaded.layers,
      loadMs: loaded.ms,
      decode: (timings.decodeTokens * 1000) / timings.decodeMs,
    });
});

for (const { backend, gpu: other } of report.backends)
  if (other !== null && backend !== report.chosen) {
    const run = await step(`prefill and decode on ${backend}`, { leastMs: 20_000, mostMs: 120_000 }, () =>
      benchmark(backend),
    );
    if (run !== null) report.others.push(run);
  }
end(0);
