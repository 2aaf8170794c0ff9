/** Takes the place of data that were requested: says that they are loading, or why they are missing. */
import type { Asked } from '../state/use-asked.ts';
import { common } from '../words/common.ts';

export const NotHere = ({ asked: { problem, tryAgain }, waiting }: { asked: Asked; waiting: string }) =>
  problem === null ? (
    <p className="page-note" role="status">
      {waiting}
    </p>
  ) : (
    <TryAgain problem={problem} tryAgain={tryAgain} />
  );

/** Why data could not be loaded, and the button that requests them again. */
export const TryAgain = ({ problem, tryAgain }: { problem: string; tryAgain: () => void }) => (
  <div className="page-note" role="alert">
    <p>{problem}</p>
    <button type="button" className="button" onClick={tryAgain}>
      {common.tryAgain}
    </button>
  </div>
);
