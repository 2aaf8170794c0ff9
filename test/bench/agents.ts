/**
 * `npm run bench -- agents`: the load of two agents that take turns, on Hearth, on llama-server with its defaults and on llama-server with
 * its cache options, in one run and with the same requests: 20,000 tokens of instructions and 40 tools, 30 turns of each agent with 300
 * new tokens, a head that changes with every request, a pause, and a restart. `--short` has a small load, which says that everything
 * runs; `--turns N`, `--instructions N` and `--tools N` change the full one, `--model 8B` the size of the model and `--backend cuda` where it
 * runs. llama-server must have been built by `npm run bench -- peers`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../../main/shared/speed/spread.ts';
import { askServer, percentile, type Asked } from './agents/chat-client.ts';
import { startHearthServer, type HearthServer } from './agents/hearth-server.ts';
import {
  contextFor,
  fullLoad,
  questionOf,
  requestOf,
  shortLoad,
  agentModel,
  sizeNamed,
  type Load,
  type Message,
} from './agents/workload.ts';
import { PeerDied, startLlamaServer, type LlamaServer } from './llama-cpp.ts';
import { programsWithBackend } from './llama-cpp-backend.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    short: { type: 'boolean', default: false },
    turns: { type: 'string' },
    instructions: { type: 'string' },
    tools: { type: 'string' },
    model: { type: 'string' },
    backend: { type: 'string', default: 'cpu' },
  },
});
const size = sizeNamed(values.model ?? (values.short ? 'tiny' : '134M'));
const backend = (['cpu', 'cuda', 'vulkan'] as const).find((name) => name === values.backend);
if (size === null || backend === undefined) {
  console.error('--model takes 8B, 3B, 1B, 134M, 9M or tiny; --backend takes cpu, cuda or vulkan.');
  process.exit(1);
}
const base = values.short ? shortLoad : fullLoad;
const turns = Number(values.turns ?? base.turns);
const load: Load = {
  ...base,
  turns,
  instructions: Number(values.instructions ?? base.instructions),
  tools: Number(values.tools ?? base.tools),
  pauseBefore: Math.floor(turns / 3),
  restartBefore: Math.floor((2 * turns) / 3),
};
const contextLength = contextFor(load);
const clients = [0, 1];
const mostReadShare = 1.1;
const mostAfterRestart = 0.08;

const folder = mkdtempSync(join(tmpdir(), 'hearth-agents-'));
const modelPath = agentModel(size);

/** A server under the load. */
interface Side {
  name: string;
  ask(body: object): Promise<Asked>;
  /** Ends it and starts it again; resolves with what was done by hand to keep its states, in ms. */
  restart(): Promise<number>;
  end(): Promise<void>;
}

const hearthSide = async (): Promise<Side> => {
  const data = join(folder, 'data');
  const start = (): Promise<HearthServer> => startHearthServer(data, modelPath, contextLength, backend);
  let server = await start();
  // What it measures of this machine and of the model in its first seconds serves it from then on.
  const warmUp = { model: '', messages: [{ role: 'user', content: 'warm up' }], stream: true, max_tokens: 4 };
  await askServer(server.url, server.key, warmUp);
  return {
    name: 'Hearth',
    ask: (body) => askServer(server.url, server.key, body),
    restart: async () => {
      await server.end();
      server = await start();
      return 0;
    },
    end: () => server.end(),
  };
};

const llamaSide = async (programs: string, hasCacheOptions: boolean): Promise<Side> => {
  const slotFolder = mkdtempSync(join(folder, 'slots-'));
  const options = {
    programs,
    modelPath,
    // It divides the context between its four slots.
    contextLength: 4 * contextLength,
    threads: availableParallelism(),
    ...(hasCacheOptions ? { slotFolder } : {}),
    more: {
      'n-gpu-layers': backend === 'cpu' ? 0 : 999,
      ...(hasCacheOptions ? { 'cache-reuse': 256, 'cache-ram': 8192 } : {}),
    },
  };
  let server: LlamaServer = await startLlamaServer(options);
  const slots = new Set<number>();
  return {
    name: hasCacheOptions ? 'llama-server, cache options' : 'llama-server, defaults',
    ask: async (body) => {
      const asked = await askServer(server.url, null, { ...body, verbose: true });
      if (asked.slot !== null) slots.add(asked.slot);
      return asked;
    },
    restart: async () => {
      let byHandMs = 0;
      if (hasCacheOptions) for (const slot of slots) await server.slot('save', slot);
      await server.end();
      server = await startLlamaServer(options);
      if (hasCacheOptions) for (const slot of slots) byHandMs += await server.slot('restore', slot);
      return byHandMs;
    },
    end: () => server.end(),
  };
};

interface Result {
  name: string;
  read: number;
  /** What had to be read once: the last prompt of each client. */
  once: number;
  cold: number[];
  later: number[];
  afterPause: number[];
  afterRestart: number[];
}

const shown = (value: number): string =>
  value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');

