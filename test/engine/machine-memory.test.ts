/** What the system tells of memory, from samples of its texts and from this machine. */
import { freemem, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  cachedByStat,
  freeByVmStat,
  machineMemory,
  ramNow,
  statFiles,
} from '../../main/engine/machine-memory.ts';
import { copiedBytes, mapsWeights } from '../../main/engine/process/mapping.ts';
import { probeMemory, returnedRam, takenRam } from '../../main/engine/process/own-memory.ts';

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
    expect(await machineMemory(null)).toMatchObject({ ramReturned: 0, engine: null, gpu: null });
  });
});

describe('weights', () => {
  const x86 = 'CPU : AVX = 1 | AVX2 = 1 | REPACK = 1 | ';
  const arm = 'CPU : NEON = 1 | ARM_FMA = 1 | DOTPROD = 1 | REPACK = 1 | ';
  const [q8, q4K] = [8, 12];
  const matrix = (name: string, ggmlType: number) => ({ name, ggmlType, dimensions: [256, 512] });

  it('are copied by what the processor can do', () => {
    const tensors = [
      matrix('token_embd.weight', q4K),
      matrix('output.weight', q8),
      matrix('blk.0.attn_q.weight', q4K),
      { name: 'blk.0.attn_norm.weight', ggmlType: 0, dimensions: [256] },
    ];
    const [inQ8, inQ4K] = [(256 * 512 * 34) / 32, (256 * 512 * 144) / 256];
    expect(copiedBytes(x86, tensors)).toBe(inQ4K);
    expect(copiedBytes(arm, tensors)).toBe(inQ4K + inQ8);
    expect(copiedBytes(x86.replace('REPACK = 1', 'REPACK = 0'), tensors)).toBe(0);
    expect(copiedBytes('CPU : SSE3 = 1 | REPACK = 1 | ', tensors)).toBe(0);
  });

  it('are mapped, unless more is copied than would be there twice', () => {
    const tied = [matrix('token_embd.weight', q8), matrix('blk.0.attn_q.weight', q4K)];
    expect(mapsWeights(x86, tied)).toBe(true);
    expect(mapsWeights(x86, [...tied, matrix('blk.0.attn_k.weight', q4K)])).toBe(false);
    expect(mapsWeights(x86, [...tied, matrix('output.weight', q8)])).toBe(false);
    expect(mapsWeights(x86, [matrix('token_embd.weight', q8), matrix('output.weight', q8)])).toBe(true);
  });
});
