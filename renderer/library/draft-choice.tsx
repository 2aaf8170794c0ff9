/** Chooses the draft model for the loaded one: an installed one that is suitable, or any file. */
import { useState } from 'react';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { FileForm } from '../controls/file-form.tsx';
import { fileName } from '../state/model-names.ts';
import { briefOf } from './library-row.tsx';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { draftWords as words } from '../words/library.ts';

export const DraftChoice = ({ model: { name, drafts } }: { model: LibraryModel }) => {
  const session = useSession();
  const draft = useWindow((state) => state.engine?.model?.draftModel ?? null);
  const models = useWindow((state) => state.library?.models);
  const [isBusy, setBusy] = useState(false);
  const [problem, attempt] = useAttempt();
  const use = async (path: string | null): Promise<void> => {
    setBusy(true);
    await attempt(session.call('setDraftModel', { path }));
    setBusy(false);
  };
  return (
    <section className="pane-section drafts" aria-label={words.title}>
      <h3>{words.title}</h3>
      {draft === null ? (
        <p className="hint">{words.about(name)}</p>
      ) : (
        <p className="draft-row">
          <span>{words.inUse(draft)}</span>
          <button type="button" className="button" disabled={isBusy} onClick={() => void use(null)}>
            {common.remove}
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
              {words.use}
            </button>
          </p>
        );
      })}
      <Problem text={problem} />
      <FileForm
        label={drafts.length === 0 ? words.path : words.otherPath}
        action={words.use}
        isDisabled={isBusy}
        busyWords={words.loading}
        use={(path) => session.call('setDraftModel', { path })}
      />
    </section>
  );
};
