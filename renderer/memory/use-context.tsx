/** Stores the tried context length in the model's settings. */
import { useAttempt } from '../controls/use-attempt.ts';
import type { OwnSettings } from '../engines/use-load-settings.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { fitWords } from '../words/fit.ts';

interface Props {
  tokens: number;
  change: OwnSettings['change'];
  forget: () => void;
}

export const UseContext = ({ tokens, change, forget }: Props) => {
  const [problem, attempt] = useAttempt();
  return (
    <div className="use-context">
      <button
        type="button"
        className="button"
        onClick={async () => {
          if (await attempt(change({ contextLength: tokens }))) forget();
        }}
      >
        {fitWords.keepContext(tokens)}
      </button>
      <button type="button" className="text-button" onClick={forget}>
        {common.cancel}
      </button>
      <Problem text={problem} />
    </div>
  );
};
