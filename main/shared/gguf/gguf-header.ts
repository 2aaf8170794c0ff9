/**
 * Reads the header of a GGUF file: its metadata and the positions of its tensors, without any weights. The file may be local or
 * on a hub, and no more bytes are read than the header takes. It may also be cut off, damaged or hostile, so nothing that a
 * header claims is trusted before it is checked against the size of the file. Format:
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian.
 */
import { plainText } from '../format/plain-text.ts';
import { BadGguf, fault } from './bad-gguf.ts';
import { tensorBytes } from './ggml-types.ts';
import { faultOf, typeFault } from './gguf-faults.ts';

/** A file that bytes are read from. */
export interface ByteSource {
  /** Bytes of the whole file. */
  size: number;
  /** Returns all of the `length` bytes from `offset` on; the range never exceeds `size`. */
  read: (offset: number, length: number) => Promise<Uint8Array>;
}

/** An array whose items are not kept, only their number, as for the vocabulary. */
interface LongArray {
  items: number;
}
type MetadataItem = string | number | boolean;
type MetadataValue = MetadataItem | MetadataItem[] | LongArray;

interface TensorPlace {
  name: string;
  /** Innermost first. */
  dimensions: number[];
  ggmlType: number;
  /** Bytes from the beginning of the file. */
  offset: number;
  /** `null` if the type is newer than this program. */
  bytes: number | null;
}

export interface GgufHeader {
  version: number;
  metadata: Map<string, MetadataValue>;
  tensors: TensorPlace[];
  /** Where the weights begin, in bytes from the beginning of the file. */
  dataOffset: number;
  /** The vocabulary as the file stores it: for each token its length in 8 bytes, then its text. */
  vocabulary: { tokens: number; bytes: Uint8Array } | null;
}

/** llama.cpp's own limits are a thousand times as high; the largest known headers have 30 MB and 2,000 tensors. */
const most = {
  headerBytes: 128 * 1024 ** 2,
  stringBytes: 16 * 1024 ** 2,
  entries: 8192,
  tensors: 65_536,
  dimensions: 4,
};
/** Of longer arrays only the length is kept. */
const longArray = 1024;
const firstBytes = 256 * 1024;
const usualAlignment = 32;

/** Reads the header at the beginning of `source`. Throws `BadGguf` if the header is damaged. */
export const readGgufHeader = async (source: ByteSource): Promise<GgufHeader> => {
  const end = Math.min(source.size, most.headerBytes);
  let bytes = new Uint8Array(await source.read(0, Math.min(firstBytes, end)));
  const parse = startParse(source.size);
  for (;;) {
    try {
      return parse(bytes);
    } catch (error) {
      if (!(error instanceof NeedsMore)) throw error;
    }
    if (bytes.length >= end)
      throw new BadGguf(fault(source.size > end ? 'gguf.endless-header' : 'gguf.ends-in-header'));
    // Bytes that were read are kept: each byte from a hub takes time.
    const more = await source.read(bytes.length, Math.min(bytes.length, end - bytes.length));
    const longer = new Uint8Array(bytes.length + more.length);
    longer.set(bytes);
    longer.set(more, bytes.length);
    bytes = longer;
  }
};

/** The bytes that were read so far end within the header. */
class NeedsMore extends Error {}

