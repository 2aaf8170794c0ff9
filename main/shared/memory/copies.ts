/**
 * Weights that llama.cpp copies. On the processor it keeps matrices of some types in buffers of its own (`CPU_REPACK`,
 * `AMX`), in an order that the processor's kernels want, and some of them larger than in the file. Which types these are
 * depends on the processor, on llama.cpp's version, and on whether rows and columns divide evenly, so no list of them is
 * kept here: the engine asks llama.cpp itself about each kind of matrix (`engine/load/copies.ts`).
 */
import { expertNames, tableNames, type TensorInfo } from '../gguf/model-layers.ts';

/** Bytes of the copy for each byte in the file, by kind of matrix; 0 for a kind that is used as it is in the file. */
export type Copies = Readonly<Record<string, number>>;

/** Kernels ask for columns and rows that are multiples of powers of two up to these. */
const mostColumns = 256;
const mostRows = 64;

/** All that decides whether llama.cpp copies a matrix. */
export interface MatrixKind {
  /** `ggml_type`. */
  type: number;
  /** The largest power of two, up to 256, that divides its columns. */
  columns: number;
  /** The largest power of two, up to 64, that divides its rows. */
  rows: number;
  /** It holds one matrix for each expert, and each token is multiplied with some of them (`GGML_OP_MUL_MAT_ID`). */
  isExperts: boolean;
}

const powerOfTwoIn = (count: number, most: number): number => {
  let power = 1;
  while (power < most && count % (2 * power) === 0) power *= 2;
  return power;
};

const nameOf = ({ type, columns, rows, isExperts }: MatrixKind): string =>
  `${type}/${columns}x${rows}${isExperts ? '/experts' : ''}`;

/** The kind that a name tells; `null` where it is none. */
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

/** The name of a tensor's kind; `null` for what is no matrix: vectors, and tables that tokens are looked up in. */
export const kindOfTensor = ({ name, dimensions, ggmlType }: TensorInfo): string | null => {
  const [columns = 0, rows = 1, ...others] = dimensions.map(Number);
  const isExperts = expertNames.test(name);
  const isMatrix = dimensions.length > 1 && name.endsWith('.weight') && !tableNames.test(name);
  if (!isMatrix || (!isExperts && others.some((count) => count > 1))) return null;
  return kindOfMatrix(ggmlType, columns, rows, isExperts);
};

/** The kind of a table of tokens where it is the output matrix too. */
export const kindOfTied = ({ dimensions, ggmlType }: TensorInfo): string =>
  kindOfMatrix(ggmlType, Number(dimensions[0] ?? 0), Number(dimensions[1] ?? 1), false);

/** The same kind of matrix in another type of numbers. */
export const retyped = (kind: string, type: number): string => {
  const parsed = parseKind(kind);
  return parsed === null ? kind : nameOf({ ...parsed, type });
};

/** What of a model's weights can be copied. */
export interface CopiedShape {
  /** Bytes of the matrices in layers and of the output matrix, by kind. */
  matrices: Readonly<Record<string, number>>;
  /** The table of tokens, where it is the output matrix too: `null` where it is not. */
  tied: { kind: string; bytes: number } | null;
}

/** All kinds that `shape` has. */
export const kindsOf = ({ matrices, tied }: CopiedShape): string[] => [
  ...new Set([...Object.keys(matrices), ...(tied === null ? [] : [tied.kind])]),
];

interface Copied {
  /** Bytes in the file of what is copied, without a tied table: that stays, since tokens are looked up in it. */
  inFile: number;
  /** Bytes of the copies, with that of a tied table. */
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
 * Whether weights are mapped from their file rather than read, on the processor. Mapped, the file's pages stay in memory
 * behind the copies; read, only what is not copied stays beside them. Both take as much where nothing is copied, or only
 * a tied table, and then mapping is quicker and lets the system share and drop pages.
 */
export const mapsWeights = (shape: CopiedShape, copies: Copies): boolean =>
  copiedOf(shape, copies).inFile === 0;

/** What copying adds to the bytes that are in the file, with the weights mapped or read. */
export const addedByCopies = (shape: CopiedShape, copies: Copies, isMapped: boolean): number => {
  const { inFile, copies: added } = copiedOf(shape, copies);
  return isMapped ? added : added - inFile;
};
