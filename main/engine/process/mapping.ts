/**
 * Whether weights are mapped from their file or read into memory. On the processor llama.cpp copies weights of some types
 * into an order that suits it. Mapped, the file's pages stay behind the copies, and the process seems to take twice what
 * it needs: 1.93 GB with a Llama of 0.87 GB in q4_0, and 1.10 GB where it was read, for half a second more a gigabyte.
 */
import { tensorBytes } from '../../lens/ggml-types.ts';
import { tableNames, type TensorInfo } from '../../lens/model-layers.ts';

/**
 * Types that are copied, by `ggml_type`: `ggml_repack_get_optimal_repack_type` in llama.cpp 0.5.0's ggml-cpu/repack.cpp.
 * `systemInfo` is llama.cpp's list of what the processor can do.
 */
const copiedTypes = (systemInfo: string): number[] => {
  const has = (feature: string): boolean => new RegExp(`\\b${feature} = 1\\b`).test(systemInfo);
  if (!has('REPACK')) return [];
  const [q4, q8, q2K, q4K, q5K, q6K, iq4Nl, mxfp4] = [2, 8, 10, 12, 13, 14, 20, 39];
  if (has('DOTPROD') || has('MATMUL_INT8')) return [q4!, q8!, q4K!, q5K!, q6K!, iq4Nl!, mxfp4!];
  if (has('AVX2')) return [q4!, q4K!, iq4Nl!, mxfp4!, ...(has('AVX512') ? [q2K!] : [])];
  return [];
};

/** Bytes of the weights that are copied: matrices of those types, of a multiple of eight rows. */
export const copiedBytes = (systemInfo: string, tensors: readonly TensorInfo[]): number => {
  const types = copiedTypes(systemInfo);
  return tensors
    .filter(
      ({ name, dimensions, ggmlType }) =>
        types.includes(ggmlType) &&
        dimensions.length > 1 &&
        Number(dimensions[1]) % 8 === 0 &&
        !tableNames.test(name),
    )
    .reduce((sum, { ggmlType, dimensions }) => sum + (tensorBytes(ggmlType, dimensions) ?? 0), 0);
};

/**
 * For a model that runs on the processor alone. Read into memory, a table that is the output matrix too is there twice,
 * so it stays mapped where that is more than what is copied.
 */
export const mapsWeights = (systemInfo: string, tensors: readonly TensorInfo[]): boolean => {
  const table = tensors.find(({ name }) => name === 'token_embd.weight');
  const isTied = !tensors.some(({ name }) => name === 'output.weight');
  const doubled = isTied && table ? (tensorBytes(table.ggmlType, table.dimensions) ?? 0) : 0;
  return copiedBytes(systemInfo, tensors) <= doubled;
};
