/**
 * Every figure here was calculated by hand from the models' published shapes, as the comments show, or comes from a file or a
 * graph of llama.cpp. None comes from the module itself.
 */
import { statSync } from 'node:fs';
import { GgmlType, readGgufFileInfo } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import type { Cost } from '../../../main/shared/contract/anatomy.ts';
import { decodeCost, prefillCost, shapeOf, type ModelShape } from '../../../main/shared/speed/counts.ts';
import type { TensorInfo } from '../../../main/shared/gguf/model-layers.ts';
import { starterModel } from '../../../main/system/paths.ts';
import {
  hybridModel,
  reasoningModel,
  slidingWindowModel,
  smallModel,
  tinyModel,
} from '../../fixtures/models/files.ts';

const { F16, F32, Q4_K, Q6_K, Q8_0 } = GgmlType;

const tensor = (name: string, ggmlType: number, ...dimensions: number[]): TensorInfo => ({
  name,
  ggmlType,
  dimensions,
});

/** Metadata as node-llama-cpp nests it. */
const metadataOf = (architecture: string, own: object): object => ({
  general: { architecture },
  [architecture]: own,
});

const eachLayer = (layers: number, tensorsOf: (block: string) => TensorInfo[]): TensorInfo[] =>
  Array.from({ length: layers }, (_, layer) => tensorsOf(`blk.${layer}`)).flat();

const shaped = (architecture: string, own: object, tensors: TensorInfo[]): ModelShape => {
  const shape = shapeOf(metadataOf(architecture, own), tensors);
  if (shape === null) throw new Error('no shape');
  return shape;
};

const fileShape = async (path: string) => {
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false });
  return { info, shape: shapeOf(info.metadata, info.fullTensorInfo!)! };
};

const none = { flops: 0, bytes: 0, experts: [] };
/** Leaves out weights and rows, so that only the cost of attention and states remains. */
const withoutWeights = (shape: ModelShape): ModelShape => ({
  ...shape,
  rowBytes: 0,
  body: none,
  output: none,
});

/**
 * Llama 2 7B: 32 layers, width 4096, 32 heads of 128, feed-forward 11008, vocabulary 32000 with an output matrix of its
 * own; 6,738,415,616 parameters.
 */
const llama2 = (types: { most: number; half: number }): ModelShape =>
  shaped(
    'llama',
    {
      block_count: 32,
      embedding_length: 4096,
      feed_forward_length: 11008,
      attention: { head_count: 32, head_count_kv: 32 },
    },
    [
      tensor('token_embd.weight', types.most, 4096, 32000),
      ...eachLayer(32, (block) => [
        tensor(`${block}.attn_norm.weight`, F32, 4096),
        tensor(`${block}.attn_q.weight`, types.most, 4096, 4096),
        tensor(`${block}.attn_k.weight`, types.most, 4096, 4096),
        tensor(`${block}.attn_v.weight`, types.half, 4096, 4096),
        tensor(`${block}.attn_output.weight`, types.most, 4096, 4096),
        tensor(`${block}.ffn_norm.weight`, F32, 4096),
        tensor(`${block}.ffn_gate.weight`, types.most, 4096, 11008),
        tensor(`${block}.ffn_up.weight`, types.most, 4096, 11008),
        tensor(`${block}.ffn_down.weight`, types.half, 11008, 4096),
      ]),
      tensor('output_norm.weight', F32, 4096),
      tensor('output.weight', types.half, 4096, 32000),
    ],
  );

