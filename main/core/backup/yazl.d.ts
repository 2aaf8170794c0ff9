/** The part of yazl 3 that Hearth uses: https://github.com/thejoshwolfe/yazl. */
declare module 'yazl' {
  interface EntryOptions {
    compress?: boolean;
    /** The mode of a file as in `stat`. */
    mode?: number;
  }
  export class ZipFile {
    readonly outputStream: NodeJS.ReadableStream;
    addReadStream(stream: NodeJS.ReadableStream, name: string, options?: EntryOptions): void;
    addBuffer(buffer: Buffer, name: string, options?: EntryOptions): void;
    end(): void;
  }
}
