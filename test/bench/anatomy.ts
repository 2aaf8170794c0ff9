/**
 * `npm run bench -- anatomy`: what recording the anatomy of a turn costs, as a share of the decode of that very turn. All
 * that is done for it and for nothing else is done again beside the turn, many times: two readings of a clock for each
 * token, of the machine before and after, the counts, and storing it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { anatomyOf } from '../../main/core/chats/turn-anatomy.ts';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { readSurroundings, surroundingsSince } from '../../main/engine/process/surroundings.ts';
import { LlamaEngine } from '../../main/core/engines/llama/llama-engine.ts';
import { median } from '../../main/shared/speed/spread.ts';
import { starterModel } from '../../main/system/paths.ts';
import { killEngines, plainConfig, plainTurn, spawn, user } from '../fixtures/engine/engine-under-test.ts';
import { model134M } from '../fixtures/models/files.ts';

const most = 0.01;
const repeats = 200;
const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'hearth-anatomy-'));
const database = openDatabase(folder);
const store = new Store(database);

/** The median of many, in ms. */
const msOf = (work: () => void): number => {
  const took = Array.from({ length: repeats }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return median(took);
};

let isGood = true;
console.log(`What recording a turn costs, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}:`);
for (const [name, modelPath] of [
  ['starter model', starterModel],
  ['134 million parameters', model134M()],
] as const) {
  const engine = new LlamaEngine(spawn, silent);
  await engine.load(plainConfig(modelPath, { contextLength: 2048 }), name);
  const receivedAt = performance.now();
  const stop = new AbortController();
  let pieces = 0;
  const end = await engine.run(
    plainTurn('turn', 'chat', [user('What is prefill?')]),
    (event) => {
      if (event.kind === 'wrote' && ++pieces === 8) stop.abort();
    },
    stop.signal,
  );
  const times = { receivedAt, postedAt: receivedAt, finishedAt: performance.now(), loadMs: 0 };
  const anatomy = anatomyOf(end, times)!;
  const { decodeTokens, decodeMs } = end.timings!;
  const { id: chatId } = store.createChat('A chat');
  const { id } = store.addMessage({
    chatId,
    parentId: null,
    role: 'model',
    parts: [],
    modelName: name,
    ending: null,
  });

  const clock = msOf(() => {
    const seen: number[] = [];
    for (let token = 0; token <= decodeTokens; token += 1) {
      seen.push(performance.now());
      performance.now();
    }
  });
  const machine = msOf(() => surroundingsSince(readSurroundings(), 1000));
  const counts = msOf(() => anatomyOf(end, times));
  const stored = msOf(() => store.saveAnatomy(id, anatomy));
  const all = clock + machine + counts + stored;
  isGood &&= all <= most * decodeMs;
  console.log(
    `  ${name}: ${decodeTokens} tokens in ${decodeMs.toFixed(0)} ms; clock ${clock.toFixed(3)}, machine ${machine.toFixed(3)}, ` +
      `counts ${counts.toFixed(3)}, storing ${stored.toFixed(3)} ms: ${((100 * all) / decodeMs).toFixed(2)} %`,
  );
  await engine.close();
  killEngines();
}
database.close();
rmSync(folder, { recursive: true, force: true });
console.log(`\nAt most ${most * 100} % is ${isGood ? 'kept' : 'NOT kept'}.`);
process.exit(isGood ? 0 : 1);
