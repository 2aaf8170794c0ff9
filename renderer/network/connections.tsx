/** The settings of the network: offline mode, addresses, and the access token. */
import { useState } from 'react';
import { entryOf, namesIn } from '../../main/shared/settings/registry.ts';
import { isOfComposition } from '../controls/composition.ts';
import { Confirm } from '../controls/confirm.tsx';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { Field } from '../controls/field.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { common } from '../words/common.ts';
import { settingsWords as words } from '../words/settings.ts';

export const OfflineSwitch = () => <GlobalSetting name="offline" />;

/** Those with a place of their own: looking for new versions is offered only by a build that can. */
const elsewhere = new Set<string>(['offline', 'lookForUpdates']);
const names = namesIn('all').filter((name) => entryOf(name).group === 'network' && !elsewhere.has(name));

export const Connections = () => {
  const session = useSession();
  const close = useClosePopover();
  return (
    <>
      <OfflineSwitch />
      <button
        type="button"
        className="button is-wide"
        onClick={() => {
          close();
          session.showPage('models', 'requests');
        }}
      >
        {words.log}
      </button>
      {names.map((name) => (
        <GlobalSetting key={name} name={name} />
      ))}
      <HubToken />
    </>
  );
};

/** The token can be set and removed, but is never shown. */
const HubToken = () => {
  const session = useSession();
  const hasToken = useWindow((state) => state.app?.hasHubToken === true);
  const store = useWindow((state) => state.app?.tokenStore ?? 'file');
  const [typed, setTyped] = useState('');
  const [problem, attempt, forget] = useAttempt();
  const save = async (): Promise<void> => {
    if (await attempt(session.setHubToken(typed))) setTyped('');
  };
  return (
    <Field
      id="hub-token"
      label={words.token.label}
      hint={
        !hasToken
          ? words.token.hint
          : store === 'key-store'
            ? words.token.savedInKeyStore
            : words.token.savedInFile
      }
      problem={problem}
    >
      <span className="field-row">
        <input
          id="hub-token"
          type="password"
          autoComplete="off"
          placeholder={hasToken ? words.token.saved : common.none}
          value={typed}
          aria-describedby="hub-token-hint"
          aria-invalid={problem !== null}
          onChange={(event) => {
            setTyped(event.target.value);
            forget();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isOfComposition(event) && typed.trim() !== '') void save();
          }}
        />
        {typed.trim() !== '' || !hasToken ? (
          <button type="button" className="button" disabled={typed.trim() === ''} onClick={() => void save()}>
            {words.token.save}
          </button>
        ) : (
          <Confirm
            label={common.removeAsked}
            question={words.token.removeQuestion}
            yes={common.remove}
            isAtEnd
            act={() => attempt(session.setHubToken(''))}
          />
        )}
      </span>
    </Field>
  );
};
