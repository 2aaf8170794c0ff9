/** The fill of an area: a colour, or for cached tokens the hatching that the whole window uses. */
import { useId } from 'react';
import type { FillTone } from './tones.ts';

/** The pattern of --cached in SVG, and how a tone refers to it. */
export const useHatch = () => {
  const id = useId();
  return {
    fillOf: (tone: FillTone): string | undefined => (tone === 'cached' ? `url(#${id})` : undefined),
    hatch: (
      <defs>
        <pattern
          id={id}
          width="4.5"
          height="4.5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
          className="plot-hatch"
        >
          <rect width="3" height="4.5" />
          <rect x="3" width="1.5" height="4.5" />
        </pattern>
      </defs>
    ),
  };
};

export const FillSwatch = ({ tone }: { tone: FillTone }) => (
  <i className="plot-swatch" data-tone={tone} aria-hidden="true" />
);