describe('a dense model: Llama 2 7B', () => {
  // Weights of a layer:  attention     4 · 4096 · 4096    =    67,108,864
  //                      feed-forward  3 · 4096 · 11008   =   135,266,304
  // Output matrix:                     4096 · 32000       =   131,072,000
  // Multiplied by a decoded token: 32 · 202,375,168 + 131,072,000 = 6,607,077,376
  //   which is all 6,738,415,616 parameters less the embeddings (131,072,000) and 65 norms of 4096 (266,240).
  // Attention: 32 layers · 2 · 32 heads · (128 + 128) = 524,288 FLOPs for a token and a token that it sees.
  // KV cache:  32 layers · 32 heads · (128 + 128)     = 262,144 values a token, 524,288 bytes as f16.

  it('decodes the token that sees 1024', () => {
    // FLOPs: 2 · 6,607,077,376                = 13,214,154,752
    //        1024 · 524,288                   =    536,870,912
    // Bytes: weights, 2 each                  = 13,214,154,752
    //        norms, 65 · 4096 · 4             =      1,064,960
    //        row of the embeddings, 4096 · 2  =          8,192
    //        KV read, 1024 · 524,288          =    536,870,912
    //        KV written                       =        524,288
    expect(decodeCost(llama2({ most: F16, half: F16 }), { context: 1023, tokens: 1, kv: 'f16' })).toEqual({
      flops: 13_751_025_664,
      bytes: 13_752_623_104,
    });
  });

  it('processes 612 tokens in slices of 512 and 100', () => {
    // Every token: 32 · 67,108,864 + 31 · 135,266,304 = 6,340,739,072 weights, 12,681,478,144 FLOPs.
    // The last alone: the feed-forward part of the last layer and the output matrix,
    //   135,266,304 + 131,072,000 = 266,338,304 weights, 532,676,608 FLOPs.
    // FLOPs: 612 · 12,681,478,144                       = 7,761,064,624,128
    //        the last token                             =       532,676,608
    //        seen: 1 + 2 + … + 612 = 612 · 613 / 2 = 187,578; · 524,288 = 98,344,894,464
    // Bytes: twice 12,681,478,144 and 63 norms (1,032,192)              = 25,365,020,672
    //        once 532,676,608 and 2 norms (32,768)                      =    532,709,376
    //        rows, 612 · 8,192                                          =      5,013,504
    //        KV read, (512 + 612) · 524,288                             =    589,299,712
    //        KV written, 612 · 524,288                                  =    320,864,256
    const shape = llama2({ most: F16, half: F16 });
    expect(prefillCost(shape, { cached: 0, slices: [512, 100], kv: 'f16' })).toEqual({
      flops: 7_859_942_195_200,
      bytes: 26_812_907_520,
    });
    // A q8_0 block of 32 values takes 34 bytes instead of 64: (589,299,712 + 320,864,256) · 34 / 64 = 483,524,608,
    // after 25,365,020,672 + 532,709,376 + 5,013,504 = 25,902,743,552.
    expect(prefillCost(shape, { cached: 0, slices: [512, 100], kv: 'q8_0' }).bytes).toBe(26_386_268_160);
  });

  it('has the bytes of its quantization: Q4_K with Q6_K for values, down and output', () => {
    // Q4_K: 144 bytes for 256 weights; Q6_K: 210.
    // Layer: q, k, o       3 · 16,777,216 · 144 / 256 = 28,311,552
    //        v                 16,777,216 · 210 / 256 = 13,762,560
    //        gate, up      2 · 45,088,768 · 144 / 256 = 50,724,864
    //        down              45,088,768 · 210 / 256 = 36,986,880
    //        together 129,785,856, in 32 layers       = 4,153,147,392
    // Output matrix           131,072,000 · 210 / 256 =   107,520,000
    // Norms                                           =     1,064,960
    // Embeddings: one row         4096 · 144 / 256    =         2,304   (all: 73,728,000)
    // KV: one token read, one written                 =     1,048,576
    const shape = llama2({ most: Q4_K, half: Q6_K });
    expect(decodeCost(shape, { context: 0, tokens: 1, kv: 'f16' }).bytes).toBe(4_262_783_232);
    expect(shape.tensorBytes).toBe(4_335_460_352);
  });
});

