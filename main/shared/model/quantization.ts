/** The quantization of a file: how most of its weights are stored, under the names of llama.cpp and publishers. */

/** `llama_ftype` of llama.cpp's include/llama.h (0.5.0), without the prefix. */
const fileTypes: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  7: 'Q8_0',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  18: 'Q6_K',
  19: 'IQ2_XXS',
  20: 'IQ2_XS',
  21: 'Q2_K_S',
  22: 'IQ3_XS',
  23: 'IQ3_XXS',
  24: 'IQ1_S',
  25: 'IQ4_NL',
  26: 'IQ3_S',
  27: 'IQ3_M',
  28: 'IQ2_S',
  29: 'IQ2_M',
  30: 'IQ4_XS',
  31: 'IQ1_M',
  32: 'BF16',
  36: 'TQ1_0',
  37: 'TQ2_0',
  38: 'MXFP4_MOE',
  39: 'NVFP4',
  40: 'Q1_0',
  41: 'Q2_0',
};
/** Set if llama.cpp itself guessed the type (`LLAMA_FTYPE_GUESSED`). */
const guessed = 1024;

/** `ggml_type` of ggml.h, as far as whole models are stored in it. */
const tensorTypes: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
  41: 'Q1_0',
  42: 'Q2_0',
};

const inName = new RegExp(
  String.raw`(?<=^|[-_./ ])(?:UD-)?(?:` +
    [
      String.raw`IQ\d_(?:XXS|XS|S|M|NL|XL)`,
      String.raw`Q\d_K(?:_(?:XXS|XXL|XS|S|M|L|XL))?`,
      String.raw`Q\d_[01](?:_[48]_[48]|_(?:XL|L))?`,
      String.raw`TQ\d_0`,
      'MXFP4(?:_MOE)?',
      'NVFP4',
      'BF16',
      'FP?16',
      'FP?32',
      String.raw`I?Q\d`,
    ].join('|') +
    String.raw`)(?=$|[-_./ ])`,
  'g',
);

/** By a file's name, for example `Q4_K_M`, `UD-IQ3_XXS` or `MXFP4`, or else by its folder's. `null` if neither says it. */
export const quantizationOfName = (path: string): string | null => {
  const parts = path
    .replace(/\.gguf$/i, '')
    .toUpperCase()
    .split(/[\\/]/)
    .toReversed();
  for (const part of parts) {
    // If a name contains several, the file's own comes last.
    const found = part.match(inName)?.at(-1);
    if (found !== undefined) return found.replace('FP16', 'F16').replace('FP32', 'F32');
  }
  return null;
};

interface Weights {
  ggmlType: number;
  bytes: number | null;
}

/** By `general.file_type`, else by the file's name, else by the type with the most bytes; `null` if none of them tells. */
export const quantizationOf = (
  fileType: unknown,
  fileName: string,
  tensors: readonly Weights[],
): string | null => {
  const named = typeof fileType === 'number' ? fileTypes[fileType % guessed] : undefined;
  return named ?? quantizationOfName(fileName) ?? dominating(tensors);
};

const dominating = (tensors: readonly Weights[]): string | null => {
  const bytesOf = new Map<number, number>();
  for (const { ggmlType, bytes } of tensors)
    bytesOf.set(ggmlType, (bytesOf.get(ggmlType) ?? 0) + (bytes ?? 0));
  const [most] = [...bytesOf].toSorted(([, one], [, other]) => other - one);
  return most === undefined ? null : (tensorTypes[most[0]] ?? null);
};