/** Reads a value of fixed size, given its position. */
type Read = (view: DataView, at: number) => number | boolean;
const fixed: Readonly<Record<number, readonly [bytes: number, read: Read]>> = {
  0: [1, (view, at) => view.getUint8(at)],
  1: [1, (view, at) => view.getInt8(at)],
  2: [2, (view, at) => view.getUint16(at, true)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [4, (view, at) => view.getUint32(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getFloat32(at, true)],
  7: [1, (view, at) => view.getUint8(at) !== 0],
  10: [8, (view, at) => Number(view.getBigUint64(at, true))],
  11: [8, (view, at) => Number(view.getBigInt64(at, true))],
  12: [8, (view, at) => view.getFloat64(at, true)],
};
const stringType = 8;
const arrayType = 9;

/** Reads from the front of bytes that may continue. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileBytes: number;
  readonly #text = new TextDecoder();
  at: number;

  constructor(bytes: Uint8Array, fileBytes: number, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#fileBytes = fileBytes;
    this.at = at;
  }

  /** Skips `count` bytes and returns where they begin. Throws if the file, or the part of it that was read, ends before. */
  #step(count: number): number {
    const from = this.at;
    if (from + count > this.#fileBytes) throw new BadGguf(fault('gguf.ends-in-header'));
    if (from + count > this.#bytes.length) throw new NeedsMore();
    this.at += count;
    return from;
  }

  uint32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  /** As a number: exact up to 2^53, and every limit refuses larger ones. A BigInt would take twice as long. */
  uint64(): number {
    const from = this.#step(8);
    return this.#view.getUint32(from, true) + this.#view.getUint32(from + 4, true) * 2 ** 32;
  }

  #stringBytes(): number {
    const length = this.uint64();
    if (length > most.stringBytes) throw new BadGguf(fault('gguf.endless-text'));
    return length;
  }

  string(): string {
    const length = this.#stringBytes();
    const from = this.#step(length);
    return this.#text.decode(this.#bytes.subarray(from, from + length));
  }

  value(): MetadataValue {
    const type = this.uint32();
    return type === arrayType ? this.#array() : this.#item(type);
  }

  #item(type: number): MetadataItem {
    if (type === stringType) return this.string();
    const [bytes, read] = fixedType(type);
    return read(this.#view, this.#step(bytes));
  }

  #array(): MetadataItem[] | LongArray {
    const type = this.uint32();
    const items = this.uint64();
    if (type !== stringType) {
      const [bytes, read] = fixedType(type);
      const from = this.#step(items * bytes);
      return items > longArray
        ? { items }
        : Array.from({ length: items }, (_, index) => read(this.#view, from + index * bytes));
    }
    if (items <= longArray) return Array.from({ length: items }, () => this.string());
    for (let index = 0; index < items; index += 1) this.#step(this.#stringBytes());
    return { items };
  }
}

const fixedType = (type: number) => {
  const found = fixed[type];
  if (found === undefined) throw new BadGguf(fault('gguf.unknown-type'));
  return found;
};

/** Type and number of an array's items, before the items themselves. */
const arrayHeadBytes = 4 + 4 + 8;

/**
 * Takes the first bytes of the file, and more of them after each `NeedsMore`. Entries and tensors that were read completely are
 * kept, and reading continues with the first incomplete one.
 */
const startParse = (fileBytes: number): ((bytes: Uint8Array) => GgufHeader) => {
  let head: ReturnType<typeof readHead> | null = null;
  const metadata = new Map<string, MetadataValue>();
  const tensors: TensorPlace[] = [];
  const names = new Set<string>();
  let vocabulary: GgufHeader['vocabulary'] = null;
  let at = 0;

  return (bytes) => {
    const cursor = new Cursor(bytes, fileBytes, at);
    if (head === null) {
      head = readHead(bytes, fileBytes, cursor);
      at = cursor.at;
    }
    for (; metadata.size < head.entryCount; at = cursor.at) {
      const key = cursor.string();
      if (metadata.has(key)) throw new BadGguf(fault('gguf.duplicate-key', { key: short(key) }));
      const from = cursor.at + arrayHeadBytes;
      const value = cursor.value();
      metadata.set(key, value);
      if (key === 'tokenizer.ggml.tokens' && typeof value === 'object')
        vocabulary = { tokens: itemsOf(value), bytes: bytes.subarray(from, cursor.at) };
    }
    const alignment = metadata.get('general.alignment') ?? usualAlignment;
    if (typeof alignment !== 'number' || alignment < 1 || !Number.isInteger(Math.log2(alignment)))
      throw new BadGguf(fault('gguf.bad-alignment'));
    for (; tensors.length < head.tensorCount; at = cursor.at) {
      const tensor = readTensor(cursor);
      if (names.has(tensor.name))
        throw new BadGguf(fault('gguf.duplicate-tensor', { tensor: short(tensor.name) }));
      names.add(tensor.name);
      tensors.push(tensor);
    }
    const dataOffset = Math.ceil(cursor.at / alignment) * alignment;
    for (const tensor of tensors) {
      if (tensor.offset % alignment !== 0)
        throw new BadGguf(fault('gguf.misplaced-tensor', { tensor: short(tensor.name) }));
      tensor.offset += dataOffset;
    }
    const whole = tensors.reduce((last, tensor) => Math.max(last, tensor.offset + (tensor.bytes ?? 0)), 0);
    if (whole > fileBytes) throw new BadGguf(fault('gguf.incomplete', { share: fileBytes / whole }));
    const found = faultOf({ metadata }) ?? typeFault(tensors);
    if (found !== null) throw new BadGguf(found);
    return { version: head.version, metadata, tensors, dataOffset, vocabulary };
  };
};

const itemsOf = (value: MetadataItem[] | LongArray): number =>
  Array.isArray(value) ? value.length : value.items;

const readHead = (
  bytes: Uint8Array,
  fileBytes: number,
  cursor: Cursor,
): { version: number; tensorCount: number; entryCount: number } => {
  const magic = fileBytes < 4 ? '' : String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== 'GGUF') throw new BadGguf(fault('gguf.not-gguf'));
  cursor.at = 4;
  const version = cursor.uint32();
  if (version !== 2 && version !== 3)
    throw new BadGguf(
      version === 1
        ? fault('gguf.version-1')
        : version > 2 ** 16
          ? fault('gguf.byte-order')
          : fault('gguf.unknown-version', { version }),
    );
  const tensorCount = cursor.uint64();
  const entryCount = cursor.uint64();
  if (tensorCount > most.tensors || entryCount > most.entries)
    throw new BadGguf(fault('gguf.too-many-entries'));
  return { version, tensorCount, entryCount };
};

const readTensor = (cursor: Cursor): TensorPlace => {
  const name = cursor.string();
  const rank = cursor.uint32();
  if (rank > most.dimensions)
    throw new BadGguf(fault('gguf.bad-rank', { tensor: short(name), dimensions: rank }));
  const dimensions = Array.from({ length: rank }, () => cursor.uint64());
  const ggmlType = cursor.uint32();
  const offset = cursor.uint64();
  return { name, dimensions, ggmlType, offset, bytes: tensorBytes(ggmlType, dimensions) };
};

/** Names in a damaged file may contain anything. */
const short = (name: string): string => plainText(name, 40) + (name.length > 40 ? '…' : '');
