/**
 * Cuts the text of a document into passages that can be found apart: along headings, paragraphs and sentences, tables by rows, code by
 * functions. A passage never has text of two files or sheets. Takes time in proportion to the text.
 */
import { blocksOf, type Block } from './blocks.ts';
import type { DocumentText } from './document-text.ts';
import { headingsAt, lastBefore, outlineOf } from './places.ts';

/** A part of the text, in UTF-16 code units. It begins with the beginning of a line or with a sentence, and ends without white space. */
export interface Chunk {
  at: number;
  length: number;
  /**
   * The path or sheet that it is in, the headings that it is under and those in it, and the first row of its table, each in a line of
   * its own.
   */
  context: string;
}

/** The usual length of a chunk of several blocks, in UTF-16 code units. No block is longer than `longestBlock`, nor is any chunk. */
const usual = 1100;
export const longestBlock = 1400;

/** Cuts a document into chunks, in the order of its text. */
export function* chunksOf(document: DocumentText): Generator<Chunk> {
  let run: Block[] = [];
  for (const block of blocksOf(document, longestBlock)) {
    if (run.length > 0 && run.at(-1)!.end - run[0]!.at >= block.dividesFrom) {
      for (const blocks of packed(run)) yield chunkOf(document, blocks);
      run = [];
    }
    run.push(block);
  }
  if (run.length > 0) for (const blocks of packed(run)) yield chunkOf(document, blocks);
}

/** Divides blocks into chunks of similar length. */
function* packed(run: readonly Block[]): Generator<Block[]> {
  const total = run.at(-1)!.end - run[0]!.at;
  const target = total / Math.ceil(total / usual);
  let blocks: Block[] = [];
  for (const block of run) {
    if (blocks.length > 0) {
      const length = blocks.at(-1)!.end - blocks[0]!.at;
      const withNext = block.end - blocks[0]!.at;
      if (withNext > longestBlock || withNext - target > target - length) {
        yield blocks;
        blocks = [];
      }
    }
    blocks.push(block);
  }
  yield blocks;
}

const chunkOf = (document: DocumentText, blocks: readonly Block[]): Chunk => {
  const [{ at, head }, { end }] = [blocks[0]!, blocks.at(-1)!];
  const { files, sheets } = outlineOf(document);
  const context = [
    lastBefore(files, at)?.path,
    lastBefore(sheets, at)?.name,
    ...headingsAt(document, at),
    ...blocks.map(({ heading }) => heading),
    head === null ? null : document.text.slice(head.at, head.end),
  ];
  const lines = context.map((line) => line?.trim() ?? '').filter((line) => line !== '');
  return { at, length: end - at, context: lines.join('\n') };
};