const measure = async (side: Side): Promise<Result> => {
  const result: Result = {
    name: side.name,
    read: 0,
    once: 0,
    cold: [],
    later: [],
    afterPause: [],
    afterRestart: [],
  };
  const said: Message[][] = clients.map(() => []);
  const last: number[] = [];
  for (let turn = 0; turn < load.turns; turn += 1) {
    let byHandMs = 0;
    if (turn === load.pauseBefore) await new Promise((resolve) => setTimeout(resolve, load.pauseMs));
    if (turn === load.restartBefore) byHandMs = await side.restart();
    for (const client of clients) {
      const messages = said[client]!;
      messages.push(questionOf(load, client, turn));
      const asked = await side.ask(requestOf(load, client, turn, messages));
      messages.push({ role: 'assistant', content: asked.text || '.' });
      result.read += asked.newTokens;
      last[client] = asked.promptTokens;
      const ms = asked.firstTokenMs + byHandMs / clients.length;
      if (turn === 0) result.cold.push(ms);
      else if (turn === load.restartBefore) result.afterRestart.push(ms);
      else if (turn === load.pauseBefore) result.afterPause.push(ms);
      else result.later.push(ms);
    }
    process.stderr.write(`\r${side.name}: turn ${turn + 1} of ${load.turns}   `);
  }
  process.stderr.write('\n');
  result.once = last.reduce((sum, tokens) => sum + tokens, 0);
  await side.end();
  // A run with llama-server takes hours: what was measured must not be lost if it is interrupted.
  console.log(
    `  ${side.name}: ${result.read.toLocaleString('en')} tokens read for ${result.once.toLocaleString('en')} new ones; first token ` +
      `${shown(median(result.cold))} ms cold, ${shown(median(result.later))} ms in later turns, ${shown(median(result.afterRestart))} ms after a restart`,
  );
  return result;
};

/** `null`: llama-server is not built. */
const programs = ((): string | null => {
  try {
    return programsWithBackend(backend, folder);
  } catch (error) {
    console.log((error as Error).message);
    return null;
  }
})();
console.log(
  `Two agents by turns, ${load.instructions.toLocaleString('en')} tokens of instructions and ${load.tools} tools each, ${load.turns} turns with ` +
    `${load.newTokens} new tokens, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}${backend === 'cpu' ? '' : ` and its GPU by ${backend}`}, a generated model (${size.name}).`,
);
const results = [await measure(await hearthSide())];
for (const hasCacheOptions of programs === null ? [] : [true, false])
  try {
    results.push(await measure(await llamaSide(programs!, hasCacheOptions)));
  } catch (error) {
    // It aborts at some answers of random weights; what the others reached is shown all the same.
    if (!(error instanceof PeerDied)) throw error;
    console.log(`  ${error.message}`);
  }
rmSync(folder, { recursive: true, force: true });

interface Row {
  label: string;
  of: (result: Result) => number;
  unit: string;
  isCompared: boolean;
}
const rows: Row[] = [
  { label: 'tokens read over all', of: ({ read }) => read, unit: '', isCompared: true },
  {
    label: 'tokens read ÷ those that are new',
    of: ({ read, once }) => read / once,
    unit: '',
    isCompared: true,
  },
  { label: 'first token, cold', of: ({ cold }) => median(cold), unit: ' ms', isCompared: false },
  { label: 'first token, median of turns', of: ({ later }) => median(later), unit: ' ms', isCompared: true },
  {
    label: 'first token, p95 of turns',
    of: ({ later }) => percentile(later, 0.95),
    unit: ' ms',
    isCompared: true,
  },
  {
    label: 'first token after a pause',
    of: ({ afterPause }) => median(afterPause),
    unit: ' ms',
    isCompared: true,
  },
  {
    label: 'first token after a restart',
    of: ({ afterRestart }) => median(afterRestart),
    unit: ' ms',
    isCompared: true,
  },
];
console.log(`\n${''.padEnd(36)}${results.map(({ name }) => name.padStart(30)).join('')}`);
const worse: string[] = [];
for (const { label, of, unit, isCompared } of rows) {
  console.log(
    `  ${label.padEnd(34)}${results.map((one) => `${shown(of(one))}${unit}`.padStart(30)).join('')}`,
  );
  const [mine, ...peers] = results.map(of);
  if (isCompared && peers.some((peer) => mine! > peer)) worse.push(label);
}
const [hearth] = results as [Result];
const restartShare = median(hearth.afterRestart) / median(hearth.cold);
const readShare = hearth.read / hearth.once;
console.log(
  `\nAfter a restart, the first token takes ${(100 * restartShare).toFixed(1)} % of a cold one (goal: at most 8 %).`,
);
console.log(
  `Tokens read are ${readShare.toFixed(3)} times those that are new (goal: at most ${mostReadShare}).`,
);
if (results.length > 1)
  console.log(
    worse.length === 0
      ? 'No row is worse than llama-server.'
      : `Worse than llama-server: ${worse.join('; ')}.`,
  );
const areAllThere = programs === null || results.length === 3;
if (!areAllThere) console.log('Not every side came to its end, so the comparison is not complete.');
const areMet =
  areAllThere && restartShare <= mostAfterRestart && readShare <= mostReadShare && worse.length === 0;
console.log(`\nThe goals are ${areMet ? '' : 'NOT '}met.`);
process.exit(areMet || values.short ? 0 : 1);
