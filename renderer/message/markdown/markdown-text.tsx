/** A text in Markdown, finished or still growing. */
import { memo } from 'react';
import type { Block } from './nodes.ts';
import { useBlocks } from './use-blocks.ts';
import { BlockGroup, KeepsLines } from './markdown.tsx';

type Group = readonly Block[];

interface Props {
  text: string;
  /** More text may come. */
  isGrowing: boolean;
  /** Line endings within a paragraph are drawn, since models mean them. Documents are wrapped at some column instead. */
  keepsLines?: boolean;
}

export const MarkdownText = ({ text, isGrowing, keepsLines = true }: Props) => {
  const blocks = useBlocks(text, isGrowing);
  const last = [...blocks.settled, ...blocks.open];
  const groups = [...blocks.groups, last];
  return (
    <KeepsLines value={keepsLines}>
      <div className="markdown">
        {sectionsOf(groups).map((section, index, { length }) => (
          <Section
            key={index}
            groups={section}
            // The last group includes the open blocks, so that a block keeps its element when it is finished.
            openFrom={index < length - 1 ? null : isGrowing ? blocks.settled.length : last.length}
          />
        ))}
      </div>
    </KeepsLines>
  );
};

/** Groups in a section. */
const sectionSize = 32;

const sectionsOf = (groups: readonly Group[]): Group[][] =>
  Array.from({ length: Math.ceil(groups.length / sectionSize) }, (_, index) =>
    groups.slice(index * sectionSize, (index + 1) * sectionSize),
  );

interface SectionProps {
  groups: readonly Group[];
  /** More may be added to the last group, from this block on; `null` if all groups are full. */
  openFrom: number | null;
}

/** Groups of a long text that rendering skips together: each group costs the browser some time even when out of view. */
const Section = memo(
  ({ groups, openFrom }: SectionProps) => (
    <div className="section">
      {groups.map((nodes, index) => {
        const isFull = openFrom === null || index < groups.length - 1;
        return (
          <BlockGroup key={index} nodes={nodes} isFull={isFull} openFrom={isFull ? nodes.length : openFrom} />
        );
      })}
    </div>
  ),
  // Groups are only ever added, and full groups never change.
  (before, after) =>
    before.openFrom === null && after.openFrom === null && before.groups[0] === after.groups[0],
);
