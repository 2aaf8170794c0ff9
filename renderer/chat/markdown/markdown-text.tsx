/** A text in Markdown, finished or still growing. */
import { useMemo, useState } from 'react';
import { grow, hasDefinitions, noBlocks, whole, type Blocks } from './blocks.ts';
import { BlockGroup, definitionsIn } from './markdown.tsx';

/** Remembers the blocks of the text so far, so that more of it costs only the difference. */
const createReader = () => {
  let last: Blocks = noBlocks;
  return (text: string, isGrowing: boolean): Blocks => {
    last = !isGrowing && hasDefinitions(text) ? whole(text) : grow(last, text);
    return last;
  };
};

export const MarkdownText = ({ text, isGrowing }: { text: string; isGrowing: boolean }) => {
  const [read] = useState(createReader);
  const blocks = useMemo(() => read(text, isGrowing), [read, text, isGrowing]);
  const definitions = useMemo(
    () => definitionsIn([...blocks.groups.flat(), ...blocks.settled]),
    // Only finished blocks define anything, and they change with their groups.
    [blocks.groups, blocks.settled],
  );
  return (
    <div className="markdown">
      {/* The last group holds the open blocks too, so that a block keeps its element when it is finished. */}
      {[...blocks.groups, [...blocks.settled, ...blocks.open]].map((nodes, index) => (
        <BlockGroup
          key={index}
          nodes={nodes}
          isFull={index < blocks.groups.length}
          definitions={definitions}
          openFrom={isGrowing && index === blocks.groups.length ? blocks.settled.length : nodes.length}
        />
      ))}
    </div>
  );
};