describe('grouped queries and tied embeddings: Llama 3.2 1B', () => {
  // 16 layers, width 2048, 32 heads of 64 on 8 key-value heads, feed-forward 8192, vocabulary 128256, tied.
  // Weights of a layer:  q, o          2 · 2048 · 2048  =     8,388,608
  //                      k, v          2 · 2048 · 512   =     2,097,152
  //                      feed-forward  3 · 2048 · 8192  =    50,331,648
  // Embeddings:                        2048 · 128256    =   262,668,288
  // 16 · 60,817,408 + 262,668,288 + 33 norms of 2048 (67,584) = 1,235,814,400 parameters, as published.
  // Attention: 16 layers · 2 · 32 heads · (64 + 64) = 131,072 FLOPs for a token and a token that it sees.
  // KV cache:  16 layers · 8 heads · (64 + 64)      = 16,384 values a token.
  const shape = shaped(
    'llama',
    {
      block_count: 16,
      embedding_length: 2048,
      feed_forward_length: 8192,
      attention: { head_count: 32, head_count_kv: 8, key_length: 64, value_length: 64 },
    },
    [
      tensor('rope_freqs.weight', F32, 32),
      tensor('token_embd.weight', Q8_0, 2048, 128256),
      ...eachLayer(16, (block) => [
        tensor(`${block}.attn_norm.weight`, F32, 2048),
        tensor(`${block}.attn_q.weight`, Q8_0, 2048, 2048),
        tensor(`${block}.attn_k.weight`, Q8_0, 2048, 512),
        tensor(`${block}.attn_v.weight`, Q8_0, 2048, 512),
        tensor(`${block}.attn_output.weight`, Q8_0, 2048, 2048),
        tensor(`${block}.ffn_norm.weight`, F32, 2048),
        tensor(`${block}.ffn_gate.weight`, Q8_0, 2048, 8192),
        tensor(`${block}.ffn_up.weight`, Q8_0, 2048, 8192),
        tensor(`${block}.ffn_down.weight`, Q8_0, 8192, 2048),
      ]),
      tensor('output_norm.weight', F32, 2048),
    ],
  );

  it('decodes three tokens after 100', () => {
    // They see 101 + 102 + 103 = 306 tokens.
    // FLOPs: 3 · 2 · (1,235,814,400 − 67,584)         = 7,414,480,896
    //        306 · 131,072                            =    40,108,032
    // Bytes a token: weights, 1,235,746,816 · 34 / 32 = 1,312,980,992
    //        norms, 67,584 · 4                        =       270,336
    //        rope_freqs, 32 · 4                       =           128
    //        row of the embeddings, 2048 · 34 / 32    =         2,176
    //        three times 1,313,253,632                = 3,939,760,896
    // KV:    306 read and 3 written; as f16 309 · 16,384 · 2 = 10,125,312, as q8_0 309 · 16,384 · 34 / 32 = 5,379,072
    expect(decodeCost(shape, { context: 100, tokens: 3, kv: 'f16' })).toEqual({
      flops: 7_454_588_928,
      bytes: 3_949_886_208,
    });
    expect(decodeCost(shape, { context: 100, tokens: 3, kv: 'q8_0' }).bytes).toBe(3_945_139_968);
  });

  it('processes 64 tokens after 1000 cached ones', () => {
    // Every token: 16 · 10,485,760 + 15 · 50,331,648 = 922,746,880 weights; · 2 · 64 = 118,111,600,640
    // The last:    50,331,648 + 262,668,288          = 312,999,936 weights; · 2      =     625,999,872
    // Seen:        1001 + … + 1064 = 64 · 1000 + 64 · 65 / 2 = 66,080; · 131,072     =   8,661,237,760
    expect(prefillCost(shape, { cached: 1000, slices: [64], kv: 'f16' }).flops).toBe(127_398_838_272);
  });

  it('costs nothing if nothing is evaluated', () => {
    const nothing: Cost = { flops: 0, bytes: 0 };
    expect(prefillCost(shape, { cached: 7, slices: [], kv: 'f16' })).toEqual(nothing);
    expect(decodeCost(shape, { context: 7, tokens: 0, kv: 'f16' })).toEqual(nothing);
  });

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(shape))).toEqual(shape);
  });
});

