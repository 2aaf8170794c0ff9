/** One download with all its parts: its progress, its state, and its actions. */
import { useId } from 'react';
import type { Download } from '../../main/shared/contract/downloads.ts';
import { percent } from '../words/figures.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { LoadButton } from '../engines/load-button.tsx';
import { modelFileName } from '../state/model-names.ts';
import { Confirm } from '../controls/confirm.tsx';
import { deliberate } from '../controls/deliberate.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { downloadWords as words, progressWords, stateWords } from '../words/downloads.ts';

export const DownloadRow = ({ download }: { download: Download }) => {
  const { state, repository, file, problem, bytes: size, doneBytes, refetchedBytes } = download;
  const id = useId();
  const name = modelFileName(file);
  return (
    <li className="download" data-state={state} aria-labelledby={id}>
      <div className="download-head">
        <p id={id} className="download-name">
          {name}
        </p>
        <p className="hint">{repository}</p>
      </div>
      {state !== 'done' && (
        <progress className="download-bar" aria-label={words.progressOf(name)} max={size} value={doneBytes} />
      )}
      <p className="download-figures">
        {state !== 'done' && state !== 'queued' && <strong>{percent(doneBytes / size)}</strong>}
        <span>{progressWords(download)}</span>
        {refetchedBytes > 0 && <span title={words.refetchedHint}>{words.refetched(refetchedBytes)}</span>}
        {/* The steps of a running one are not read out; a change of its state is. */}
        <span
          className={state === 'failed' ? 'download-state field-problem' : 'download-state'}
          role={state === 'failed' ? 'alert' : 'status'}
        >
          {state === 'running' && problem === null ? (
            <span className="hidden">{words.states.running}</span>
          ) : (
            stateWords(download)
          )}
        </span>
      </p>
      <Actions key={state} download={download} name={name} />
    </li>
  );
};

const Actions = ({
  download: { id, state, repository, target, doneBytes },
  name,
}: {
  download: Download;
  name: string;
}) => {
  const session = useSession();
  const [problem, attempt] = useAttempt();
  const act = (label: string, work: () => Promise<unknown>) => (
    <button
      type="button"
      className="button"
      aria-label={words.named(label, name)}
      onClick={deliberate(() => void attempt(work()))}
    >
      {label}
    </button>
  );
  const canPause = state === 'running' || state === 'queued' || state === 'waiting';
  const cancel = (): Promise<void> => session.call('cancelDownload', { id });
  return (
    <div className="download-tools">
      {state === 'done' && (
        <>
          <LoadButton path={target} isDisabled={false} />
          <button
            type="button"
            className="button"
            aria-label={words.named(words.showInLibrary, name)}
            onClick={() => session.showInLibrary(target)}
          >
            {words.showInLibrary}
          </button>
          {act(words.removeFromList, cancel)}
        </>
      )}
      {canPause && act(words.pause, () => session.call('pauseDownload', { id }))}
      {state === 'paused' && act(words.resume, () => session.call('resumeDownload', { id }))}
      {state === 'failed' && (
        <>
          {act(common.tryAgain, () => session.call('resumeDownload', { id }))}
          <button
            type="button"
            className="button"
            aria-label={words.named(words.modelPage, name)}
            onClick={() => {
              session.putSearch({ shown: repository });
              session.showPage('models', 'find');
            }}
          >
            {words.modelPage}
          </button>
        </>
      )}
      {state !== 'done' &&
        state !== 'checking' &&
        (doneBytes === 0 ? (
          act(common.cancel, cancel)
        ) : (
          <Confirm
            label={common.cancelAsked}
            about={words.named(common.cancel, name)}
            question={words.discardQuestion(doneBytes)}
            yes={words.discard}
            no={words.keepDownloading}
            isAtEnd
            act={() => attempt(cancel())}
          />
        ))}
      <Problem text={problem} />
    </div>
  );
};
