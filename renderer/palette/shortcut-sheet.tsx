/** All commands that have keys, by where the keys work. */
import { X } from 'lucide-react';
import { useRef } from 'react';
import { commands as registry, titleOf, type Command } from '../commands/commands.ts';
import { isPressed, keysText } from '../commands/keys.ts';
import { Modal } from '../controls/modal.tsx';
import { useKeyDown } from '../controls/use-key-down.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { shortcutWords as words } from '../words/commands.ts';
import { listedName } from './entries.ts';

const places = ['window', 'composer'] as const;

export const ShortcutSheet = ({ commands }: { commands: readonly Command[] }) => {
  const isOpen = useWindow(({ panel }) => panel?.id === 'shortcuts');
  const { closePanel } = useSession();
  const close = (): void => closePanel('shortcuts');
  return isOpen ? (
    <Modal label={words.title} className="shortcuts" close={close}>
      <Sheet commands={commands} close={close} />
    </Modal>
  ) : null;
};

const Sheet = ({ commands, close }: { commands: readonly Command[]; close: () => void }) => {
  const content = useRef<HTMLDivElement>(null);
  useKeyDown(content, (event) => {
    const { keys, otherKeys } = registry.shortcuts;
    if (!isPressed(keys, event) && !isPressed(otherKeys, event)) return;
    event.preventDefault();
    close();
  });
  return (
    <div ref={content} className="shortcuts-content">
      <div className="shortcuts-head">
        <h2>{words.title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={common.close}
          title={titleOf({ name: common.close, keys: { key: 'Escape' } })}
          onClick={close}
        >
          <X aria-hidden />
        </button>
      </div>
      {places.map((place) => (
        <section key={place} aria-label={words[place]}>
          <h3>{words[place]}</h3>
          <dl>
            {commands
              .filter(({ where, keys }) => where === place && keys !== null)
              .map((command) => (
                <div key={command.name}>
                  <dt>{listedName(command)}</dt>
                  <dd>
                    <Keys command={command} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p className="hint">{words.more(keysText(registry.palette.keys))}</p>
    </div>
  );
};

const Keys = ({ command: { keys, otherKeys } }: { command: Command }) => (
  <>
    {keys !== null && <kbd>{keysText(keys)}</kbd>}
    {otherKeys !== undefined && (
      <>
        {words.either}
        <kbd>{keysText(otherKeys)}</kbd>
      </>
    )}
  </>
);
