/** What may go out, through what, and what is known of it. */
import { useState } from 'react';
import type { Settings } from '../../main/contract/types.ts';
import { isOfComposition } from '../parts/composition.ts';
import { Confirm } from '../parts/confirm.tsx';
import { useClosePopover } from '../parts/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { Field } from './field.tsx';
import { Switch } from './switch.tsx';
import { TextField } from './text-field.tsx';
import { useAttempt } from './use-attempt.ts';

export const OfflineSwitch = () => {
  const session = useSession();
  const isOn = useWindow((state) => state.settings?.offline === true);
  return (
    <Switch
      label="Offline"
      isOn={isOn}
      hint="No connection goes out, whatever is pressed. Chats, the library and the catalogue work as before."
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
      <h3>Connections</h3>
      <OfflineSwitch />
      <button
        type="button"
        className="button is-wide"
        onClick={() => {
          close();
          session.showModels('requests');
        }}
      >
        See every request that was sent
      </button>
      <TextField
        label="Hub"
        value={settings.hubAddress}
        hint="Where models are looked for and fetched from."
        change={(hubAddress) => change({ hubAddress })}
      />
      <TextField
        label="Mirror"
        value={settings.hubMirror}
        placeholder="None"
        hint="Models are fetched from there instead of from the hub."
        change={(hubMirror) => change({ hubMirror })}
      />
      <TextField
        label="Proxy"
        value={settings.proxy}
        placeholder="None"
        hint="All requests go through it, for example http://proxy.example:3128."
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
  const place = store === 'key-store' ? 'in the key store of the system' : 'in a file that only you may read';
  const save = async (): Promise<void> => {
    if (await attempt(session.setHubToken(typed))) setTyped('');
  };
  return (
    <Field
      id="hub-token"
      label="Access token"
      hint={
        hasToken
          ? `One is set; it is kept ${place} and never shown.`
          : `For models whose terms were agreed to on the hub. It is kept ${place}, never shown, and sent to the hub and the mirror alone, by https.`
      }
      problem={problem}
    >
      <span className="field-row">
        <input
          id="hub-token"
          type="password"
          autoComplete="off"
          placeholder={hasToken ? 'Set' : 'None'}
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
            Set
          </button>
        ) : (
          <Confirm
            label="Remove…"
            question="The token will be deleted here. It stays valid on the hub."
            yes="Remove"
            isAtEnd
            act={() => attempt(session.setHubToken(''))}
          />
        )}
      </span>
    </Field>
  );
};
