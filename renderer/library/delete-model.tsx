/** Deletes a model after one question, which says what is deleted and what can be restored. */
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { Confirm } from '../controls/confirm.tsx';
import { Problem } from '../controls/problem.tsx';
import { whyKept } from '../words/models.ts';
import { common } from '../words/common.ts';
import { deleteWords as words } from '../words/library.ts';

export const DeleteModel = ({ model }: { model: LibraryModel }) => {
  const kept = whyKept(model.owner);
  return (
    <section className="pane-section" aria-label={words.title}>
      {kept === null ? <Question model={model} /> : <p className="hint">{kept}</p>}
    </section>
  );
};

const Question = ({ model: { path, files, bytes: size } }: { model: LibraryModel }) => {
  const session = useSession();
  const hasBin = useWindow((state) => state.app?.hasBin === true);
  const [problem, attempt] = useAttempt();
  return (
    <>
      <Confirm
        label={words.button}
        question={
          hasBin ? words.trashQuestion(files.length, size) : words.foreverQuestion(files.length, size)
        }
        yes={hasBin ? words.trash : common.delete}
        act={() => attempt(session.call('deleteModel', { path, forGood: !hasBin }))}
      />
      <Problem text={problem} />
    </>
  );
};
