/** Sets a context length: in steps that grow with it, or exactly. */
import { useId, useState } from 'react';
import { readNumber } from '../../main/shared/format/read-number.ts';
import { isOfComposition } from '../controls/composition.ts';
import { count, tokens } from '../words/figures.ts';
import { fitWords } from '../words/fit.ts';

const least = 512;
/** The maximum if a file does not state the trained context length. */
const unknownMost = 131_072;

/** Powers of two with one step between each two, up to the trained context length. */
export const contextStops = (trained: number): number[] => {
  const most = trained > 0 ? trained : unknownMost;
  const stops: number[] = [];
  for (let power = least; power <= most; power *= 2) {
    stops.push(power);
    if (power >= 2048 && power * 1.5 < most) stops.push(power * 1.5);
  }
  return stops.at(-1) === most ? stops : [...stops, most];
};

interface Props {
  /** Tokens. */
  value: number;
  trained: number;
  change: (to: number) => void;
}

export const ContextSlider = ({ value, trained, change }: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const stops = contextStops(trained);
  const above = stops.findIndex((stop) => stop >= value);
  const at = above === -1 ? stops.length - 1 : above;
  const take = (): void => {
    const number = readNumber(typed ?? '', true);
    if (number !== null && Number.isInteger(number) && number >= 256) change(Math.min(number, 4_194_304));
    setTyped(null);
  };
  return (
    <div className="context-slider">
      <label htmlFor={id}>{fitWords.contextLength}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={stops.length - 1}
        value={at}
        aria-valuetext={tokens(value)}
        onChange={(event) => change(stops[Number(event.target.value)]!)}
      />
      <span className="context-exact">
        <input
          aria-label={fitWords.exactContextLength}
          inputMode="numeric"
          autoComplete="off"
          value={typed ?? count(value)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isOfComposition(event)) take();
          }}
        />
        {fitWords.tokens}
      </span>
    </div>
  );
};
