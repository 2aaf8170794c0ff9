/** What a KV state belongs to: restored into anything else, its numbers mean nothing or crash the process. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { getModuleVersion, type Llama, type LlamaContext } from 'node-llama-cpp';
import type { Backend } from '../../shared/contract/engine.ts';

/** Bump when the layout of our own snapshot files changes. */
const layout = 1;

/** Bytes of the model file that are read from each place. */
const sampleBytes = 64 * 1024;
const samples = 32;

/**
 * Identity of a model file's content: its size and evenly spread samples, header and end among them. Reading all of a
 * 40 GB file would take longer than the prefill that it saves.
 */
export const modelDigest = async (path: string): Promise<string> => {
  const { size } = await stat(path);
  const hash = createHash('sha256').update(`${size}:`);
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(sampleBytes);
    const last = Math.max(0, size - sampleBytes);
    for (let index = 0; index < samples; index += 1) {
      const { bytesRead } = await file.read(
        buffer,
        0,
        sampleBytes,
        Math.floor((last * index) / (samples - 1)),
      );
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
};

/** One key over everything that decides what a state's bytes mean. The context length is not among them. */
export const stateKey = async (
  digest: string,
  llama: Llama,
  backend: Backend,
  context: LlamaContext,
): Promise<string> =>
  createHash('sha256')
    .update(
      JSON.stringify([
        layout,
        digest,
        await getModuleVersion(),
        llama.llamaCppRelease.repo,
        llama.llamaCppRelease.release,
        backend,
        context.kvCacheKeyType,
        context.kvCacheValueType,
        context.flashAttention,
      ]),
    )
    .digest('hex');
