/** What the system tells of memory, from samples of its texts and from this machine. */
import { freemem, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  cachedByStat,
  freeByVmStat,
  machineMemory,
  ramNow,
  statFiles,
} from '../../main/system/machine-memory.ts';
import { probeMemory, returnedRam, takenRam } from '../../main/engine/load/own-memory.ts';
import { addedByCopies, kindOfTensor, kindsOf, mapsWeights } from '../../main/shared/memory/copies.ts';
import { memoryShapeOf, type MemoryShape } from '../../main/shared/memory/memory-shape.ts';
import type { TensorInfo } from '../../main/shared/gguf/model-layers.ts';
import { resized } from '../../main/shared/memory/quantization-advice.ts';

describe('RAM', () => {
  it('is what the system says, within what this process may use', async () => {
    const { ramTotal, ramFree } = await ramNow();
    expect(ramTotal).toBeLessThanOrEqual(totalmem());
    expect(ramFree).toBeGreaterThan(0);
    expect(ramFree).toBeLessThanOrEqual(ramTotal);
  });

  it.skipIf(process.platform === 'darwin' || process.constrainedMemory() < totalmem())(
    'is what Node says where nothing limits it',
    async () => {
      const { ramTotal, ramFree } = await ramNow();
      expect(ramTotal).toBe(totalmem());
      // Other programs come and go meanwhile.
      expect(Math.abs(ramFree - freemem())).toBeLessThan(0.1 * ramTotal);
    },
  );

  it('counts speculative and inactive pages of macOS as free', () => {
    const output = [
      'Mach Virtual Memory Statistics: (page size of 16384 bytes)',
      'Pages free:                               12345.',
      'Pages active:                            400000.',
      'Pages inactive:                          300000.',
      'Pages speculative:                         5000.',
      'Pages wired down:                        100000.',
      'File-backed pages:                       200000.',
    ].join('\n');
    expect(freeByVmStat(output)).toBe((12_345 + 300_000 + 5000) * 16_384);
    expect(freeByVmStat('vm_stat: command not found')).toBeNull();
    expect(freeByVmStat(output.replace('Pages inactive', 'Pages idle'))).toBeNull();
  });

  it('counts files that a control group holds as free, in both versions', () => {
    expect(cachedByStat('anon 100\nfile 90\nactive_file 40\ninactive_file 50\nslab 3\n')).toBe(90);
    // The first version tells those of the group alone as well.
    expect(
      cachedByStat('cache 9\ninactive_file 1\nactive_file 2\ntotal_inactive_file 30\ntotal_active_file 40\n'),
    ).toBe(70);
    expect(cachedByStat('')).toBe(0);
    expect(statFiles('0::/user.slice/app.scope\n')[0]).toBe(
      '/sys/fs/cgroup/user.slice/app.scope/memory.stat',
    );
    expect(statFiles('9:name=systemd:/\n4:cpu,memory:/box/one\n0::/\n')[0]).toBe(
      '/sys/fs/cgroup/memory/box/one/memory.stat',
    );
    expect(statFiles('')).toEqual(['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory/memory.stat']);
  });
});

describe('an engine process', () => {
  it.skipIf(process.platform !== 'linux')('has mapped files, which count as free already', () => {
    // Node's own program among them. What is collected between the two readings makes it less.
    const mapped = Array.from({ length: 5 }, () => {
      const returned = returnedRam();
      return takenRam() - returned;
    });
    expect(Math.max(...mapped)).toBeGreaterThan(10e6);
  });

  it('gives back what it has for itself, and not the files that it mapped', () => {
    const before = returnedRam();
    const size = 64 * 1024 ** 2;
    const held = Buffer.alloc(size, 1);
    expect(returnedRam() - before).toBeGreaterThan(0.9 * size);
    expect(held[size - 1]).toBe(1);
  });

  it('tells what it takes before a model is loaded, and that there is no GPU on the processor', async () => {
    const told = await probeMemory('cpu', null);
    expect(told).toMatchObject({ ramReturned: 0, gpu: null });
    expect(told.engine).toBeGreaterThan(40e6);
    expect(told.engine).toBeLessThan(600e6);
    expect(await machineMemory(told)).toMatchObject({ ...told, ramTotal: (await ramNow()).ramTotal });
    // Nobody asked what it copies.
    expect(told.copies).toEqual({});
    expect(await machineMemory(null)).toMatchObject({ ramReturned: 0, engine: null, gpu: null });
  });
});

