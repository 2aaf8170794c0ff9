/** Loading and unloading models below LM Studio's /api/v1. */
import { z } from 'zod';
import { readBody } from '../body.ts';
import { field, refused } from '../fields.ts';
import type { ApiInput, ReadRequest } from '../route.ts';

const ofModel = 'this is a setting of the model in Hearth';

export const loadBody = z.strictObject({
  model: z.string().min(1).max(300).meta({ description: 'A model by its name or an alias.' }),
  context_length: refused(ofModel),
  eval_batch_size: refused(ofModel),
  flash_attention: refused(ofModel),
  num_experts: refused(ofModel),
  offload_kv_cache_to_gpu: refused(ofModel),
  echo_load_config: field(z.boolean(), 'Whether the answer says how the model was loaded.'),
});

export const readLoad = ({ body }: ApiInput): ReadRequest<'load'> => {
  const read = readBody(loadBody, body);
  return {
    work: { kind: 'load', model: read.model, keepAliveS: null },
    whole: ({ model, loadMs }) => ({
      body: {
        type: model.kind === 'embedding' ? 'embedding' : 'llm',
        instance_id: model.name,
        load_time_seconds: loadMs / 1000,
        status: 'loaded',
        ...(read.echo_load_config && model.contextLength !== null
          ? { load_config: { context_length: model.contextLength } }
          : {}),
      },
    }),
    stream: null,
    keep: null,
  };
};

export const unloadBody = z.strictObject({
  instance_id: z.string().min(1).max(300).meta({ description: 'The name of the loaded model.' }),
});

export const readUnload = ({ body }: ApiInput): ReadRequest<'load'> => {
  const { instance_id: model } = readBody(unloadBody, body);
  return {
    work: { kind: 'load', model, keepAliveS: 0 },
    whole: () => ({ body: { instance_id: model } }),
    stream: null,
    keep: null,
  };
};
