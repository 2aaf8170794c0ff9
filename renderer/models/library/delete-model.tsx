/** Takes a model away after one question, which says what goes and what comes back. */
import type { LibraryModel } from '../../../main/contract/model-types.ts';
import { bytes, count } from '../../latency/figures.ts';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Problem } from '../../parts/problem.tsx';
import { whyKept } from '../model-words.ts';

export const DeleteModel = ({ model }: { model: LibraryModel }) => {
  const kept = whyKept(model.owner);
  return (
    <section className="pane-section" aria-label="Delete">
      {kept === null ? <Question model={model} /> : <p className="hint">{kept}</p>}
    </section>
  );
};

const Question = ({ model: { path, files, bytes: size } }: { model: LibraryModel }) => {
  const session = useSession();
  const hasBin = useWindow((state) => state.app?.hasBin === true);
  const [problem, attempt] = useAttempt();
  const isOne = files.length === 1;
  const what = isOne ? 'Its file' : `Its ${count(files.length)} files`;
  return (
    <>
      <Confirm
        label="Delete…"
        question={
          hasBin
            ? `${what} will be moved to the bin. The ${bytes(size)} are free once you empty it.`
            : `${what} will be deleted for good, which frees ${bytes(size)}. This machine has no bin to restore ${isOne ? 'it' : 'them'} from.`
        }
        yes={hasBin ? 'Move to the bin' : 'Remove for good'}
        act={() => attempt(session.deleteModel(path, !hasBin))}
      />
      <Problem text={problem} />
    </>
  );
};
