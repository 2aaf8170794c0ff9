/** What a KV state belongs to: restored into anything else, its numbers mean nothing or crash the process. */
import { createHash } from 'node:crypto';
import { getModuleVersion, type Llama, type LlamaContext } from 'node-llama-cpp';
import { engineBuildText } from '../../shared/engine/engine-build.ts';
import type { Backend } from '../../shared/contract/engine.ts';

/** The builds that write KV states. */
export const engineBuild = async (llama: Llama): Promise<string> =>
  engineBuildText({ library: await getModuleVersion(), llamaCpp: llama.llamaCppRelease.release });

/** Bump when the layout of our own snapshot files changes. */
const layout = 1;

/**
 * One key over everything that decides what a state's bytes mean; `model` is the model's identity. The context length is not
 * among them.
 */
export const stateKey = async (
  model: string,
  llama: Llama,
  backend: Backend,
  context: LlamaContext,
): Promise<string> =>
  createHash('sha256')
    .update(
      JSON.stringify([
        layout,
        model,
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
