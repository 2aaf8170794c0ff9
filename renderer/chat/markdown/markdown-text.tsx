/** A text in Markdown, finished or still growing. */
import { useMemo, useRef } from 'react';
import { grow, hasDefinitions, noBlocks, whole, type Blocks } from './blocks.ts';
import { BlockGroup, definitionsIn } from './markdown.tsx';

export const MarkdownText = ({ text, isGrowing }: { text: string; isGrowing: boolean }) => {
  // Kept between drawings; growing it again from the same text gives the same blocks.
  const last = useRef<Blocks>(noBlocks);
  const blocks = useMemo(() => {
    const next = !isGrowing && hasDefinitions(text) ? whole(text) : grow(last.current, text);
    last.current = next;
    return next;
  }, [text, isGrowing]);
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
