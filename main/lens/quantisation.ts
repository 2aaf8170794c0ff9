/** How well quantisations keep what a model knows. */

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

/** Up to here answers are as good as the original's to most people; Q4_0 is the last. */
export const hardlyWorse = 0.072;
/** Beyond this much of the model is lost; Q3_K_S is the last before. */
export const muchWorse = 0.2;
/** Nothing is gained that anyone notices by quantisations beyond this one, which take a third more memory or worse. */
export const goodEnough = divergences['Q6_K']!;

/**
 * How far answers stray from the original's; `null` for a quantisation that is not known. Names of uploaders' own mixes
 * count as what they are mixed from (`UD-Q4_K_XL`, `Q6_K_L`), `MXFP4` as the original, since models come in it.
 */
export const divergenceOf = (quantisation: string): number | null => {
  const name = quantisation.toUpperCase().replace(/^UD-/, '').replace(/^Q8_K/, 'Q8_0');
  if (name.startsWith('MXFP4')) return divergences['F16']!;
  const plain = name in divergences ? name : name.replace(/_X?L$/, '');
  return divergences[plain] ?? divergences[`${plain}_M`] ?? null;
};

/** All bits of it, or nearly: nobody needs those to chat. */
export const isUnquantised = (quantisation: string): boolean => /^(BF16|F16|F32)$/i.test(quantisation);

/**
 * I-quants of three bits and fewer look their values up in tables, which processors do slowly: llama.cpp's author calls
 * their speed there "pretty bad", and leaves them out of IQ4_XS for it (https://github.com/ggml-org/llama.cpp/pull/5747).
 */
export const isSlowOnProcessor = (quantisation: string): boolean => /^(UD-)?IQ[123]_/i.test(quantisation);
