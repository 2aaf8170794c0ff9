/** The key of a program: made here in one step, one that the user has, or none if the server needs none. */
import { useId, useState } from 'react';
import type { ConnectTarget } from '../../main/shared/contract/api.ts';
import { noKeyNeeded } from '../../main/shared/contract/no-key.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useOneAtATime } from '../controls/use-one-at-a-time.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { connectWords, programName, serverWords } from '../words/local-server.ts';

const words = connectWords.key;
/** What the core writes in the place of a key: see main/core/connect/connection.ts. */
const placeholder = 'HEARTH_KEY';

export const ConnectKey = ({ target, isNeeded }: { target: ConnectTarget; isNeeded: boolean }) => {
  const id = useId();
  const session = useSession();
  const made = useWindow((state) => state.connectKeys[target]);
  const [problem, attempt] = useAttempt();
  const once = useOneAtATime();
  const [typed, setTyped] = useState<string | null>(null);
  if (made !== undefined)
    return (
      <div className="field">
        <span>{words.label}</span>
        <span className="connect-key">
          <code>{made.text}</code>
          <CopyButton label={serverWords.keys.copy} text={() => made.text} />
          <button
            type="button"
            className="text-button"
            onClick={() => {
              setTyped('');
              session.takeConnectKey(target, null);
            }}
          >
            {words.another}
          </button>
        </span>
        <p className="hint">{words.made}</p>
      </div>
    );
  return (
    <div className="field">
      {typed === null ? <span>{words.label}</span> : <label htmlFor={id}>{words.label}</label>}
      {typed === null ? (
        <span className="connect-key">
          <button
            type="button"
            className="button"
            onClick={() => once(() => attempt(session.createConnectKey(target, programName(target))))}
          >
            {words.make}
          </button>
          <button type="button" className="text-button" onClick={() => setTyped('')}>
            {words.another}
          </button>
        </span>
      ) : (
        <form
          className="field-row"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') session.takeConnectKey(target, typed.trim());
          }}
        >
          <input
            id={id}
            ref={focus}
            type="password"
            autoComplete="off"
            maxLength={200}
            placeholder={words.typed}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <button type="submit" className="button" disabled={typed.trim() === ''}>
            {words.use}
          </button>
          <button type="button" className="button" onClick={() => setTyped(null)}>
            {words.make}
          </button>
        </form>
      )}
      {problem === null ? (
        <p className="hint">{isNeeded ? words.placeholder(placeholder) : words.notNeeded(noKeyNeeded)}</p>
      ) : (
        <Problem text={problem} />
      )}
    </div>
  );
};

/** Once, when the field opens. */
const focus = (field: HTMLInputElement | null): void => field?.focus();
