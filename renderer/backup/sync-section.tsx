/** The sync folder: chosen with a name for this computer, and then what its last round has done. */
import { useEffect, useId, useState } from 'react';
import type { SyncState } from '../../main/shared/contract/sync.ts';
import { Confirm } from '../controls/confirm.tsx';
import { Field } from '../controls/field.tsx';
import { FileForm } from '../controls/file-form.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { sentenceOf } from '../words/told.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { backupWords } from '../words/backup.ts';

const words = backupWords.sync;

export const SyncSection = () => {
  const session = useSession();
  const sync = useWindow((state) => state.sync);
  useEffect(() => void session.askSync(), [session]);
  return <>{sync !== null && (sync.isOn ? <Running sync={sync} /> : <Start sync={sync} />)}</>;
};

const Start = ({ sync }: { sync: SyncState }) => {
  const session = useSession();
  const id = useId();
  const [name, setName] = useState(sync.name);
  const start = (folder: string): Promise<unknown> => session.call('startSync', { folder, name });
  return (
    <>
      <p className="hint">{words.about}</p>
      <Field id={id} label={words.name} hint={words.nameHint} problem={null}>
        <input
          id={id}
          value={name}
          maxLength={60}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <FileForm
        label={words.folder}
        action={words.start}
        busyWords={words.running}
        pickWords={words.choose}
        pick={() => session.call('pickFolder', {})}
        use={start}
      />
      {sync.folder !== null && <Again folder={sync.folder} start={start} />}
    </>
  );
};

/** The folder that was used before. */
const Again = ({ folder, start }: { folder: string; start: (folder: string) => Promise<unknown> }) => {
  const [problem, attempt] = useAttempt();
  return (
    <>
      <button type="button" className="button is-wide" onClick={() => void attempt(start(folder))}>
        {words.again(folder)}
      </button>
      <Problem text={problem} />
    </>
  );
};

const Running = ({ sync }: { sync: SyncState }) => {
  const session = useSession();
  const [problem, attempt] = useAttempt();
  const { machines, missingDocuments, mergedChats, waiting, own } = sync;
  return (
    <>
      <dl className="facts">
        <dt>{words.folder}</dt>
        <dd className="path">{sync.folder}</dd>
        <dt>{words.name}</dt>
        <dd dir="auto">{sync.name}</dd>
        <dt>{words.others}</dt>
        <dd dir="auto">{machines.length === 0 ? words.noOthers : machines.join(', ')}</dd>
        <dt>{words.last}</dt>
        <dd>{sync.lastAt === null ? words.never : words.at(sync.lastAt, mergedChats)}</dd>
        <dt>{words.own}</dt>
        <dd>{words.written(own.files, own.bytes)}</dd>
      </dl>
      {waiting > 0 && <p className="hint">{words.waiting(waiting)}</p>}
      {missingDocuments.length > 0 && <p className="hint">{words.missing(missingDocuments)}</p>}
      {sync.problems.length > 0 && (
        <ul className="backup-problems">
          {sync.problems.map((told) => (
            <li key={sentenceOf(told)} className="field-problem">
              {sentenceOf(told)}
            </li>
          ))}
        </ul>
      )}
      <div className="field-row">
        <button
          type="button"
          className="button"
          disabled={sync.isRunning}
          onClick={() => void attempt(session.call('syncNow', {}))}
        >
          {sync.isRunning ? words.running : words.now}
        </button>
        <Confirm
          label={words.stopAsked}
          question={words.stopQuestion}
          yes={words.stop}
          isAtEnd
          act={() => attempt(session.call('stopSync', {}))}
        />
      </div>
      <Problem text={problem} />
    </>
  );
};
