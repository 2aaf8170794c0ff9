/**
 * The sizes here were calculated by hand from the models' published shapes, as the comments show. test/core/memory/fit.test.ts
 * checks that real processes take them.
 */
import { say, sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { describe, expect, it } from 'vitest';
import type { Ceilings } from '../../../main/shared/contract/measuring.ts';
import type { FitWish, MachineMemory } from '../../../main/shared/contract/memory.ts';
import { refusalFor, whatWouldFit } from '../../../main/shared/memory/fit-changes.ts';
import { layersOf, fitOf, memoryNeed } from '../../../main/shared/memory/memory.ts';
import { total } from '../../../main/shared/memory/memory-room.ts';
import { memoryShapeOf, type MemoryShape } from '../../../main/shared/memory/memory-shape.ts';
import type { TensorInfo } from '../../../main/shared/gguf/model-layers.ts';
import { adviseQuantization, resized } from '../../../main/shared/memory/quantization-advice.ts';
import { divergenceOf } from '../../../main/shared/model/quantization-quality.ts';
import { roughNeed, roughVerdict } from '../../../main/shared/memory/rough-need.ts';

/** Types of tensors, by `ggml_type`. */
const f32 = 0;
const f16 = 1;
const q8 = 8;
const q4K = 12;
const q6K = 14;

const tensor = (name: string, ggmlType: number, ...dimensions: number[]): TensorInfo => ({
  name,
  ggmlType,
  dimensions,
});

const eachLayer = (layers: number, tensorsOf: (block: string, layer: number) => TensorInfo[]): TensorInfo[] =>
  Array.from({ length: layers }, (_, layer) => tensorsOf(`blk.${layer}`, layer)).flat();

const shaped = (architecture: string, own: object, tensors: TensorInfo[], merges = 0): MemoryShape =>
  memoryShapeOf(
    {
      general: { architecture },
      [architecture]: own,
      tokenizer: { ggml: { merges: { items: merges } } },
    },
    tensors,
  )!;

/**
 * Llama 3.1 8B in Q4_K_M: 32 layers, width 4096, 32 heads of 128 on 8 key-value heads, feed-forward 14336, vocabulary
 * 128256 with an output matrix of its own.
 */
const llama = shaped(
  'llama',
  {
    block_count: 32,
    embedding_length: 4096,
    feed_forward_length: 14336,
    context_length: 131_072,
    attention: { head_count: 32, head_count_kv: 8 },
  },
  [
    tensor('token_embd.weight', q4K, 4096, 128_256),
    tensor('output_norm.weight', f32, 4096),
    tensor('output.weight', q6K, 4096, 128_256),
    ...eachLayer(32, (block, layer) => [
      tensor(`${block}.attn_norm.weight`, f32, 4096),
      tensor(`${block}.attn_q.weight`, q4K, 4096, 4096),
      tensor(`${block}.attn_k.weight`, q4K, 4096, 1024),
      tensor(`${block}.attn_v.weight`, q6K, 4096, 1024),
      tensor(`${block}.attn_output.weight`, q4K, 4096, 4096),
      tensor(`${block}.ffn_norm.weight`, f32, 4096),
      tensor(`${block}.ffn_gate.weight`, q4K, 4096, 14336),
      tensor(`${block}.ffn_up.weight`, q4K, 4096, 14336),
      tensor(`${block}.ffn_down.weight`, layer % 2 ? q4K : q6K, 14336, 4096),
    ]),
  ],
  280_147,
);

const usual: FitWish = {
  contextLength: null,
  kvPrecision: 'f16',
  gpuLayers: null,
  flashAttention: true,
  batchSize: 512,
};

describe('the memory of a dense model (Llama 3.1 8B)', () => {
  // Q4_K: 144 bytes for 256 weights; Q6_K: 210.
  // Table             525,336,576 · 144 / 256                     =   295,501,824
  // Output matrix     525,336,576 · 210 / 256 + norm 16,384       =   430,956,544
  // A layer: q, o     2 · 16,777,216 · 144 / 256                  =    18,874,368
  //          k                4,194,304 · 144 / 256               =     2,359,296
  //          v                4,194,304 · 210 / 256               =     3,440,640
  //          gate, up     2 · 58,720,256 · 144 / 256              =    66,060,288
  //          norms        2 · 16,384                              =        32,768
  //          down         58,720,256 · 144 / 256                  =    33,030,144   in odd layers
  //                       58,720,256 · 210 / 256                  =    48,168,960   in even ones
  const layer = 18_874_368 + 2_359_296 + 3_440_640 + 66_060_288 + 32_768;
  const odd = layer + 33_030_144;
  const even = layer + 48_168_960;

  it('consists of weights, the KV cache, intermediate results and the engine', () => {
    const { ram, vram } = memoryNeed(llama, usual, 0);
    expect(ram.weights).toBe(295_501_824 + 430_956_544 + 16 * odd + 16 * even);
    // 32 layers · 2 · 1024 values · 2 bytes · 8192 tokens
    expect(ram.kvCache).toBe(1_073_741_824);
    // For each of 512 tokens: 4 widths, gate, up and their product as f32; the mask of 8192 tokens as f16; and the input of
    // the down matrix as 8 bits with scales, 292 bytes for 256.
    // 512 · ((4 · 4096 + 3 · 14336) · 4 + 8192 · 2 + 14336 · 292 / 256) = 121,634,816 + 8,388,608 + 8,372,224
    expect(ram.compute).toBe(138_395_648);
    // llama.cpp itself reserves 124.01 MiB for the first two (130,033,910 bytes) with a small vocabulary.
    expect(total(vram)).toBe(0);
  });

  it('is split like llama.cpp splits it: the output layer goes to the GPU first, then the last layers', () => {
    expect(layersOf(llama)).toBe(33);
    const one = memoryNeed(llama, usual, 1);
    expect(one.vram.weights).toBe(430_956_544);
    expect(one.vram.kvCache).toBe(0);
    expect(one.ram.kvCache).toBe(1_073_741_824);
    const two = memoryNeed(llama, usual, 2);
    // The last of 32 layers is odd, counted from 0.
    expect(two.vram.weights - one.vram.weights).toBe(odd);
    expect(two.vram.kvCache).toBe(1_073_741_824 / 32);
    const all = memoryNeed(llama, usual, 33);
    // The token table stays in RAM.
    expect(all.ram.weights).toBe(295_501_824);
    expect(all.ram.kvCache).toBe(0);
    expect(all.vram.kvCache).toBe(1_073_741_824);
    // Logits of 512 tokens and two widths, as f32: 512 · (128,256 + 8,192) · 4
    expect(all.vram.compute).toBe(279_445_504);
    expect(memoryNeed(llama, usual, 1000)).toEqual(all);
  });

  it('has a KV cache of half the size with 8 bits, in steps of 256 tokens', () => {
    const eight: FitWish = { ...usual, kvPrecision: 'q8_0' };
    expect(memoryNeed(llama, eight, 0).ram.kvCache).toBe((1_073_741_824 * 34) / 64);
    const odd1000 = memoryNeed(llama, { ...usual, contextLength: 1000 }, 0).ram.kvCache;
    expect(odd1000).toBe(1_073_741_824 / 8);
  });

  it('has scores for all heads without flash attention, which 8 bits turn on', () => {
    const without: FitWish = { ...usual, flashAttention: false };
    // 512 · (3 · 4096 + 2 · 4096 + 2 · 1024 + 32 · 8192 + 8192) · 4 = 599,785,472, for which llama.cpp itself reserves
    // 599,795,958; and 8,372,224 as above.
    expect(memoryNeed(llama, without, 0).ram.compute).toBe(599_785_472 + 8_372_224);
    expect(memoryNeed(llama, { ...without, kvPrecision: 'q8_0' }, 0).ram.compute).toBe(138_395_648);
  });

  it("includes the engine, by the model's vocabulary or by an earlier measurement", () => {
    // 93 MB + 47 MB + 128,256 · 500 + 280,147 · 480
    expect(memoryNeed(llama, usual, 0).ram.engine).toBe(140e6 + 64_128_000 + 134_470_560);
    expect(memoryNeed(llama, usual, 0, { engine: 200e6, copies: null }).ram.engine).toBe(
      247e6 + 64_128_000 + 134_470_560,
    );
  });
});

describe('the memory of other models', () => {
  const attention = { head_count: 8, head_count_kv: 2, key_length: 64, value_length: 64 };
  const attending = (block: string): TensorInfo[] => [
    tensor(`${block}.attn_q.weight`, f16, 512, 512),
    tensor(`${block}.attn_output.weight`, f16, 512, 512),
  ];
  const table = tensor('token_embd.weight', q8, 512, 1024);
  const caches = (model: MemoryShape, wish: Partial<FitWish> = {}): number =>
    memoryNeed(model, { ...usual, contextLength: 4096, ...wish }, layersOf(model)).vram.kvCache;

  it('has a tied token table in RAM once, and a copy of it on the GPU', () => {
    const tied = shaped('llama', { block_count: 1, embedding_length: 512, attention }, [
      table,
      ...attending('blk.0'),
    ]);
    const bytes = (512 * 1024 * 34) / 32;
    expect(memoryNeed(tied, usual, 0).ram.weights).toBe(bytes + 2 * 524_288);
    expect(memoryNeed(tied, usual, 2).ram.weights).toBe(bytes);
    expect(memoryNeed(tied, usual, 2).vram.weights).toBe(bytes + 2 * 524_288);
  });

  it('has caches of a window and a batch for sliding windows, and checkpoints of the window alone', () => {
    const gemma = shaped(
      'gemma3',
      {
        block_count: 6,
        embedding_length: 512,
        context_length: 8192,
        attention: { ...attention, sliding_window: 1024 },
      },
      [table, ...eachLayer(6, attending)],
    );
    // A token takes 2 · 128 values · 2 bytes. One layer of six sees all 4096; the others keep 1024 + 513, rounded up to 1792.
    expect(caches(gemma)).toBe(512 * 4096 + 5 * 512 * 1792);
    // There are eight checkpoints of 5 layers · 1024 tokens.
    const { kvCache } = memoryNeed(gemma, { ...usual, contextLength: 4096 }, layersOf(gemma)).ram;
    expect(kvCache).toBe(8 * 5 * 512 * 1024);
    // The cache has no more cells than the context.
    expect(caches(gemma, { contextLength: 512 })).toBe(6 * 512 * 512);
  });

  it('has at most 512 MB of checkpoints, or one checkpoint if that is larger', () => {
    const wide = (width: number): MemoryShape =>
      shaped(
        'gemma3',
        {
          block_count: 6,
          embedding_length: 512,
          attention: { ...attention, head_count_kv: 64, sliding_window: width },
        },
        [table, ...eachLayer(6, attending)],
      );
    const kept = (width: number): number =>
      memoryNeed(wide(width), { ...usual, contextLength: 65_536 }, 7).ram.kvCache;
    // A checkpoint takes 5 layers · 64 heads · 128 values · 2 bytes per token of the window: 84 MB and 671 MB.
    expect(kept(1024)).toBe(6 * 81_920 * 1024);
    expect(kept(8192)).toBe(81_920 * 8192);
  });

  it('has a state and no cache for recurrent layers', () => {
    const mamba = shaped(
      'mamba',
      {
        block_count: 2,
        embedding_length: 512,
        ssm: { conv_kernel: 4, inner_size: 1024, state_size: 16, time_step_rank: 32 },
      },
      [table, ...eachLayer(2, (block) => [tensor(`${block}.ssm_in.weight`, f16, 512, 2048)])],
    );
    // A layer has 3 · 1024 inputs of the convolution and 16 · 1024 values, as f32.
    expect(caches(mamba)).toBe(2 * (3 * 1024 + 16 * 1024) * 4);
  });

  it('has no cache for layers that share one, and only keys for latent attention', () => {
    const sharing = {
      block_count: 4,
      embedding_length: 512,
      attention: { ...attention, shared_kv_layers: 1 },
    };
    expect(caches(shaped('gemma4', sharing, [table, ...eachLayer(4, attending)]))).toBe(3 * 512 * 4096);
    const latent = {
      block_count: 1,
      embedding_length: 512,
      attention: { head_count: 8, head_count_kv: 1, key_length: 576, value_length: 512, key_length_mla: 192 },
    };
    expect(caches(shaped('deepseek2', latent, [table, ...attending('blk.0')]))).toBe(576 * 2 * 4096);
  });

  it('has the weights of all experts, but intermediate results only of those in use', () => {
    const expertsUsed = (used: number): MemoryShape =>
      shaped(
        'qwen3moe',
        { block_count: 1, embedding_length: 512, expert_count: 16, expert_used_count: used, attention },
        [
          table,
          ...attending('blk.0'),
          tensor('blk.0.ffn_gate_exps.weight', f16, 512, 2048, 16),
          tensor('blk.0.ffn_up_exps.weight', f16, 512, 2048, 16),
          tensor('blk.0.ffn_down_exps.weight', f16, 2048, 512, 16),
        ],
      );
    const [two, four] = [2, 4].map((used) => memoryNeed(expertsUsed(used), usual, 0).ram);
    expect(two!.weights).toBe(four!.weights);
    expect(two!.weights).toBe((512 * 1024 * 34) / 32 + 2 * 524_288 + 3 * 512 * 2048 * 16 * 2);
    // Two more experts need gate, up and their product, as f32, and the input of the down matrix as f16.
    expect(four!.compute - two!.compute).toBe(512 * 2 * 2048 * (3 * 4 + 2));
  });

  it('is zero for layers that only draft tokens, but they count as layers', () => {
    const drafting = { block_count: 3, nextn_predict_layers: 1, embedding_length: 512, attention };
    const model = shaped('glm4moe', drafting, [table, ...eachLayer(3, attending)]);
    expect(layersOf(model)).toBe(4);
    expect(model.layers.map(({ weights }) => weights)).toEqual([1_048_576, 1_048_576, 0]);
    expect(caches(model)).toBe(2 * 512 * 4096);
  });

  it('is the same from a flat map of metadata as from a nested one', () => {
    const flat = new Map<string, unknown>([
      ['general.architecture', 'llama'],
      ['llama.block_count', 1],
      ['llama.embedding_length', 512],
      ['llama.attention.head_count', 8],
      ['llama.attention.head_count_kv', 2],
      ['tokenizer.ggml.merges', { items: 7 }],
      ['tokenizer.chat_template', 'text'],
      ['tokenizer.chat_template.rerank', 'another'],
    ]);
    const nested = { block_count: 1, embedding_length: 512, attention: { head_count: 8, head_count_kv: 2 } };
    const tensors = [table, ...attending('blk.0')];
    expect(memoryShapeOf(flat, tensors)).toEqual(shaped('llama', nested, tensors, 7));
  });

  it('is calculated from a shape that survives JSON', () => {
    expect(JSON.parse(JSON.stringify(llama))).toEqual(llama);
  });

  it.each([
    ['no layers', { block_count: 0 }],
    ['more layers than llama.cpp takes', { block_count: 1e9 }],
    ['half a layer', { block_count: 0.5, embedding_length: 512, attention }],
    ['fewer than no draft layers', { block_count: 1, nextn_predict_layers: -1 }],
    ['a width that is no number', { block_count: 1, embedding_length: 'wide', attention }],
    ['a width below 0', { block_count: 1, embedding_length: -512, attention }],
    ['heads without end', { block_count: 1, embedding_length: 512, attention: { head_count: 1e300 } }],
    ['more draft layers than layers', { block_count: 1, nextn_predict_layers: 2 }],
  ])('is unknown if the header states %s', (_, own) => {
    expect(shaped('llama', own, [table, ...attending('blk.0')])).toBeNull();
  });
});

const ram = (free: number, returned = 0, all = 16e9): MachineMemory => ({
  ramTotal: all,
  ramFree: free,
  ramReturned: returned,
  copies: null,
  engine: null,
  gpu: null,
});
const withGpu = (free: number, more: Partial<NonNullable<MachineMemory['gpu']>> = {}): MachineMemory => ({
  ...ram(12e9),
  gpu: { name: 'RTX', backend: 'cuda', isUnified: false, total: 8e9, free, returned: 0, ...more },
});
const ceiling = (backend: Ceilings['backend'], bandwidthBytesPerS: number): Ceilings => ({
  backend,
  device: '',
  threads: 8,
  bandwidthBytesPerS,
  flopsPerS: 1e12,
  bandwidthHow: say('app.as-stored', { text: '' }),
  flopsHow: say('app.as-stored', { text: '' }),
  measuredAt: 0,
});
const plain = (text: string): string => text.replaceAll('\u2009', ' ');
const fit = (machine: MachineMemory, wish: Partial<FitWish> = {}) => {
  const found = fitOf(llama, { ...usual, ...wish }, machine, []);
  return { ...found, words: plain(sentenceOf(found.words)) };
};

describe('the fit of a model', () => {
  it('is stated with the free memory', () => {
    expect(fit(ram(12e9))).toMatchObject({
      verdict: 'fits',
      contextLength: 8192,
      gpuLayers: 0,
      layers: 33,
      words: 'Fits. Needs 6.48 GB of 12 GB free.',
    });
  });

  it('is tight if less than a tenth of all memory stays free', () => {
    // The model needs 6.48 GB, and a tenth is 1.6 GB.
    expect(fit(ram(8.1e9)).verdict).toBe('fits');
    expect(fit(ram(8.0e9))).toMatchObject({
      verdict: 'tight',
      words: 'Barely fits. Needs 6.48 GB of 8.0 GB free.',
    });
  });

  it('counts memory that unloading frees, and says so if it is needed', () => {
    expect(fit(ram(9e9, 1e9)).words).toBe('Fits. Needs 6.48 GB of 10 GB free.');
    expect(fit(ram(3e9, 6e9))).toMatchObject({
      verdict: 'fits',
      words: 'Fits once the loaded model is unloaded. Needs 6.48 GB of 9.0 GB free.',
    });
    expect(fit(ram(3e9, 1e9)).words).toBe(
      'Does not fit. It needs 6.48 GB, but only 3.0 GB are free, plus 1.0 GB once the loaded model is unloaded.',
    );
  });

  it('shortens an automatic context if memory is short, but never one that the user set', () => {
    const shortened = fit(ram(6.2e9));
    expect(shortened).toMatchObject({ verdict: 'tight', contextLength: 5888 });
    expect(shortened.words).toBe('Barely fits with a context of 5,888 tokens. Needs 6.18 GB of 6.2 GB free.');
    expect(fit(ram(6.2e9), { contextLength: 8192 })).toMatchObject({
      verdict: 'too-large',
      contextLength: 8192,
    });
    // If not even a short context has room, the sentence is about the usual one.
    expect(fit(ram(4e9))).toMatchObject({ verdict: 'too-large', contextLength: 8192 });
  });

  it('has no longer context than the model was trained for', () => {
    const short = { ...llama, trainedContextLength: 2048 };
    expect(fitOf(short, usual, ram(12e9), []).contextLength).toBe(2048);
  });

  it('puts as many layers on the GPU as fit beside the reserve for the driver', () => {
    expect(fit(withGpu(7.5e9))).toMatchObject({
      gpuLayers: 33,
      verdict: 'fits',
      words: 'Fits. Needs 5.99 GB of 7.5 GB free on the GPU and 668 MB of 12 GB free in RAM.',
    });
    const partly = fit(withGpu(4e9));
    expect(partly.words).toBe(
      'Fits with 16 of 33 layers on the GPU. Needs 3.22 GB of 4.0 GB free on the GPU and 3.48 GB of 12 GB free in RAM.',
    );
    // One more layer would leave less than 8 % of 8 GB.
    expect(total(memoryNeed(llama, usual, 16).vram)).toBeLessThanOrEqual(4e9 - 640e6);
    expect(total(memoryNeed(llama, usual, 17).vram)).toBeGreaterThan(4e9 - 640e6);
    expect(fit(withGpu(0.5e9)).words).toBe('Fits without the GPU. Needs 6.48 GB of 12 GB free.');
    expect(fit(withGpu(1e9, { returned: 6.5e9 }))).toMatchObject({ gpuLayers: 33, verdict: 'fits' });
  });

  it('uses the number of layers that the user set, and says if the GPU is too small for them', () => {
    expect(fit(withGpu(7.5e9), { gpuLayers: 10 }).gpuLayers).toBe(10);
    expect(fit(withGpu(7.5e9), { gpuLayers: 0 }).words).toBe(
      'Fits without the GPU. Needs 6.48 GB of 12 GB free.',
    );
    const small = fit(withGpu(4e9), { gpuLayers: 33 });
    expect(small.verdict).toBe('too-large');
    expect(small.words).toBe(
      'Does not fit. It needs 5.99 GB on the GPU, but only 4.0 GB are free there, and the driver keeps 640 MB of that.',
    );
  });

  it('counts everything as RAM if the GPU has no memory of its own', () => {
    const mac = (free: number): MachineMemory => ({
      ...ram(free),
      gpu: { name: 'M2', backend: 'metal', isUnified: true, total: 11e9, free: 11e9, returned: 0 },
    });
    expect(fit(mac(10e9))).toMatchObject({ gpuLayers: 33, words: 'Fits. Needs 6.66 GB of 10 GB free.' });
    expect(fit(mac(4e9)).verdict).toBe('too-large');
  });
});

describe('the change that would fit', () => {
  const change = (machine: MachineMemory, wish: Partial<FitWish>) => {
    const whole = { ...usual, ...wish };
    const found = whatWouldFit(llama, whole, machine);
    const words = plain(sentenceOf(refusalFor('Llama 3.1 8B', fitOf(llama, whole, machine, []), found)));
    return { wish: found?.wish ?? null, words };
  };

  it('is a shorter context first', () => {
    const { wish, words } = change(ram(7e9), { contextLength: 32_768 });
    expect(wish).toEqual({ ...usual, contextLength: 11_264 });
    expect(words).toBe(
      'Llama 3.1 8B does not fit: it needs 9.73 GB, but only 7.0 GB are free. Set the context length to 11,264 tokens, and it needs 6.89 GB.',
    );
  });

  it('is an 8-bit KV cache if the context is as short as allowed', () => {
    const { wish, words } = change(ram(5.51e9), { contextLength: 1024 });
    expect(wish).toEqual({ ...usual, contextLength: 1024, kvPrecision: 'q8_0' });
    expect(words).toContain('. Set the KV cache precision to 8-bit, and it needs 5.47 GB.');
  });

  it('is never a context beyond what the model was trained for', () => {
    const most = llama.trainedContextLength;
    for (const free of [6e9, 10e9, 24e9, 60e9, 100e9])
      for (const asked of [most + 256, 1_000_000, 4_194_304]) {
        const { wish, words } = change(ram(free, 0, 2 * free), { contextLength: asked });
        expect(wish!.contextLength, words).toBeLessThanOrEqual(most);
      }
    expect(change(ram(24e9, 0, 32e9), { contextLength: 1_000_000 }).words).toContain(
      '. Set the context length to 131,072 tokens, and it needs ',
    );
  });

  it('is fewer layers on the GPU if nothing else helps', () => {
    const { wish, words } = change(withGpu(4e9), { gpuLayers: 33 });
    expect(wish).toEqual({ ...usual, contextLength: 8192, gpuLayers: 16 });
    expect(words).toContain('. Set the layers on the GPU to 16, and it needs 3.22 GB there.');
  });

  it('does not exist if the weights alone are too large', () => {
    const { wish, words } = change(ram(3e9), {});
    expect(wish).toBeNull();
    expect(words).toBe(
      'Llama 3.1 8B does not fit: it needs 6.48 GB, but only 3.0 GB are free. Choose a smaller model or quantization, or close other programs.',
    );
  });

  it('really fits, whatever the machine', () => {
    const verdicts = Array.from({ length: 18 }, (_, step) => ram(5.4e9 + step * 0.2e9)).flatMap((machine) =>
      [2048, 16_384, 131_072].map((contextLength) => {
        const found = whatWouldFit(llama, { ...usual, contextLength }, machine);
        return found && fitOf(llama, found.wish, machine, []).verdict;
      }),
    );
    expect(verdicts.filter((verdict) => verdict === 'tight').length).toBeGreaterThan(10);
    expect(verdicts).not.toContain('too-large');
  });
});

describe('the predicted speed', () => {
  // A token reads all weights except the table, of which it reads one row of 2,304 bytes: 4,930,199,552 − 295,501,824 =
  // 4,634,697,728, and it writes and reads 131,072 bytes of KV cache. The prediction uses 80 % of the bandwidth.
  const bytes = 4_634_697_728 + 2304 + 2 * 131_072;

  it('follows from the bandwidth', () => {
    const { decodeSpeed } = fitOf(llama, usual, ram(12e9), [ceiling('cpu', 40e9)]);
    expect(decodeSpeed).toBeCloseTo((0.8 * 40e9) / bytes, 6);
  });

  it('uses the GPU’s own bandwidth for layers on the GPU', () => {
    const ceilings = [ceiling('cpu', 40e9), ceiling('cuda', 300e9)];
    const whole = fitOf(llama, usual, withGpu(7.5e9), ceilings).decodeSpeed!;
    expect(whole).toBeCloseTo((0.8 * 300e9) / bytes, 6);
    const split = fitOf(llama, { ...usual, gpuLayers: 17 }, withGpu(7.5e9), ceilings).decodeSpeed!;
    // The GPU has 16 of 32 layers, half of them even, and the output matrix.
    const onGpu = (4_634_697_728 - 430_956_544) / 2 + 430_956_544;
    const seconds = (bytes / 0.8) * (onGpu / 300e9 + (4_634_697_728 - onGpu) / 40e9);
    expect(split).toBeCloseTo(4_634_697_728 / seconds, 6);
  });

  it('is unknown without the ceilings that it needs', () => {
    expect(fitOf(llama, usual, ram(12e9), []).decodeSpeed).toBeNull();
    expect(fitOf(llama, usual, withGpu(4e9), [ceiling('cuda', 300e9)]).decodeSpeed).toBeNull();
  });
});

describe('an estimate from the file size alone', () => {
  it('is close to the one from the header', () => {
    const exact = total(memoryNeed(llama, usual, 0).ram);
    const known = roughNeed({
      bytes: llama.cost.tensorBytes,
      kvBytesPerToken: 131_072,
      contextLength: 8192,
    });
    const unknown = roughNeed({ bytes: llama.cost.tensorBytes, kvBytesPerToken: null, contextLength: 8192 });
    for (const rough of [known, unknown]) {
      expect(rough).toBeGreaterThan(0.9 * exact);
      expect(rough).toBeLessThan(1.1 * exact);
    }
  });

  it('has a verdict over RAM and GPU together', () => {
    expect(roughVerdict(9e9, ram(12e9))).toBe('fits');
    expect(roughVerdict(11e9, ram(12e9))).toBe('tight');
    expect(roughVerdict(13e9, ram(12e9))).toBe('too-large');
    expect(roughVerdict(13e9, withGpu(7.5e9))).toBe('fits');
  });
});

describe('the recommended quantization', () => {
  /** Sizes of Llama 3.1 8B's files in GB. */
  const sizes = {
    Q2_K: 3.18,
    IQ3_M: 3.78,
    Q3_K_M: 4.02,
    IQ4_XS: 4.45,
    Q4_K_M: 4.92,
    Q5_K_M: 5.73,
    Q6_K: 6.6,
    Q8_0: 8.54,
    F16: 16.1,
  };
  const files = Object.entries(sizes).map(([quantization, size]) => ({ quantization, bytes: size * 1e9 }));
  const advise = (
    machine: MachineMemory,
    names: string[] = Object.keys(sizes),
    ceilings: Ceilings[] = [],
  ) => {
    const advice = adviseQuantization(
      files.filter(({ quantization }) => names.includes(quantization)),
      (file) => fitOf(resized(llama, file), usual, machine, ceilings),
      8192,
    );
    return advice && { name: advice.file.quantization, why: plain(sentenceOf(advice.why)) };
  };
  const large = ram(24e9, 0, 32e9);

  it('is Q6_K if all fit, since larger ones are hardly better', () => {
    expect(advise(large)).toEqual({
      name: 'Q6_K',
      why: 'Q6_K fits this machine with a context of 8,192 tokens, in 6.6 GB, and larger ones are hardly better.',
    });
    expect(advise(large, ['Q4_K_M', 'Q8_0', 'F16'])!.name).toBe('Q8_0');
    // Nobody needs all 16 bits to chat.
    expect(advise(large, ['Q4_K_M', 'F16'])!.name).toBe('Q4_K_M');
    expect(advise(large, ['F16'])!.name).toBe('F16');
  });

  it('is the largest that runs entirely on the GPU', () => {
    expect(advise(withGpu(7.6e9))).toEqual({
      name: 'Q5_K_M',
      why: 'Q5_K_M is the largest that fits the GPU with a context of 8,192 tokens.',
    });
  });

  it('has at least four bits, even if only a smaller one would fit the GPU', () => {
    const { name, why } = advise(withGpu(5.6e9, { total: 6e9 }))!;
    expect(name).toBe('IQ4_XS');
    expect(why).toMatch(/^IQ4_XS keeps \d+ of 33 layers on the GPU/);
  });

  it('comes with a warning below four bits, and with advice to choose a smaller model below three', () => {
    expect(advise(ram(5.6e9))).toEqual({
      name: 'Q3_K_M',
      why: 'Q3_K_M is the best that fits, and its answers are noticeably worse than those of the original. A smaller model in Q4_K_M may do better.',
    });
    expect(advise(ram(4.9e9))).toEqual({
      name: 'Q2_K',
      why: 'Q2_K is the best that fits, but it loses much of the model’s quality. Choose a smaller model instead.',
    });
    expect(advise(ram(3e9))).toBeNull();
  });

  it('is an I-quant of three bits only on a GPU, unless nothing else fits', () => {
    const names = ['IQ3_M', 'Q2_K'];
    expect(advise(large, names)!.name).toBe('Q2_K');
    expect(advise(large, ['IQ3_M'])!.name).toBe('IQ3_M');
    expect(advise(withGpu(7.6e9), names)!.name).toBe('IQ3_M');
    // I-quants of four bits are fast.
    expect(advise(large, ['IQ4_XS', 'Q3_K_M'])!.name).toBe('IQ4_XS');
  });

  it('is a smaller one if a larger one would be slow', () => {
    expect(advise(large, Object.keys(sizes), [ceiling('cpu', 30e9)])).toEqual({
      name: 'Q4_K_M',
      why: 'Q4_K_M would generate 5.2 tokens/s here, Q6_K only 3.9 tokens/s, and its answers are hardly better.',
    });
    expect(advise(large, Object.keys(sizes), [ceiling('cpu', 60e9)])!.name).toBe('Q6_K');
    // If all are slow, it is the fastest good one.
    expect(advise(large, Object.keys(sizes), [ceiling('cpu', 10e9)])!.name).toBe('IQ4_XS');
  });

  it('depends on the base type of uploaders’ own mixes', () => {
    expect(divergenceOf('UD-Q4_K_XL')).toBe(divergenceOf('Q4_K_M'));
    expect(divergenceOf('Q6_K_L')).toBe(divergenceOf('Q6_K'));
    expect(divergenceOf('Q3_K_L')).toBeLessThan(divergenceOf('Q3_K_M')!);
    expect(divergenceOf('UD-Q8_K_XL')).toBe(divergenceOf('Q8_0'));
    expect(divergenceOf('q4_k_m')).toBe(divergenceOf('Q4_K'));
    expect(divergenceOf('W4A16')).toBeNull();
    expect(divergenceOf('toString')).toBeNull();
  });
});
