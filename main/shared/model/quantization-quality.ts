/** How well quantizations preserve a model. */

/**
 * Mean Kullback-Leibler divergence of Llama 3 8B's next tokens from those of its f16 weights, over Wikitext-2: the "LLaMA
 * 3 8b Scoreboard" of llama.cpp's tools/perplexity/README.md (https://github.com/ggml-org/llama.cpp/pull/6936), with an
 * importance matrix where it lists one. Other models differ in the figures and hardly in the order.
 */
const divergences: Readonly<Record<string, number>> = {
  F32: 0,
  F16: 0.0006,
  BF16: 0.0006,
  Q8_0: 0.0014,
  Q6_K: 0.0055,
  Q5_K_M: 0.0108,
  Q5_K_S: 0.0166,
  Q5_1: 0.018,
  Q5_0: 0.0222,
  Q4_K_M: 0.0282,
  Q4_K_S: 0.032,
  IQ4_NL: 0.0357,
  IQ4_XS: 0.0363,
  Q4_1: 0.0717,
  Q4_0: 0.0719,
  Q3_K_L: 0.0731,
  Q3_K_M: 0.0844,
  IQ3_M: 0.1025,
  IQ3_S: 0.1113,
  IQ3_XS: 0.1387,
  IQ3_XXS: 0.1836,
  Q3_K_S: 0.1998,
  IQ2_M: 0.326,
  Q2_K: 0.3322,
  Q2_K_S: 0.4034,
  IQ2_S: 0.4392,
  IQ2_XS: 0.5463,
  IQ2_XXS: 0.812,
  IQ1_M: 1.3931,
  IQ1_S: 2.2546,
};

/** Up to this divergence, most people find answers as good as the original's; Q4_0 is the last. */
export const hardlyWorse = 0.072;
/** Beyond this divergence, much of the model is lost; Q3_K_S is the last before it. */
export const muchWorse = 0.2;
/** Quantizations better than this one gain nothing noticeable, and take at least a third more memory. */
export const goodEnough = divergences['Q6_K']!;

/**
 * How far answers diverge from the original's; `null` for an unknown quantization. Names of uploaders' own mixes count as their
 * base (`UD-Q4_K_XL`, `Q6_K_L`), and `MXFP4` as the original, since models are published in it.
 */
export const divergenceOf = (quantization: string): number | null => {
  const name = quantization.toUpperCase().replace(/^UD-/, '').replace(/^Q8_K/, 'Q8_0');
  if (name.startsWith('MXFP4')) return divergences['F16']!;
  const plain = name in divergences ? name : name.replace(/_X?L$/, '');
  return divergences[plain] ?? divergences[`${plain}_M`] ?? null;
};

/** `ggml_type` by the beginning of a quantization's name. */
const types: readonly [name: RegExp, type: number][] = [
  [/^F32/, 0],
  [/^F16/, 1],
  [/^BF16/, 30],
  [/^Q4_0/, 2],
  [/^Q4_1/, 3],
  [/^Q5_0/, 6],
  [/^Q5_1/, 7],
  [/^Q8/, 8],
  [/^Q2_K/, 10],
  [/^Q3_K/, 11],
  [/^Q4_K/, 12],
  [/^Q5_K/, 13],
  [/^Q6_K/, 14],
  [/^IQ2_XXS/, 16],
  [/^IQ2_(XS|S|M)/, 17],
  [/^IQ3_XXS/, 18],
  [/^IQ1_/, 19],
  [/^IQ4_NL/, 20],
  [/^IQ3_/, 21],
  [/^IQ4_XS/, 23],
  [/^MXFP4/, 39],
];

/**
 * The `ggml_type` of most matrices in a file with that quantization, and that of its output matrix, for which llama-quantize
 * uses Q6_K unless all are Q8_0 or unquantized (`llama_tensor_get_type` in llama-quant.cpp). `null` for an unknown name.
 */
export const typesOf = (quantization: string): { matrices: number; output: number } | null => {
  const name = quantization.toUpperCase().replace(/^UD-/, '');
  const matrices = types.find(([pattern]) => pattern.test(name))?.[1];
  if (matrices === undefined) return null;
  return { matrices, output: /^(B?F|Q8)/.test(name) ? matrices : 14 };
};

/** Whether all bits are kept, or nearly all; nobody needs those to chat. */
export const isUnquantized = (quantization: string): boolean => /^(BF16|F16|F32)$/i.test(quantization);

/**
 * I-quants with three bits or fewer look up values in tables, which is slow on processors: llama.cpp's author calls their speed
 * there "pretty bad" and leaves them out of IQ4_XS for that reason (https://github.com/ggml-org/llama.cpp/pull/5747).
 */
export const isSlowOnProcessor = (quantization: string): boolean => /^(UD-)?IQ[123]_/i.test(quantization);