describe('weights', () => {
  const [f16, q8, q4K] = [1, 8, 12];
  const matrix = (name: string, ggmlType: number) => ({ name, ggmlType, dimensions: [256, 512] });
  const [inQ8, inQ4K] = [(256 * 512 * 34) / 32, (256 * 512 * 144) / 256];
  const shaped = (tensors: TensorInfo[]): MemoryShape =>
    memoryShapeOf(
      { general: { architecture: 'llama' }, llama: { block_count: 1, embedding_length: 256 } },
      tensors,
    )!;
  const tied = shaped([matrix('token_embd.weight', q8), matrix('blk.0.attn_q.weight', q4K)]);
  const untied = shaped([
    matrix('token_embd.weight', q8),
    matrix('blk.0.attn_q.weight', q4K),
    matrix('output.weight', q8),
  ]);

  it('are of kinds by their type and by what divides their columns and rows', () => {
    const kind = (dimensions: number[], name = 'blk.0.ffn_up.weight') =>
      kindOfTensor({ name, ggmlType: f16, dimensions });
    expect(kind([4096, 14336])).toBe('1/256x64');
    expect(kind([96, 1000])).toBe('1/32x8');
    expect(kind([256, 1])).toBe('1/256x1');
    expect(kind([512, 64, 8], 'blk.0.ffn_up_exps.weight')).toBe('1/256x64/experts');
    // Vectors, biases, tables, and what is multiplied for each head.
    expect(kind([512], 'blk.0.attn_norm.weight')).toBeNull();
    expect(kind([512, 4], 'blk.0.attn_q.bias')).toBeNull();
    expect(kind([512, 1000], 'token_embd.weight')).toBeNull();
    expect(kind([512, 64, 8], 'blk.0.attn_k_b.weight')).toBeNull();
    expect(kindsOf(untied)).toEqual(['12/256x64', '8/256x64']);
    expect(kindsOf(tied).toSorted()).toEqual(['12/256x64', '8/256x64']);
  });

  it('are mapped, unless that would leave pages of the file behind copies', () => {
    expect(mapsWeights(untied, {})).toBe(true);
    expect(mapsWeights(untied, { '8/256x64': 1 })).toBe(false);
    expect(mapsWeights(tied, { '12/256x64': 1 })).toBe(false);
    // Tokens are looked up in a tied table, so it stays beside its copy either way.
    expect(mapsWeights(tied, { '8/256x64': 1 })).toBe(true);
  });

  it('take their copies beside what is not copied, or beside all of the file', () => {
    // Copies of Q8_0 are an eighth larger than the file's, as on processors with AMX.
    const copies = { '8/256x64': 1.125, '12/256x64': 1 };
    expect(addedByCopies(untied, copies, false)).toBe(0.125 * inQ8);
    expect(addedByCopies(untied, copies, true)).toBe(1.125 * inQ8 + inQ4K);
    expect(addedByCopies(tied, copies, false)).toBe(1.125 * inQ8);
    expect(addedByCopies(tied, copies, true)).toBe(1.125 * inQ8 + inQ4K);
    expect(addedByCopies(untied, {}, true)).toBe(0);
  });

  it('are of the type that another file of the model has', () => {
    const other = (quantization: string | null) =>
      kindsOf(resized(tied, { bytes: 1e6, quantization })).toSorted();
    expect(other('Q5_K_M')).toEqual(['13/256x64', '14/256x64']);
    expect(other('Q8_0')).toEqual(['8/256x64']);
    expect(other('F16')).toEqual(['1/256x64']);
    expect(other(null)).toEqual(['12/256x64', '8/256x64']);
  });
});
