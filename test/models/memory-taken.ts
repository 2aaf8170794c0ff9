/**
 * What the real engine process takes with a model: its resident memory (Rss in /proc/<pid>/smaps), private and mapped, of
 * everything in it, with the context filled. Linux alone tells.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { FitWish, MachineMemory } from '../../main/contract/model-types.ts';
import { answered, load, receive, user } from '../engine/engine-under-test.ts';

const residentOf = (pid: number, path: string): { file: number; others: number } => {
  const resident = { file: 0, others: 0 };
  for (const mapping of readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[\da-f]+-[\da-f]+ )/m)) {
    const bytes = 1024 * Number(/^Rss:\s+(\d+) kB/m.exec(mapping)?.[1] ?? 0);
    const isFile = mapping.slice(0, mapping.indexOf('\n')).endsWith(` ${path}`);
    resident[isFile ? 'file' : 'others'] += bytes;
  }
  return resident;
};

const children = (): number[] =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );

export interface Taken {
  /** Bytes. */
  resident: number;
  loadMs: number;
  /** What the engine tells of this machine: its own memory before the load, and what llama.cpp copies. */
  here: Pick<MachineMemory, 'engine' | 'copies'>;
}

/**
 * Loads a model in a new engine, fills its context in `turns` turns, and reads what the process takes then. Throws if the
 * turns did not go as they should. The caller ends the engine (`killEngines`).
 */
export const takenBy = async (
  path: string,
  wish: FitWish,
  turns: number,
  kinds: string[],
): Promise<Taken> => {
  const before = new Set(children());
  const startedAt = performance.now();
  const { engine, run, settled } = await load(path, {
    ...wish,
    memoryMap: wish.memoryMap ?? null,
    threads: 1,
  });
  const loadMs = performance.now() - startedAt;
  const pid = children().find((one) => !before.has(one))!;
  const loaded = residentOf(pid, path);
  // "word " is two tokens; later turns need room as well.
  const words = Math.floor(wish.contextLength! * (turns > 1 ? 0.3 : 0.4) - 20);
  const messages = [user('word '.repeat(words))];
  for (let turn = 0; turn < turns; turn += 1) {
    const result = await run(messages, {
      onMessage: (message, turnId) => {
        if (message.kind === 'first-token') engine.post({ kind: 'stop', turnId });
      },
    });
    const newTokens = result.timings?.newTokens ?? 0;
    if (result.ending !== 'stopped') throw new Error(`the turn ended otherwise: ${result.ending}`);
    if (turn === 0 && newTokens <= Math.max(2 * words, wish.batchSize))
      throw new Error(`the context is not filled: ${newTokens} new tokens`);
    messages.push(answered(result), user('more'));
    await settled();
  }
  const used = residentOf(pid, path);
  const told = receive(engine, (message) => (message.kind === 'memory' ? message.memory : undefined));
  engine.post({ kind: 'memory', kinds });
  // A busy system may have dropped pages of the file meanwhile; they are read again when they are wanted.
  return { resident: used.others + Math.max(loaded.file, used.file), loadMs, here: await told };
};
