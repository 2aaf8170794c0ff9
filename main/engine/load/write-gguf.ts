/**
 * Writes GGUF files: models of a given shape, for the calibration and for tests. Format:
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (version 3, little-endian).
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { tensorBytes } from '../../shared/gguf/ggml-types.ts';

/** GGUF value types that occur in metadata. */
const valueType = {
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
} as const;

/** One metadata entry with its value in the file's own encoding. */
export interface RawEntry {
  type: number;
  bytes: Buffer;
}

/** The number types (`ggml_type`) of generated models. */
const tensorTypes = {
  f32: 0,
  f16: 1,
  /** Blocks of 32 numbers: an f16 scale, and 32 times 4 bits in which 8 stands for zero. */
  q4_0: 2,
  /** Blocks of 32 numbers: an f16 scale and 32 int8. */
  q8_0: 8,
} as const;

export interface Tensor {
  name: string;
  /** Innermost dimension first, as ggml writes them. */
  shape: number[];
  /** The name of a type, or any `ggml_type`. */
  type: keyof typeof tensorTypes | number;
  /** Fills the tensor's bytes piece by piece. */
  fill: (bytes: Buffer) => void;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const uint64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);

export const entry = {
  uint32: (value: number): RawEntry => ({ type: valueType.uint32, bytes: uint32(value) }),
  float32: (value: number): RawEntry => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return { type: valueType.float32, bytes };
  },
  bool: (value: boolean): RawEntry => ({ type: valueType.bool, bytes: Buffer.from([value ? 1 : 0]) }),
  string: (value: string): RawEntry => ({ type: valueType.string, bytes: text(value) }),
  strings: (values: string[]): RawEntry => ({
    type: valueType.array,
    bytes: Buffer.concat([uint32(valueType.string), uint64(values.length), ...values.map(text)]),
  }),
  int32s: (values: number[]): RawEntry => ({
    type: valueType.array,
    bytes: Buffer.concat([uint32(valueType.int32), uint64(values.length), ...values.map(uint32)]),
  }),
};

const alignment = 32;
const padding = (size: number): number => (alignment - (size % alignment)) % alignment;

/** Writes a GGUF file. Throws the system's error if it cannot, for example `ENOSPC`. */
export const writeGguf = (path: string, entries: Map<string, RawEntry>, tensors: Tensor[]): void => {
  const file = openSync(path, 'w');
  let written = 0;
  const write = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    written += bytes.length;
  };
  const typeOf = ({ type }: Tensor): number => (typeof type === 'number' ? type : tensorTypes[type]);
  const bytesOf = (tensor: Tensor): number => {
    const bytes = tensorBytes(typeOf(tensor), tensor.shape);
    if (bytes === null) throw new Error(`${tensor.name} cannot have that type and shape`);
    return bytes;
  };

  try {
    write(Buffer.concat([Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.size)]));
    for (const [key, value] of entries) write(Buffer.concat([text(key), uint32(value.type), value.bytes]));
    let offset = 0;
    for (const tensor of tensors) {
      write(
        Buffer.concat([
          text(tensor.name),
          uint32(tensor.shape.length),
          ...tensor.shape.map(uint64),
          uint32(typeOf(tensor)),
          uint64(offset),
        ]),
      );
      offset += bytesOf(tensor) + padding(bytesOf(tensor));
    }
    write(Buffer.alloc(padding(written)));
    for (const tensor of tensors) {
      const bytes = Buffer.alloc(bytesOf(tensor));
      tensor.fill(bytes);
      write(bytes);
      write(Buffer.alloc(padding(bytes.length)));
    }
  } finally {
    closeSync(file);
  }
};
