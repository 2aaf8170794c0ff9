/** The blocks of a text, read within a share of time: a long text is drawn while the rest of it is still read. */
import { useEffect, useState } from 'react';
import { finish, groupSize, growSome, hasDefinitions, noBlocks, type Blocks } from './blocks.ts';
import { definitionsIn } from './parse.ts';
import { hasTime, later } from './work.ts';

/** Characters that are read before the time is looked at. Where nothing is parsed, it is only drawn that takes time. */
const step = 1_000;
const plainStep = 100_000;
/** Reading stops after this part of a task: drawing what was read takes longer than reading it. Milliseconds. */
const longestRead = 16;
/** Blocks that are read before they are drawn. */
const mostAtOnce = 250;
/** In a text longer than this, links by reference find definitions of their own block alone. Characters. */
const longestWithDefinitions = 40_000;

interface Read {
  blocks: Blocks;
  /** All of the text was read. */
  isWhole: boolean;
}

/** Remembers the blocks of the text so far, so that more of it costs only the difference. */
const createReader = () => {
  let last: Blocks = noBlocks;
  let finished: Blocks | null = null;
  /** Shown until all is read again, where references need it. */
  let standIn: Blocks | null = null;

  /** Reads on towards the end of `source`, a step at least. */
  return (source: string, isGrowing: boolean): Read => {
    const text = source.includes('\r') ? source.replaceAll(/\r\n?/g, '\n') : source;
    if (finished !== null && (isGrowing || finished.text !== text)) finished = null;
    if (finished !== null) return { blocks: finished, isWhole: true };
    if (!text.startsWith(last.text)) last = noBlocks;
    const needsAll = !isGrowing && text.length <= longestWithDefinitions && hasDefinitions(text);
    if (needsAll && last.definitions === undefined) {
      standIn = last;
      last = { ...noBlocks, definitions: definitionsIn(text) };
    }
    for (const before = countOf(last); last.text.length < text.length;) {
      const characters = last.isPlain || last.fence ? plainStep : step;
      last = growSome(last, text.slice(0, last.text.length + characters));
      if (!hasTime(longestRead) || countOf(last) > before + mostAtOnce) break;
    }
    const isWhole = last.text.length === text.length;
    if (isWhole) standIn = null;
    if (isWhole && !isGrowing) finished = finish(last);
    return { blocks: finished ?? standIn ?? last, isWhole };
  };
};

const countOf = ({ groups, settled }: Blocks): number => groups.length * groupSize + settled.length;

/** The blocks of `text` that were read so far; the rest follows by itself. */
export const useBlocks = (text: string, isGrowing: boolean): Blocks => {
  const [read] = useState(createReader);
  const [, drawAgain] = useState(0);
  const { blocks, isWhole } = read(text, isGrowing);
  useEffect(() =>
    isWhole
      ? undefined
      : later(() => {
          read(text, isGrowing);
          drawAgain((times) => times + 1);
        }),
  );
  return blocks;
};
