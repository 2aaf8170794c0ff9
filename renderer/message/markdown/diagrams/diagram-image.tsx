/** A drawn diagram. As an image, it can neither run a script nor load anything. */
import { markdownWords as words } from '../../../words/chat.ts';
import type { Drawing } from './draw-diagram.ts';

/** The smallest size of a drawn diagram, as a part of its own: it shrinks as far as it can be read, and scrolls beyond that. */
const smallest = 0.8;

export const DiagramImage = ({ drawing: { svg, width, height } }: { drawing: Drawing }) => (
  <div className="diagram" tabIndex={0} role="group" aria-label={words.diagram}>
    <img
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
      width={width}
      height={height}
      style={{ minWidth: `${Math.round(width * smallest)}px` }}
      alt={words.diagramAlt}
    />
  </div>
);
