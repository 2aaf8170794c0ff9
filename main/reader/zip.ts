/** Reads the entries of zip archives into memory, within bounds of what they really unpack to. */
import { promisify } from 'node:util';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { Unreadable, unreadable } from './unreadable.ts';

/** The most entries of an archive; a large book has some thousands. */
const mostEntries = 20_000;
/** The most bytes that are unpacked of one archive. */
const mostUnpacked = 256 * 1024 ** 2;

/** Thrown if an archive or one of its entries is damaged. */
export class DamagedZip extends Error {}

class TooManyEntries extends Error {}

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

export class Zip {
  readonly #zip: ZipFile;
  readonly #name: string;
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpacked = 0;

  private constructor(zip: ZipFile, name: string, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#name = name;
    this.#entries = entries;
  }

  /** Throws `DamagedZip`, and `Unreadable` for too many entries. `name`: of the document, for refusals. */
  static async open(path: string, name: string): Promise<Zip> {
    let zip: ZipFile | null = null;
    try {
      zip = await openZip(path, { lazyEntries: true, autoClose: false });
      return new Zip(zip, name, await listed(zip));
    } catch (error) {
      zip?.close();
      if (error instanceof TooManyEntries) throw unreadable('documents.zip-bomb', { name });
      throw new DamagedZip('not a zip archive', { cause: error });
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get isEncrypted(): boolean {
    return [...this.#entries.values()].some((entry) => entry.isEncrypted());
  }

  /** The content of an entry; `null` if there is none. Throws `DamagedZip`, and `Unreadable` for too much content. */
  async read(name: string): Promise<Buffer | null> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return null;
    const pieces: Buffer[] = [];
    await this.#unpack(entry, (piece) => pieces.push(piece));
    return Buffer.concat(pieces);
  }

  /** The content of an entry as text in UTF-8 or UTF-16. */
  async readText(name: string): Promise<string | null> {
    const bytes = await this.read(name);
    if (bytes === null) return null;
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  }

  /** Unpacks all entries of these names once, so that a library that unpacks them again cannot meet a zip bomb. */
  async check(isRead: (name: string) => boolean): Promise<void> {
    for (const [name, entry] of this.#entries) if (isRead(name)) await this.#unpack(entry, () => undefined);
  }

  close(): void {
    this.#zip.close();
  }

  async #unpack(entry: Entry, take: (piece: Buffer) => void): Promise<void> {
    const bomb = () => unreadable('documents.zip-bomb', { name: this.#name });
    if (this.#unpacked + entry.uncompressedSize > mostUnpacked) throw bomb();
    try {
      const open = promisify<Entry, Readable>(this.#zip.openReadStream.bind(this.#zip));
      for await (const piece of await open(entry)) {
        this.#unpacked += (piece as Buffer).length;
        if (this.#unpacked > mostUnpacked) throw bomb();
        take(piece as Buffer);
      }
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      throw new DamagedZip(entry.fileName, { cause: error });
    }
  }
}

const listed = (zip: ZipFile): Promise<Map<string, Entry>> =>
  new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > mostEntries) reject(new TooManyEntries());
      else zip.readEntry();
    });
    zip.readEntry();
  });
