/** llama.cpp's own benchmark on the same file, with the library's own backends, if it is here. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Backend } from '../../../main/shared/contract/engine.ts';
import { besideOwnLibraries, flags } from '../llama-cpp.ts';
import { programsWithBackend } from '../llama-cpp-backend.ts';
import type { Work } from './plan.ts';

/** One row: `pp` or `tg`, as llama-bench names them, in tokens/s. */
export interface PeerRow {
  test: 'pp' | 'tg';
  tokens: number;
  depth: number;
  speed: number;
}

/** What llama-bench prints as JSON, as far as it is used. */
interface Printed {
  backends: string;
  n_prompt: number;
  n_gen: number;
  n_depth: number;
  avg_ts: number;
}

/** Runs the same tests as the app's benchmark. Throws with a sentence if that is not possible here. */
export const runPeer = async (
  {
    modelPath,
    backend,
    batchSize,
    flashAttention,
  }: { modelPath: string; backend: Backend; batchSize: number; flashAttention: boolean },
  work: Work,
  folder: string,
  timeoutMs: number,
): Promise<PeerRow[]> => {
  const place = programsWithBackend(backend, folder);
  const { promptLengths, depths, decodeTokens, repeats } = work;
  const run = async (prompt: number[], generated: number, depth: number[]): Promise<PeerRow[]> => {
    const { stdout } = await promisify(execFile)(
      join(place, 'llama-bench'),
      flags({
        model: modelPath,
        'n-gpu-layers': 999,
        'n-prompt': prompt.join(','),
        'n-gen': generated,
        'n-depth': depth.join(','),
        repetitions: repeats,
        'batch-size': batchSize,
        'ubatch-size': batchSize,
        'flash-attn': flashAttention ? 1 : 0,
        output: 'json',
      }),
      {
        timeout: Math.floor(timeoutMs),
        killSignal: 'SIGKILL',
        maxBuffer: 1e7,
        env: besideOwnLibraries(place),
      },
    );
    const rows = JSON.parse(stdout) as Printed[];
    const used = rows[0]?.backends ?? 'nothing';
    if (!used.toLowerCase().includes(backend))
      throw new Error(`llama-bench ran on ${used} and not on ${backend}`);
    return rows.map(({ n_prompt, n_gen, n_depth, avg_ts }) => ({
      test: n_gen > 0 ? 'tg' : 'pp',
      tokens: n_gen > 0 ? n_gen : n_prompt,
      depth: n_depth,
      speed: avg_ts,
    }));
  };
  return [...(await run(promptLengths, 0, [0])), ...(await run([0], decodeTokens, depths))];
};
