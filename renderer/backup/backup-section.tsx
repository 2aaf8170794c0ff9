/** A backup of everything, and its restoration: one button each, the progress, and what was checked. */
import { useEffect, useState } from 'react';
import type { BackupState } from '../../main/shared/contract/backup.ts';
import { FileForm } from '../controls/file-form.tsx';
import { Problem } from '../controls/problem.tsx';
import { Switch } from '../controls/switch.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { backupWords } from '../words/backup.ts';
import { sentenceOf } from '../words/told.ts';

const words = backupWords.backup;

export const BackupSection = () => {
  const session = useSession();
  const state = useWindow((window) => window.backup);
  const [suggested, setSuggested] = useState<string | null>(null);
  useEffect(() => void session.askBackup().then(setSuggested), [session]);
  const isRunning = state?.state === 'running';
  return (
    <>
      {state?.state !== 'unpacked' && suggested !== null && (
        <Choices suggested={suggested} isDisabled={isRunning} />
      )}
      {/* Below the fields, which must not move under the pointer. */}
      {isRunning ? <Running state={state} /> : state !== null && <Ended state={state} />}
    </>
  );
};

const Choices = ({ suggested, isDisabled }: { suggested: string; isDisabled: boolean }) => {
  const session = useSession();
  const isDesktop = useWindow((window) => window.app?.shell === 'window');
  const [withModels, setWithModels] = useState(false);
  const backUp = (path: string | null): Promise<unknown> => session.call('backUp', { path, withModels });
  const [problem, attempt] = useAttempt();
  return (
    <>
      <p className="hint">{words.about}</p>
      <Switch
        label={words.withModels}
        isOn={withModels}
        hint={words.withModelsHint}
        change={async (isOn) => setWithModels(isOn)}
      />
      {isDesktop ? (
        <>
          <button
            type="button"
            className="button is-wide"
            disabled={isDisabled}
            onClick={() => void attempt(backUp(null))}
          >
            {words.backUpTo}
          </button>
          <Problem text={problem} />
        </>
      ) : (
        <FileForm
          label={words.file}
          action={words.backUp}
          busyWords={words.steps.writing}
          pick={null}
          isDisabled={isDisabled}
          initial={suggested}
          stays
          use={backUp}
        />
      )}
      <FileForm
        label={words.restoreFile}
        action={words.restore}
        busyWords={words.steps.restoring}
        pickWords={words.choose}
        pick={() => session.call('pickBackup', {})}
        isDisabled={isDisabled}
        stays
        use={(path) => session.call('restoreBackup', { path })}
      />
    </>
  );
};

const Running = ({ state }: { state: BackupState & { state: 'running' } }) => {
  const session = useSession();
  const { step, doneBytes, bytes } = state;
  return (
    <div className="updates">
      <p role="status">{words.steps[step]}</p>
      <progress
        className="download-bar"
        aria-label={words.steps[step]}
        aria-valuetext={words.value(doneBytes, bytes)}
        max={Math.max(1, bytes)}
        value={doneBytes}
      />
      <p className="hint">{bytes > 0 && words.value(doneBytes, bytes)}</p>
      <button type="button" className="button" onClick={() => void session.call('stopBackup', {})}>
        {words.stop}
      </button>
    </div>
  );
};

const Ended = ({ state }: { state: Exclude<BackupState, { state: 'running' }> }) => {
  if (state.state === 'failed') return <Problem text={sentenceOf(state.problem)} />;
  if (state.state === 'written')
    return (
      <div className="updates" role="status">
        <p>{words.written(state.bytes, state.counts)}</p>
        <p className="path">{state.path}</p>
        {state.leftOut.length > 0 && <p className="hint">{words.leftOut(state.leftOut)}</p>}
      </div>
    );
  return <Unpacked state={state} />;
};

const Unpacked = ({ state }: { state: BackupState & { state: 'unpacked' } }) => {
  const session = useSession();
  const isDesktop = useWindow((window) => window.app?.shell === 'window');
  const [problem, attempt] = useAttempt();
  return (
    <div className="updates" role="status">
      <p>{words.unpacked(state.name, state.writtenAt, state.counts)}</p>
      {!isDesktop && <p>{words.restartYourself}</p>}
      <p className="field-row">
        {isDesktop && (
          <button
            type="button"
            className="button is-main"
            onClick={() => void attempt(session.call('restart', {}))}
          >
            {words.restart}
          </button>
        )}
        <button type="button" className="button" onClick={() => void session.call('stopBackup', {})}>
          {words.keepData}
        </button>
      </p>
      <Problem text={problem} />
    </div>
  );
};
