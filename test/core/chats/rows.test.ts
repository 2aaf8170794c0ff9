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

describe('A stored benchmark', () => {
  it('of an earlier Hearth keeps its quantization, which was spelled otherwise', () => {
    const run = benchmarkRunOf(JSON.stringify({ ...stored, quantisation: 'Q4_K_M' }));
    expect(run).toMatchObject({ id: 'run', quantization: 'Q4_K_M' });
    expect(run).not.toHaveProperty('quantisation');
  });

  it('of this one keeps what it has', () => {
    expect(benchmarkRunOf(JSON.stringify({ ...stored, quantization: 'Q8_0' }))?.quantization).toBe('Q8_0');
    expect(benchmarkRunOf(JSON.stringify({ ...stored, quantization: null }))?.quantization).toBeNull();
  });

  it('that is damaged is left out', () => {
    expect(benchmarkRunOf('{"id": 1}')).toBeNull();
  });
});