describe('a mixture of experts: Mixtral 8x7B', () => {
  // 32 layers, width 4096, 32 heads of 128 on 8 key-value heads, 8 experts of 14336 of which 2 are used, vocabulary 32000.
  // Weights of a layer:  q, o         2 · 4096 · 4096  =    33,554,432
  //                      k, v         2 · 4096 · 1024  =     8,388,608
  //                      router       4096 · 8         =        32,768
  //                      an expert    3 · 4096 · 14336 =   176,160,768
  //                      all experts                   = 1,409,286,144
  // 32 · 1,451,261,952 + 2 · 131,072,000 + 65 norms of 4096 (266,240) = 46,702,792,704 parameters, as published.
  // Attention: 32 · 2 · 32 · (128 + 128) = 524,288 FLOPs; KV cache: 32 · 8 · (128 + 128) = 65,536 values a token.
  const shape = shaped(
    'llama',
    {
      block_count: 32,
      embedding_length: 4096,
      feed_forward_length: 14336,
      expert_count: 8,
      expert_used_count: 2,
      attention: { head_count: 32, head_count_kv: 8 },
    },
    [
      tensor('token_embd.weight', F16, 4096, 32000),
      ...eachLayer(32, (block) => [
        tensor(`${block}.attn_norm.weight`, F32, 4096),
        tensor(`${block}.attn_q.weight`, F16, 4096, 4096),
        tensor(`${block}.attn_k.weight`, F16, 4096, 1024),
        tensor(`${block}.attn_v.weight`, F16, 4096, 1024),
        tensor(`${block}.attn_output.weight`, F16, 4096, 4096),
        tensor(`${block}.ffn_norm.weight`, F32, 4096),
        tensor(`${block}.ffn_gate_inp.weight`, F32, 4096, 8),
        tensor(`${block}.ffn_gate_exps.weight`, F16, 4096, 14336, 8),
        tensor(`${block}.ffn_up_exps.weight`, F16, 4096, 14336, 8),
        tensor(`${block}.ffn_down_exps.weight`, F16, 14336, 4096, 8),
      ]),
      tensor('output_norm.weight', F32, 4096),
      tensor('output.weight', F16, 4096, 32000),
    ],
  );

  it('decodes with two experts a layer', () => {
    // FLOPs: 32 · (41,943,040 + 32,768 + 2 · 176,160,768) = 12,617,515,008
    //        2 · (12,617,515,008 + 131,072,000)           = 25,497,174,016
    //        one token seen                               =        524,288
    // Bytes: experts, 32 · 2 · 176,160,768 · 2            = 22,548,578,304
    //        attention, 32 · 41,943,040 · 2               =  2,684,354,560
    //        routers, 32 · 32,768 · 4                     =      4,194,304
    //        output matrix, 131,072,000 · 2               =    262,144,000
    //        norms, 65 · 4096 · 4                         =      1,064,960
    //        row                                          =          8,192
    //        KV, 2 · 65,536 · 2                           =        262,144
    expect(decodeCost(shape, { context: 0, tokens: 1, kv: 'f16' })).toEqual({
      flops: 25_497_698_304,
      bytes: 25_500_606_464,
    });
  });

  it('reads more experts, the more tokens a slice has', () => {
    // FLOPs: every token: 32 · 41,943,040 + 31 · (32,768 + 352,321,536) = 12,265,160,704; · 2 · 4 = 98,121,285,632
    //        the last:    32,768 + 352,321,536 + 131,072,000           =    483,426,304; · 2     =    966,852,608
    //        seen:        1 + 2 + 3 + 4 = 10; · 524,288                                          =      5,242,880
    // One token leaves an expert out with probability 3/4, four tokens with 81/256, so 175/256 of them are read.
    // Bytes: experts of 31 layers, 31 · 1,409,286,144 · 2 · 175 / 256 = 59,729,510,400
    //        those of the last, for one token, 2 · 176,160,768 · 2    =    704,643,072
    //        attention                                                =  2,684,354,560
    //        routers                                                  =      4,194,304
    //        output matrix                                            =    262,144,000
    //        norms                                                    =      1,064,960
    //        rows, 4 · 8,192                                          =         32,768
    //        KV, 4 read and 4 written, 8 · 65,536 · 2                 =      1,048,576
    expect(prefillCost(shape, { cached: 0, slices: [4], kv: 'f16' })).toEqual({
      flops: 99_093_381_120,
      bytes: 63_386_992_640,
    });
  });

  it('counts biases of experts for the experts in use, and their norm for none', () => {
    const { body } = shaped('llama', { block_count: 2, expert_count: 8, expert_used_count: 2 }, [
      tensor('blk.0.ffn_up_exps.bias', F32, 100, 8),
      tensor('blk.0.ffn_norm_exps.weight', F32, 100),
    ]);
    expect(body).toEqual({ flops: 0, bytes: 400, experts: [{ share: 0.25, bytes: 3200 }] });
  });
});

