/**
 * Checks by samples whether a model's weights are numbers at all: with NaN or infinity among them, every answer is the same
 * character without end. Norms are read completely, since they are small and every token passes through them.
 */
import { fault, type GgufFault } from './bad-gguf.ts';
import { tensorBytes } from './ggml-types.ts';
import type { ByteSource, GgufHeader } from './gguf-header.ts';

const [f32, f16, bf16] = [0, 1, 30];
/** Positions of the f16 scales in a block, by `ggml_type` (ggml-common.h). */
const scalesAt: Readonly<Record<number, readonly number[]>> = {
  2: [0], // Q4_0
  3: [0, 2], // Q4_1
  6: [0], // Q5_0
  7: [0, 2], // Q5_1
  8: [0], // Q8_0
  10: [80, 82], // Q2_K
  11: [108], // Q3_K
  12: [0, 2], // Q4_K
  13: [0, 2], // Q5_K
  14: [208], // Q6_K
  20: [0], // IQ4_NL
};

/** Bytes that are read at the beginning of each tensor. */
const sampleBytes = 32 * 1024;

const isFiniteF16 = (bits: number): boolean => (bits & 0x7c00) !== 0x7c00;
const isFiniteBf16 = (bits: number): boolean => (bits & 0x7f80) !== 0x7f80;

const areFinite = (bytes: DataView, ggmlType: number): boolean => {
  if (ggmlType === f32) {
    for (let at = 0; at + 4 <= bytes.byteLength; at += 4)
      if (!Number.isFinite(bytes.getFloat32(at, true))) return false;
    return true;
  }
  if (ggmlType === f16 || ggmlType === bf16) {
    const isFinite = ggmlType === f16 ? isFiniteF16 : isFiniteBf16;
    for (let at = 0; at + 2 <= bytes.byteLength; at += 2)
      if (!isFinite(bytes.getUint16(at, true))) return false;
    return true;
  }
  const scales = scalesAt[ggmlType] ?? [];
  const blockBytes = tensorBytes(ggmlType, [ggmlType < 10 || ggmlType === 20 ? 32 : 256]);
  if (blockBytes === null) return true;
  for (let at = 0; at + blockBytes <= bytes.byteLength; at += blockBytes)
    if (!scales.every((place) => isFiniteF16(bytes.getUint16(at + place, true)))) return false;
  return true;
};

/** Returns the fault; `null` if all samples are numbers. */
export const weightsFault = async (
  source: ByteSource,
  { tensors }: GgufHeader,
): Promise<GgufFault | null> => {
  for (const { name, ggmlType, offset, bytes } of tensors) {
    if (
      bytes === null ||
      (ggmlType !== f32 && ggmlType !== f16 && ggmlType !== bf16 && !(ggmlType in scalesAt))
    )
      continue;
    const sample = await source.read(offset, Math.min(bytes, sampleBytes));
    if (!areFinite(new DataView(sample.buffer, sample.byteOffset, sample.length), ggmlType))
      return fault('gguf.not-numbers', { tensor: /^[\w.]{1,60}$/.test(name) ? name : null });
  }
  return null;
};
