/** The blocks of a text, parsed within a share of time: a long text is drawn while the rest of it is still being parsed. */
import { useEffect, useState } from 'react';
import { finish, groupSize, growSome, hasDefinitions, noBlocks, type Blocks } from './blocks.ts';
import { definitionsIn } from './parse.ts';
import { hasTime, later } from './work.ts';

/** Characters that are parsed between two checks of the time. For text without parsing, only drawing takes time. */
const step = 1_000;
const plainStep = 100_000;
/** Parsing stops after this part of a task, in milliseconds: drawing the parsed text takes longer than parsing it. */
const longestRead = 16;
/** Blocks that are parsed before they are drawn. */
const mostAtOnce = 250;
/** In a longer text, reference links find only definitions in their own block. Characters. */
const longestWithDefinitions = 40_000;

interface Read {
  blocks: Blocks;
  /** All of the text is parsed. */
  isWhole: boolean;
}

/** Remembers the blocks of the text so far, so that only the additional text is parsed. */
const createReader = () => {
  let last: Blocks = noBlocks;
  let finished: Blocks | null = null;
  /** Shown until everything is parsed again, if references require that. */
  let standIn: Blocks | null = null;

  /** Continues towards the end of `source`, by at least one step. */
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

/** The blocks of `text` that are parsed so far; the rest follows automatically. */
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
