/**
 * Weights that llama.cpp copies. On the processor it puts matrices of some types into buffers of its own (`CPU_REPACK`, `AMX`),
 * in the order that the processor's kernels need, and some copies are larger than the original. The types depend on the
 * processor, on llama.cpp's version, and on whether rows and columns divide evenly, so Hearth keeps no list of them: the engine
 * asks llama.cpp itself about each kind of matrix (`engine/load/copies.ts`).
 */
import { expertNames, tableNames, type TensorInfo } from '../gguf/model-layers.ts';

/** Bytes of the copy for each byte in the file, by kind of matrix; 0 for a kind that is used as it is in the file. */
export type Copies = Readonly<Record<string, number>>;

/** Kernels require columns and rows in multiples of powers of two, up to these. */
const mostColumns = 256;
const mostRows = 64;

/** Everything that decides whether llama.cpp copies a matrix. */
export interface MatrixKind {
  /** `ggml_type`. */
  type: number;
  /** The largest power of two, up to 256, that divides its columns. */
  columns: number;
  /** The largest power of two, up to 64, that divides its rows. */
  rows: number;
  /** The matrix holds one matrix for each expert, and each token is multiplied by some of them (`GGML_OP_MUL_MAT_ID`). */
  isExperts: boolean;
}

const powerOfTwoIn = (count: number, most: number): number => {
  let power = 1;
  while (power < most && count % (2 * power) === 0) power *= 2;
  return power;
};

const nameOf = ({ type, columns, rows, isExperts }: MatrixKind): string =>
  `${type}/${columns}x${rows}${isExperts ? '/experts' : ''}`;

/** Parses the name of a kind; `null` if the name is not valid. */
export const parseKind = (name: string): MatrixKind | null => {
  const found = /^(\d{1,4})\/(\d{1,3})x(\d{1,2})(\/experts)?$/.exec(name);
  if (found === null) return null;
  const [type, columns, rows] = found.slice(1, 4).map(Number);
  return { type: type!, columns: columns!, rows: rows!, isExperts: found[4] !== undefined };
};

const kindOfMatrix = (ggmlType: number, columns: number, rows: number, isExperts: boolean): string =>
  nameOf({
    type: ggmlType,
    columns: powerOfTwoIn(columns, mostColumns),
    rows: powerOfTwoIn(rows, mostRows),
    isExperts,
  });

/** Returns the name of a tensor's kind; `null` for tensors that are not multiplied: vectors and lookup tables. */
export const kindOfTensor = ({ name, dimensions, ggmlType }: TensorInfo): string | null => {
  const [columns = 0, rows = 1, ...others] = dimensions.map(Number);
  const isExperts = expertNames.test(name);
  const isMatrix = dimensions.length > 1 && name.endsWith('.weight') && !tableNames.test(name);
  if (!isMatrix || (!isExperts && others.some((count) => count > 1))) return null;
  return kindOfMatrix(ggmlType, columns, rows, isExperts);
};

/** Returns the kind of a token table that is also the output matrix. */
export const kindOfTied = ({ dimensions, ggmlType }: TensorInfo): string =>
  kindOfMatrix(ggmlType, Number(dimensions[0] ?? 0), Number(dimensions[1] ?? 1), false);

/** Returns the same kind of matrix with another number type. */
export const retyped = (kind: string, type: number): string => {
  const parsed = parseKind(kind);
  return parsed === null ? kind : nameOf({ ...parsed, type });
};

/** The weights of a model that llama.cpp may copy. */
export interface CopiedShape {
  /** Bytes of the matrices in layers and of the output matrix, by kind. */
  matrices: Readonly<Record<string, number>>;
  /** The token table if it is also the output matrix, else `null`. */
  tied: { kind: string; bytes: number } | null;
}

/** Lists all kinds of matrix in `shape`. */
export const kindsOf = ({ matrices, tied }: CopiedShape): string[] => [
  ...new Set([...Object.keys(matrices), ...(tied === null ? [] : [tied.kind])]),
];

interface Copied {
  /**
   * Bytes in the file of the copied weights, without a tied table: llama.cpp keeps that one, since it looks tokens up in it.
   */
  inFile: number;
  /** Bytes of the copies, including that of a tied table. */
  copies: number;
}

const copiedOf = ({ matrices, tied }: CopiedShape, copies: Copies): Copied => {
  const sum: Copied = { inFile: 0, copies: tied === null ? 0 : tied.bytes * (copies[tied.kind] ?? 0) };
  for (const [kind, bytes] of Object.entries(matrices)) {
    const ratio = copies[kind] ?? 0;
    if (ratio > 0) sum.inFile += bytes;
    sum.copies += bytes * ratio;
  }
  return sum;
};

/**
 * Decides whether weights on the processor are mapped from their file or read from it. Mapped pages stay in memory beside the
 * copies; after reading, only the weights without a copy stay. If nothing is copied, or only a tied table, both ways take the
 * same memory; mapping is then faster, and lets the system share and drop pages.
 */
export const mapsWeights = (shape: CopiedShape, copies: Copies): boolean =>
  copiedOf(shape, copies).inFile === 0;

/** Bytes that copying adds to the bytes in the file, for mapped or for read weights. */
export const addedByCopies = (shape: CopiedShape, copies: Copies, isMapped: boolean): number => {
  const { inFile, copies: added } = copiedOf(shape, copies);
  return isMapped ? added : added - inFile;
};