describe('a sliding window', () => {
  it('limits what five of six layers of Gemma 3 see', async () => {
    // The file: 6 layers, 3 heads and 1 key-value head of 64, a window of 256, and no list of layers.
    // A layer: 2 · 3 · (64 + 64) = 768 FLOPs for a token and a token that it sees, 64 + 64 = 128 values in the cache.
    const { shape } = await fileShape(slidingWindowModel());
    expect(shape.attention).toEqual([
      { window: 256, flops: 5 * 768, read: 5 * 128, written: 5 * 128 },
      { window: null, flops: 768, read: 128, written: 128 },
    ]);
    const attention = withoutWeights(shape);

    // 100 tokens after 300: with a window each sees 256, together 25,600;
    //   without, 301 + … + 400 = 100 · 300 + 100 · 101 / 2 = 35,050.
    // FLOPs: 5 · 768 · 25,600 + 768 · 35,050 = 98,304,000 + 26,918,400
    // Bytes: read, 255 before the first and 100 in five layers, 400 in one: 5 · 355 + 400 = 2,175; · 128 · 2 = 556,800
    //        written, 6 · 100 · 128 · 2 = 153,600
    expect(prefillCost(attention, { cached: 300, slices: [100], kv: 'f16' })).toEqual({
      flops: 125_222_400,
      bytes: 710_400,
    });

    // 100 after 200: the first 56 see 201 … 256, 56 · 200 + 56 · 57 / 2 = 12,796, the other 44 see 256 each, 11,264;
    //   without a window 100 · 200 + 5,050 = 25,050.
    // FLOPs: 5 · 768 · 24,060 + 768 · 25,050 = 92,390,400 + 19,238,400
    // Bytes: all 300 are read in all 6 layers, 6 · 300 · 256 = 460,800, and 153,600 written.
    expect(prefillCost(attention, { cached: 200, slices: [100], kv: 'f16' })).toEqual({
      flops: 111_628_800,
      bytes: 614_400,
    });

    // One token after 1000: 5 · 768 · 256 + 768 · 1001 = 983,040 + 768,768;
    //   read (5 · 256 + 1001) · 256 = 583,936, written 6 · 256 = 1,536.
    expect(decodeCost(attention, { context: 1000, tokens: 1, kv: 'f16' })).toEqual({
      flops: 1_751_808,
      bytes: 585_472,
    });
  });

  /** Widths of the windows of eight layers with one head of 64 each. */
  const widths = (architecture: string, attention: object): (number | null)[] =>
    Array.from({ length: 8 }, (_, layer) => {
      const { attention: groups } = shaped(
        architecture,
        { block_count: 8, embedding_length: 64, attention: { head_count: 1, ...attention } },
        [tensor(`blk.${layer}.attn_output.weight`, F16, 64, 64)],
      );
      return groups[0]!.window;
    });

  it.each([
    // These are from llama.cpp's src/models: which layer of a period has full attention.
    ['gemma2', {}, [4096, null, 4096, null, 4096, null, 4096, null]],
    ['gpt-oss', { sliding_window: 128 }, [128, null, 128, null, 128, null, 128, null]],
    ['cohere2', { sliding_window: 9 }, [9, 9, 9, null, 9, 9, 9, null]],
    ['smallthinker', { sliding_window: 9 }, [null, 9, 9, 9, null, 9, 9, 9]],
    ['llama4', { sliding_window: 0 }, [null, null, null, null, null, null, null, null]],
    ['gemma3', { sliding_window: 9 }, [9, 9, 9, 9, 9, null, 9, 9]],
    ['gemma3', {}, [null, null, null, null, null, null, null, null]],
    // The file of Phi 3 has a window, which llama.cpp ignores.
    ['phi3', { sliding_window: 9 }, [null, null, null, null, null, null, null, null]],
    // A pattern in the file takes precedence.
    ['gemma3', { sliding_window: 9, sliding_window_pattern: 4 }, [9, 9, 9, null, 9, 9, 9, null]],
    [
      'gemma4',
      { sliding_window: 9, sliding_window_pattern: [true, false, true, true, true, true, true, false] },
      [9, null, 9, 9, 9, 9, 9, null],
    ],
  ])('is where %s has it, with %o', (architecture, attention, expected) => {
    expect(widths(architecture, attention)).toEqual(expected);
  });
});

