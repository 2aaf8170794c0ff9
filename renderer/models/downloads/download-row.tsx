/** One download, all its parts together: how far it is, what it does, and what can be done about it. */
import { useId } from 'react';
import type { Download } from '../../../main/contract/model-types.ts';
import { bytes, percent } from '../../latency/figures.ts';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useSession } from '../../state/use-session.ts';
import { LoadButton } from '../load-button.tsx';
import { modelFileName } from '../model-words.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { deliberate } from '../../parts/deliberate.ts';
import { Problem } from '../../parts/problem.tsx';
import { progressWords, stateWords } from './download-words.ts';

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
        <progress className="download-bar" aria-label={`Progress of ${name}`} max={size} value={doneBytes} />
      )}
      <p className="download-figures">
        {state !== 'done' && state !== 'queued' && <strong>{percent(doneBytes / size)}</strong>}
        <span>{progressWords(download)}</span>
        {refetchedBytes > 0 && (
          <span title="Parts that a cut connection or a failed check made necessary to fetch again">
            {bytes(refetchedBytes)} fetched twice
          </span>
        )}
        {/* The steps of a running one are not read out; a change of its state is. */}
        <span
          className={state === 'failed' ? 'download-state field-problem' : 'download-state'}
          role={state === 'failed' ? 'alert' : 'status'}
        >
          {state === 'running' && problem === null ? (
            <span className="hidden">Fetching</span>
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
  const act = (label: string, work: () => Promise<unknown>, what = label) => (
    <button
      type="button"
      className="button"
      aria-label={`${what} ${name}`}
      onClick={deliberate(() => void attempt(work()))}
    >
      {label}
    </button>
  );
  const canPause = state === 'running' || state === 'queued' || state === 'waiting';
  const cancel = (): Promise<void> => session.cancelDownload(id);
  return (
    <div className="download-tools">
      {state === 'done' && (
        <>
          <LoadButton path={target} isDisabled={false} />
          <button
            type="button"
            className="button"
            aria-label={`Show in library: ${name}`}
            onClick={() => session.showInLibrary(target)}
          >
            Show in library
          </button>
          {act('Remove from this list', cancel, 'Remove from this list:')}
        </>
      )}
      {canPause && act('Pause', () => session.pauseDownload(id))}
      {state === 'paused' && act('Resume', () => session.resumeDownload(id))}
      {state === 'failed' && (
        <>
          {act('Try again', () => session.resumeDownload(id), 'Try again:')}
          <button
            type="button"
            className="button"
            aria-label={`Its page: ${name}`}
            onClick={() => {
              session.showRepository(repository);
              session.showModels('find');
            }}
          >
            Its page
          </button>
        </>
      )}
      {state !== 'done' &&
        state !== 'checking' &&
        (doneBytes === 0 ? (
          act('Cancel', cancel)
        ) : (
          <Confirm
            label="Cancel…"
            about={`Cancel ${name}`}
            question={`The ${bytes(doneBytes)} downloaded so far will be deleted.`}
            yes="Delete"
            isAtEnd
            act={() => attempt(cancel())}
          />
        ))}
      <Problem text={problem} />
    </div>
  );
};
