/** Reads chats from exported files. Runs in the import thread, so it need not yield. */
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { TransferUnit } from '../../shared/contract/transfer.ts';
import type { ImportedChat } from './programs/conversation.ts';
import { Unreadable } from './reading/unreadable.ts';
import { createCollector } from './programs/collector.ts';
import { filesAt, openGroup, type SourceFile } from './reading/files.ts';
import { createJsonSplitter, type JsonPiece } from './reading/json-values.ts';

/** The size up to which chats are passed on together: UTF-16 code units of text, and messages. */
const handedOver = { characters: 256 * 1024, messages: 200 };

export interface Reading {
  file: string;
  doneBytes: number;
  bytes: number;
}

export interface ReadTo {
  /** Resolves when the next chats can be passed on, so that only a few are in memory. */
  chats: (chats: ImportedChat[]) => Promise<void>;
  progress: (reading: Reading) => void;
  remark: (unit: TransferUnit, told: Told, example: string | null) => void;
}

/** The reason why a file cannot be read, without its path. */
const whyUnreadable = (error: unknown): Told => {
  if (error instanceof Unreadable) return error.told;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return say('transfer.no-such-file');
  return say('transfer.cannot-read', { reason: typeof code === 'string' ? code : 'damaged' });
};

const faults = {
  'too-large': 'transfer.too-large',
  'too-deep': 'transfer.too-deep',
  'cut-off': 'transfer.cut-off',
  broken: 'transfer.broken',
} as const;

/** Reads all files at `paths`. Files and chats that cannot be read are reported by `remark`, and the others are read. */
export const readExports = async (paths: readonly string[], to: ReadTo): Promise<void> => {
  const unreadable = (name: string, error: unknown): void => to.remark('files', whyUnreadable(error), name);
  const files = await filesAt(paths, unreadable);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let doneBytes = 0;
  let waiting: ImportedChat[] = [];
  let size = { characters: 0, messages: 0 };
  /** The number of chats found in the current file, including those that could not be read. */
  let found = 0;
  /** Whether the current file contains an object of a known format. */
  let isKnown = false;

  const handOver = async (): Promise<void> => {
    const chats = waiting;
    waiting = [];
    size = { characters: 0, messages: 0 };
    if (chats.length > 0) await to.chats(chats);
  };
  const collector = createCollector({
    onChat: async (chat) => {
      found += 1;
      waiting.push(chat);
      size.messages += chat.messages.length;
      for (const { parts } of chat.messages) for (const { text } of parts) size.characters += text.length;
      if (size.messages >= handedOver.messages || size.characters >= handedOver.characters) await handOver();
    },
    onUnreadable: (told, title) => {
      found += 1;
      to.remark('chats', told, title);
    },
  });

  const takePiece = async (piece: JsonPiece, name: string): Promise<void> => {
    if (piece.kind !== 'value') {
      found += 1;
      to.remark('chats', say(faults[piece.kind]), name);
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(piece.text);
    } catch {
      found += 1;
      to.remark('chats', say('transfer.broken'), name);
      return;
    }
    if (await collector.take(value, piece.text.length)) isKnown = true;
  };

  const readFile = async (file: SourceFile, onBytes: (count: number) => void): Promise<void> => {
    const stream = await file.open();
    const splitter = createJsonSplitter();
    let isFirst = true;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      onBytes(chunk.length);
      if (isFirst && !/^[\s\ufeff]*[[{]/.test(chunk.toString('utf8', 0, 1024))) break;
      isFirst = false;
      for (const piece of splitter.take(chunk)) await takePiece(piece, file.name);
    }
    stream.destroy();
    for (const piece of splitter.end()) await takePiece(piece, file.name);
    await collector.endFile();
  };

  for (const listed of files) {
    found = 0;
    isKnown = false;
    let name = '';
    try {
      const group = await openGroup(listed);
      ({ name } = group);
      let read = 0;
      for await (const file of group.files) {
        let ofFile = 0;
        await readFile(file, (count) => {
          // An entry has more bytes unpacked than on the disk.
          ofFile = Math.min(file.bytes, ofFile + count);
          to.progress({ file: name, doneBytes: doneBytes + Math.min(group.bytes, read + ofFile), bytes });
        });
        read += file.bytes;
      }
      if (found === 0 && !isKnown) to.remark('files', say('transfer.nothing-known'), name);
    } catch (error) {
      unreadable(name || listed.path.split(/[\\/]/).at(-1)!, error);
    }
    doneBytes += listed.bytes;
  }
  await handOver();
};
