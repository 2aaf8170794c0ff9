/** Takes a model away after one question, which says what goes and what comes back. */
import { useEffect, useRef, useState } from 'react';
import type { LibraryModel } from '../../../main/contract/model-types.ts';
import { bytes, count } from '../../latency/figures.ts';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import { whyKept } from '../model-words.ts';
import { Problem } from '../../parts/problem.tsx';

export const DeleteModel = ({ model }: { model: LibraryModel }) => {
  const kept = whyKept(model.owner);
  return (
    <section className="pane-section" aria-label="Delete">
      {kept === null ? <Question model={model} /> : <p className="hint">{kept}</p>}
    </section>
  );
};

const Question = ({ model: { path, name, files, bytes: size } }: { model: LibraryModel }) => {
  const session = useSession();
  const hasBin = useWindow((state) => state.app?.hasBin === true);
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, attempt, forget] = useAttempt();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked) keep.current?.focus();
  }, [isAsked]);

  if (!isAsked)
    return (
      <button type="button" className="button" onClick={() => setAsked(true)}>
        Delete…
      </button>
    );
  const what = files.length === 1 ? 'Its file' : `Its ${count(files.length)} files`;
  const remove = async (): Promise<void> => {
    setBusy(true);
    await attempt(session.deleteModel(path, !hasBin));
    setBusy(false);
  };
  return (
    <div className="question-box" role="group" aria-label={`Delete ${name}`}>
      <p>
        {hasBin
          ? `${what} would go to the bin: ${bytes(size)}, which are free once the bin is emptied.`
          : `${what} would be removed for good, and ${bytes(size)} become free. This machine has no bin to bring ${files.length === 1 ? 'it' : 'them'} back from.`}
      </p>
      <div className="question-tools">
        <button type="button" className="button is-danger" disabled={isBusy} onClick={() => void remove()}>
          {hasBin ? 'Move to the bin' : 'Remove for good'}
        </button>
        <button
          type="button"
          ref={keep}
          className="button"
          disabled={isBusy}
          onClick={() => {
            forget();
            setAsked(false);
          }}
        >
          Keep
        </button>
      </div>
      <Problem text={problem} />
    </div>
  );
};
