/** The file of a program: what Hearth would change in it, the button that writes it, and the way back. */
import { useId, useState, type ReactNode } from 'react';
import type { ConnectGuide, ConnectTarget } from '../../main/shared/contract/api.ts';
import { noKeyNeeded } from '../../main/shared/contract/no-key.ts';
import { Confirm } from '../controls/confirm.tsx';
import { deliberate } from '../controls/deliberate.ts';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { connectWords } from '../words/local-server.ts';
import { sentenceOf } from '../words/told.ts';
import { Diff } from './diff.tsx';

const words = connectWords.file;

interface Props {
  target: ConnectTarget;
  model: string;
  apiKey: string | null;
  file: NonNullable<ConnectGuide['file']>;
  /** The file was written. */
  changed: (guide: ConnectGuide) => void;
  askAgain: () => void;
  /** How to set it by hand. */
  children: ReactNode;
}

export const ConnectFile = ({ target, model, apiKey, file, changed, askAgain, children }: Props) => {
  const id = useId();
  const session = useSession();
  const [problem, attempt] = useAttempt();
  const [isRestored, setIsRestored] = useState(false);
  const canWrite = file.problem === null;
  const [isByHand, toggleByHand] = useDisclosure(`connect.${target}`, !canWrite);
  const write = async (key: string): Promise<void> => {
    changed(await session.call('writeConnection', { target, model, key }));
    setIsRestored(false);
  };
  const restore = async (): Promise<void> => {
    await session.call('restoreConnection', { target });
    setIsRestored(true);
    askAgain();
  };
  const isDone = apiKey !== null && canWrite && file.diff === '';
  return (
    <>
      <div className="connect-file">
        <p className="path">{file.path}</p>
        {file.problem !== null ? (
          <p className="field-problem">{sentenceOf(file.problem)}</p>
        ) : isDone ? (
          <p role="status">{words.done}</p>
        ) : isRestored ? (
          <p role="status">{words.restored}</p>
        ) : (
          <p className="hint">{file.exists ? words.writes : words.creates}</p>
        )}
        {canWrite && apiKey === null && <p className="hint">{words.needsKey}</p>}
        {canWrite && apiKey !== null && file.diff !== '' && <Diff label={words.diff} text={file.diff} />}
        {apiKey !== null && apiKey !== noKeyNeeded && file.diff.includes(apiKey) && (
          <p className="hint">{file.exists ? words.hasKey : words.hasOnlyKey}</p>
        )}
        <div className="connect-file-tools">
          {canWrite && !isDone && (
            <button
              type="button"
              className="button is-main"
              disabled={apiKey === null || model === ''}
              onClick={deliberate(() => {
                if (apiKey !== null) void attempt(write(apiKey));
              })}
            >
              {file.exists ? words.write : words.create}
            </button>
          )}
          {file.isOurs && (
            <Confirm
              label={words.restoreAsked}
              question={words.restoreQuestion}
              yes={words.restore}
              act={() => attempt(restore())}
            />
          )}
        </div>
        <Problem text={problem} />
      </div>
      <div className="connect-by-hand">
        <DisclosureButton isOpen={isByHand} toggle={toggleByHand} controls={id}>
          {connectWords.byHand}
        </DisclosureButton>
        {isByHand && <div id={id}>{children}</div>}
      </div>
    </>
  );
};
