import { describe, expect, it } from 'vitest';
import { benchmarkRunOf } from '../../../main/core/chats/rows.ts';

const stored = {
  id: 'run',
  startedAt: 1,
  modelPath: '/models/small.gguf',
  modelName: 'Small',
  threads: { prefill: 2, decode: 2 },
  rows: [],
};

describe('a stored benchmark', () => {
  it('of an earlier version of Hearth keeps its quantization, which had another spelling', () => {
    const run = benchmarkRunOf(JSON.stringify({ ...stored, quantisation: 'Q4_K_M' }));
    expect(run).toMatchObject({
      id: 'run',
      model: { id: null, path: '/models/small.gguf', name: 'Small', quantization: 'Q4_K_M' },
    });
    const spelled = benchmarkRunOf(JSON.stringify({ ...stored, quantization: 'Q8_0', fileBytes: 9 }));
    expect(spelled?.model).toMatchObject({ quantization: 'Q8_0', bytes: 9 });
  });

  it('of this version keeps everything', () => {
    const { modelPath: path, modelName: name, ...own } = stored;
    const model = { path, id: 'digest', name, architecture: 'llama', quantization: null, bytes: 9 };
    const run = { ...own, model: { ...model, trainedContextLength: 4096 } };
    expect(benchmarkRunOf(JSON.stringify(run))).toEqual(run);
    expect(benchmarkRunOf(JSON.stringify({ ...own, model: { path } }))).toBeNull();
  });

  it('is left out if it is damaged', () => {
    expect(benchmarkRunOf('{"id": 1}')).toBeNull();
  });
});