describe('layers of other kinds', () => {
  it('have a state instead of attention, like the convolutions of LFM2', async () => {
    // The file: 6 layers of width 192, of which 2 have attention: 3 heads, 1 key-value head of 64.
    // State: 4 layers · (3 − 1) · 192 values · 4 bytes.
    const { shape } = await fileShape(hybridModel());
    expect(shape.attention).toEqual([{ window: null, flops: 2 * 768, read: 2 * 128, written: 2 * 128 }]);
    expect(shape.stateBytes).toBe(6144);
    // Two tokens after 10: each reads and writes the state, and sees 11 or 12; KV: (23 read + 2 written) · 256 · 2.
    expect(decodeCost(withoutWeights(shape), { context: 10, tokens: 2, kv: 'f16' })).toEqual({
      flops: 23 * 1536,
      bytes: 2 * 2 * 6144 + 12_800,
    });
  });

  it('are recognized by their tensors if the file has key-value heads for all, like Qwen 3.5', () => {
    // Layer 0 is a gated delta net, layer 1 attention.
    // State: 3 · (128 + 2 · 2 · 32) inputs of the convolution and 128 · 32 values: 4,864; · 4 bytes
    const shape = shaped(
      'qwen35',
      {
        block_count: 2,
        embedding_length: 128,
        attention: { head_count: 4, head_count_kv: 2 },
        ssm: { conv_kernel: 4, inner_size: 128, state_size: 32, group_count: 2, time_step_rank: 4 },
      },
      [
        tensor('blk.0.attn_qkv.weight', F16, 128, 256),
        tensor('blk.0.ssm_a', F32, 4),
        tensor('blk.0.ssm_conv1d.weight', F32, 4, 256),
        tensor('blk.0.ssm_out.weight', F16, 128, 128),
        tensor('blk.1.attn_q.weight', F16, 128, 256),
        tensor('blk.1.attn_output.weight', F16, 128, 128),
      ],
    );
    expect(shape.attention).toEqual([{ window: null, flops: 2 * 4 * 64, read: 2 * 64, written: 2 * 64 }]);
    expect(shape.stateBytes).toBe(19_456);
  });

  it('are recognized by having no key-value heads, like Kimi Linear', () => {
    // State: 3 convolutions · (4 − 1) · 32 heads · 128 inputs, and 32 heads · 128 · 128: 561,152 values; · 4 bytes
    const { attention, stateBytes } = shaped(
      'kimi-linear',
      {
        block_count: 2,
        attention: { head_count: 32, head_count_kv: [0, 1], key_length: 576, value_length: 512 },
        kda: { head_dim: 128 },
        ssm: { conv_kernel: 4 },
      },
      [
        tensor('blk.0.ssm_a', F32, 1, 32),
        tensor('blk.0.attn_output.weight', F16, 4096, 2304),
        tensor('blk.1.attn_output.weight', F16, 4096, 2304),
      ],
    );
    expect(attention).toEqual([{ window: null, flops: 2 * 32 * 1088, read: 1088, written: 1088 }]);
    expect(stateBytes).toBe(2_244_608);
  });

  it('keep latent keys that are also their values, like DeepSeek V3', () => {
    // 128 heads of 512 + 64 on one row of 576 values; AV uses 512 of them.
    const { attention } = shaped(
      'deepseek2',
      {
        block_count: 1,
        embedding_length: 7168,
        attention: {
          head_count: 128,
          head_count_kv: 1,
          key_length: 576,
          value_length: 512,
          key_length_mla: 192,
          value_length_mla: 128,
        },
      },
      [tensor('blk.0.attn_output.weight', F16, 16384, 7168)],
    );
    expect(attention).toEqual([{ window: null, flops: 2 * 128 * (576 + 512), read: 576, written: 576 }]);
  });

  it('use the keys and values of an earlier layer, or only draft', () => {
    // Of four layers, the third shares the KV cache of another, and the fourth predicts tokens for drafts.
    const shape = shaped(
      'gemma4',
      {
        block_count: 4,
        nextn_predict_layers: 1,
        embedding_length: 64,
        attention: { head_count: 1, shared_kv_layers: 1 },
      },
      eachLayer(4, (block) => [
        tensor(`${block}.attn_k.weight`, F16, 64, 64),
        tensor(`${block}.attn_output.weight`, F16, 64, 64),
      ]),
    );
    // 64 · 64 = 4096 weights: two keys and three outputs are multiplied; 8 matrices are in the file.
    expect(shape.body).toEqual({ flops: 5 * 2 * 4096, bytes: 5 * 2 * 4096, experts: [] });
    expect(shape.tensorBytes).toBe(8 * 2 * 4096);
    expect(shape.attention).toEqual([{ window: null, flops: 3 * 2 * 128, read: 3 * 128, written: 2 * 128 }]);
  });
});

