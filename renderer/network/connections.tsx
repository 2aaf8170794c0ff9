/** What may go out, through what, and what is known of it. */
import { useState } from 'react';
import type { Settings } from '../../main/shared/contract/settings.ts';
import { isOfComposition } from '../controls/composition.ts';
import { Confirm } from '../controls/confirm.tsx';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { Field } from '../controls/field.tsx';
import { Switch } from '../controls/switch.tsx';
import { TextField } from '../controls/text-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { common } from '../words/common.ts';
import { settingsWords as words } from '../words/settings.ts';

export const OfflineSwitch = () => {
  const session = useSession();
  const isOn = useWindow((state) => state.settings?.offline === true);
  return (
    <Switch
      label={common.offline}
      isOn={isOn}
      hint={words.connections.offlineHint}
      change={(offline) => session.changeSettings({ offline })}
    />
  );
};

export const Connections = ({ settings }: { settings: Settings }) => {
  const session = useSession();
  const close = useClosePopover();
  const change = (patch: Partial<Settings>): Promise<void> => session.changeSettings(patch);
  return (
    <>
      <h3>{words.connections.title}</h3>
      <OfflineSwitch />
      <button
        type="button"
        className="button is-wide"
        onClick={() => {
          close();
          session.showModels('requests');
        }}
      >
        {words.connections.log}
      </button>
      <TextField
        label={words.connections.hub.label}
        value={settings.hubAddress}
        hint={words.connections.hub.hint}
        change={(hubAddress) => change({ hubAddress })}
      />
      <TextField
        label={words.connections.mirror.label}
        value={settings.hubMirror}
        placeholder={common.none}
        hint={words.connections.mirror.hint}
        change={(hubMirror) => change({ hubMirror })}
      />
      <TextField
        label={words.connections.proxy.label}
        value={settings.proxy}
        placeholder={common.none}
        hint={words.connections.proxy.hint}
        change={(proxy) => change({ proxy })}
      />
      <HubToken />
    </>
  );
};

/** It can be given and taken away; what it is, is never told. */
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
