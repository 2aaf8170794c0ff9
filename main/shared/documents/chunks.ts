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
const usual = 1300;
export const longestBlock = 1400;

/** Cuts a document into chunks, in the order of its text. */
export function* chunksOf(document: DocumentText): Generator<Chunk> {
  const scale = scaleOf(document.text);
  const longest = Math.floor(longestBlock * scale);
  let run: Block[] = [];
  for (const block of blocksOf(document, longest)) {
    if (run.length > 0 && run.at(-1)!.end - run[0]!.at >= block.dividesFrom * scale) {
      for (const blocks of packed(run, usual * scale, longest)) yield chunkOf(document, blocks);
      run = [];
    }
    run.push(block);
  }
  if (run.length > 0)
    for (const blocks of packed(run, usual * scale, longest)) yield chunkOf(document, blocks);
}

/**
 * The lengths of chunks for a text, compared with those in an alphabet. A character of Chinese or Japanese says about as much as two and
 * a half letters. The beginning of the text decides.
 */
const scaleOf = (text: string): number => {
  const beginning = text.slice(0, 20_000);
  const dense = beginning.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu);
  return 1 - (0.6 * (dense?.length ?? 0)) / Math.max(1, beginning.replaceAll(/\s/g, '').length);
};

/** Divides blocks into chunks of similar length. */
function* packed(run: readonly Block[], aim: number, longest: number): Generator<Block[]> {
  const total = run.at(-1)!.end - run[0]!.at;
  const target = total / Math.ceil(total / aim);
  let blocks: Block[] = [];
  for (const block of run) {
    if (blocks.length > 0) {
      const length = blocks.at(-1)!.end - blocks[0]!.at;
      const withNext = block.end - blocks[0]!.at;
      if (withNext > longest || withNext - target > target - length) {
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
