/** The pages of TIFF files (TIFF 6.0, section 2): faxes and scanners write several into one file. */

/** More pages than any fax has: a chain of directories can lead back to itself. */
const mostPages = 10_000;

/** Whether these are the first bytes of a TIFF file. */
const isTiff = (bytes: Buffer): boolean => /^(?:II\*\0|MM\0\*)/.test(bytes.toString('latin1', 0, 4));

/** Where the directory of each page begins; one page for all other images. */
export const pageOffsets = (bytes: Buffer): number[] => {
  if (!isTiff(bytes) || bytes.length < 8) return [0];
  const isLittle = bytes[0] === 0x49;
  const offsets: number[] = [];
  const at = (offset: number): number => (isLittle ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
  for (let offset = at(4); offset > 0 && offset + 2 <= bytes.length && offsets.length < mostPages;) {
    if (offsets.includes(offset)) break;
    offsets.push(offset);
    const entries = isLittle ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset);
    const next = offset + 2 + 12 * entries;
    offset = next + 4 <= bytes.length ? at(next) : 0;
  }
  return offsets.length === 0 ? [0] : offsets;
};

/** The file as if the page at this offset were its first. */
export const beginningWith = (bytes: Buffer, offset: number): Buffer => {
  if (offset === 0) return bytes;
  const copy = Buffer.from(bytes);
  if (bytes[0] === 0x49) copy.writeUInt32LE(offset, 4);
  else copy.writeUInt32BE(offset, 4);
  return copy;
};
