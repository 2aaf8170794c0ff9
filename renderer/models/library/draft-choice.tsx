/** The small model that guesses for the loaded one: those here that could, or any file. */
import { useState } from 'react';
import type { LibraryModel } from '../../../main/contract/model-types.ts';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import { FileForm } from '../file-form.tsx';
import { fileName } from '../model-words.ts';
import { briefOf } from './library-row.tsx';
import { Problem } from '../../parts/problem.tsx';

export const DraftChoice = ({ model: { name, drafts } }: { model: LibraryModel }) => {
  const session = useSession();
  const draft = useWindow((state) => state.engine?.model?.draftModel ?? null);
  const models = useWindow((state) => state.library?.models);
  const [isBusy, setBusy] = useState(false);
  const [problem, attempt] = useAttempt();
  const use = async (path: string | null): Promise<void> => {
    setBusy(true);
    await attempt(session.setDraftModel(path));
    setBusy(false);
  };
  return (
    <section className="pane-section drafts" aria-label="Draft model">
      <h3>Draft model</h3>
      {draft === null ? (
        <p className="hint">
          A small model of the same family can guess what {name} will write, which then checks several guesses
          at a time. The answer stays the same; each turn shows what it gained.
        </p>
      ) : (
        <p className="draft-row">
          <span>{draft} guesses for it.</span>
          <button type="button" className="button" disabled={isBusy} onClick={() => void use(null)}>
            Remove
          </button>
        </p>
      )}
      {drafts.map((path) => {
        const known = models?.find((model) => model.path === path);
        if (known?.name === draft) return null;
        return (
          <p key={path} className="draft-row">
            <span>
              {known?.name ?? fileName(path)} {known && <span className="hint">{briefOf(known)}</span>}
            </span>
            <button type="button" className="button" disabled={isBusy} onClick={() => void use(path)}>
              Use
            </button>
          </p>
        );
      })}
      <Problem text={problem} />
      <FileForm
        label={drafts.length === 0 ? 'Path of the draft model' : 'Path of another draft model'}
        action="Use"
        isDisabled={isBusy}
        busyWords="Checking and loading the file…"
        use={(path) => session.setDraftModel(path)}
      />
    </section>
  );
};