describe('a real file', () => {
  it.each([
    ['tiny', tinyModel],
    ['small', smallModel],
    ['sliding window', slidingWindowModel],
    ['hybrid', hybridModel],
    ['reasoning', reasoningModel],
    ['starter', () => starterModel],
  ])('has all bytes counted: %s', async (_, path) => {
    const { info, shape } = await fileShape(path());
    // Each tensor begins at a multiple of 32 bytes.
    const padded = statSync(path()).size - info.infoEndOffset!;
    expect(shape.tensorBytes).toBeLessThanOrEqual(padded);
    expect(padded - shape.tensorBytes).toBeLessThan(32 * info.fullTensorInfo!.length);
  });

  // These are the costs of the matrix products in the graph of llama.cpp 0.5.0, added up in its evaluation callback, for 40
  // tokens with logits for none or the last. Convolutions are not matrix products there: 4 of 2 · 3 · 192 FLOPs in the hybrid.
  it.each([
    ['tiny', tinyModel, 3_932_160, 4_243_456],
    ['small', smallModel, 2_139_095_040, 2_150_629_376],
    ['sliding window', slidingWindowModel, 135_659_520, 137_674_752],
    ['hybrid', hybridModel, 151_388_160 + 40 * 4608, 153_403_392 + 40 * 4608],
  ])('has all matrix products counted: %s', async (_, path, without, withLogits) => {
    const { shape } = await fileShape(path());
    const flops = (slices: number[]): number =>
      prefillCost({ ...shape, attention: [] }, { cached: 0, slices, kv: 'f16' }).flops;
    expect(flops([40])).toBe(withLogits);
    expect(flops([40, 40])).toBe(without + withLogits);
  });
});

describe('types of tensors', () => {
  /** Bits per weight. */
  const bits: Partial<Record<keyof typeof GgmlType, number>> = {
    F32: 32,
    F16: 16,
    BF16: 16,
    F64: 64,
    I8: 8,
    I16: 16,
    I32: 32,
    I64: 64,
    Q4_0: 4.5,
    Q4_1: 5,
    Q5_0: 5.5,
    Q5_1: 6,
    Q8_0: 8.5,
    Q8_1: 9,
    Q2_K: 2.625,
    Q3_K: 3.4375,
    Q4_K: 4.5,
    Q5_K: 5.5,
    Q6_K: 6.5625,
    Q8_K: 9.125,
    IQ1_S: 1.5625,
    IQ1_M: 1.75,
    IQ2_XXS: 2.0625,
    IQ2_XS: 2.3125,
    IQ2_S: 2.5625,
    IQ3_XXS: 3.0625,
    IQ3_S: 3.4375,
    IQ4_NL: 4.5,
    IQ4_XS: 4.25,
    TQ1_0: 1.6875,
    TQ2_0: 2.0625,
    MXFP4: 4.25,
    NVFP4: 4.5,
    Q1_0: 1.125,
    Q2_0: 2.25,
  };
  /** All types except those that llama.cpp no longer reads. */
  const types = Object.entries(GgmlType).filter(
    (entry): entry is [keyof typeof GgmlType, GgmlType] =>
      typeof entry[1] === 'number' && !/^Q4_[23]$|_[48]_[48]$/.test(entry[0]),
  );

  it.each(types)('have the right size: %s', (name, type) => {
    const shape = shapeOf(metadataOf('llama', { block_count: 1 }), [tensor('output.weight', type, 256, 10)]);
    expect(shape?.tensorBytes).toBe((2560 * bits[name]!) / 8);
  });

  it('that are unknown give no shape', () => {
    expect(
      shapeOf(metadataOf('llama', { block_count: 1 }), [tensor('output.weight', 99, 256, 10)]),
    ).toBeNull();
    expect(shapeOf({ general: { architecture: 'clip' } }, [])).toBeNull();
  });
});
