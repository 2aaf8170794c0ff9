/** The memory that a model needs on this machine, for a context length that can be tried. */
import { useState } from 'react';
import type { Fit, FitWish } from '../../main/shared/contract/memory.ts';
import type { OwnSettings } from '../engines/use-load-settings.ts';
import { ContextSlider } from './context-slider.tsx';
import { FitView } from './fit-view.tsx';
import { UseContext } from './use-context.tsx';
import { useFit } from './use-fit.ts';
import { Problem } from '../controls/problem.tsx';
import { fitWords } from '../words/fit.ts';

interface Props {
  /** How the model would be run now; `null` while that is unknown. */
  wish: FitWish | null;
  /** Tokens; 0 if unknown. */
  trained: number;
  ask: (wish: FitWish) => Promise<Fit | null>;
  /** Stores the tried context length in the model's settings. */
  keep?: OwnSettings['change'];
}

export const FitSection = ({ wish, trained, ask, keep }: Props) => {
  const [tried, setTried] = useState<number | null>(null);
  const { fit, problem } = useFit(ask, wish && { ...wish, contextLength: tried ?? wish.contextLength });
  const shown = tried ?? wish?.contextLength ?? fit?.contextLength ?? null;
  return (
    <section className="fit-section" aria-label={fitWords.title}>
      <Problem text={problem} />
      {fit === undefined && problem === null && (
        <p className="hint" role="status">
          {fitWords.estimating}
        </p>
      )}
      {fit === null && <p className="hint">{fitWords.unknown}</p>}
      {fit && <FitView fit={fit} />}
      {fit && shown !== null && (
        <>
          <ContextSlider value={shown} trained={trained} change={setTried} />
          {keep && tried !== null && tried !== (wish?.contextLength ?? null) && (
            <UseContext tokens={tried} change={keep} forget={() => setTried(null)} />
          )}
        </>
      )}
    </section>
  );
};
