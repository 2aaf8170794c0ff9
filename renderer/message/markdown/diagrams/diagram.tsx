/** A diagram in the place of its source; the source is shown until it is drawn, and if it cannot be drawn. */
import { useEffect, useState, type ReactNode } from 'react';
import { markdownWords as words } from '../../../words/chat.ts';
import { drawDiagram, drawnBefore, type Drawn } from './draw-diagram.ts';
import { useLook } from './use-look.ts';

interface Props {
  code: string;
  /** The block's source as code. */
  source: ReactNode;
}

/** The smallest size of a drawn diagram, as a part of its own. */
const smallest = 0.65;

export const Diagram = ({ code, source }: Props) => {
  const look = useLook();
  const [last, setLast] = useState<{ look: object; drawn: Drawn } | null>(null);
  const drawn = last?.look === look ? last.drawn : drawnBefore(code, look);
  const isDrawn = drawn !== null;
  useEffect(
    () => (isDrawn ? undefined : drawDiagram(code, look, (now) => setLast({ look, drawn: now }))),
    [code, look, isDrawn],
  );
  if (drawn === null || typeof drawn === 'string')
    return (
      <>
        {source}
        {drawn !== null && (
          <p className="code-note" role="note">
            {drawn === 'failed' ? words.diagramFailed : words.diagramTooSlow}
          </p>
        )}
      </>
    );
  return (
    <div className="diagram" tabIndex={0} role="region" aria-label={words.diagram}>
      {/* As an image, it can neither run a script nor load anything. */}
      <img
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.svg)}`}
        width={drawn.width}
        height={drawn.height}
        // It shrinks as far as it can be read, and scrolls beyond that.
        style={{ minWidth: `${Math.round(drawn.width * smallest)}px` }}
        alt={words.diagramAlt}
      />
    </div>
  );
};
