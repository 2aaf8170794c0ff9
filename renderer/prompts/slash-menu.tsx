/** The list above the message field while a slash is typed. The field keeps the focus and says which option is active. */
import { useEffect } from 'react';
import { readinessWords } from '../answering/readiness.ts';
import { keysText } from '../commands/keys.ts';
import { useWindow } from '../state/use-session.ts';
import { promptWords as words } from '../words/prompts.ts';
import type { SlashEntry } from './slash.ts';
import type { SlashMenuState } from './use-slash-menu.ts';

const kinds = ['prompt', 'preset', 'command'] as const;

/** The attributes of the field while the menu is open. A text area may not be a combobox, but it may control a list. */
export const slashFieldProps = ({ id, entries, active }: SlashMenuState) =>
  entries.length === 0
    ? {}
    : ({
        'aria-autocomplete': 'list',
        'aria-haspopup': 'listbox',
        'aria-controls': id,
        'aria-activedescendant': `${id}-${active}`,
      } as const);

export const SlashMenu = ({ menu, isNewChat }: { menu: SlashMenuState; isNewChat: boolean }) => {
  const { id, entries, active, setActive, choose } = menu;
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <>
      <p className="hidden" role="status">
        {entries.length > 0 && words.found(entries.length)}
      </p>
      {entries.length > 0 && (
        <div className="slash-menu">
          <div id={id} role="listbox" aria-label={words.menu}>
            {kinds.map((kind) =>
              entries.some((entry) => entry.kind === kind) ? (
                <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
                  <div id={`${id}-${kind}`} className="slash-kind" role="presentation">
                    {words.kinds[kind]}
                  </div>
                  {entries.map((entry, index) =>
                    entry.kind === kind ? (
                      <button
                        type="button"
                        key={index}
                        id={`${id}-${index}`}
                        role="option"
                        tabIndex={-1}
                        className="slash-option"
                        aria-selected={index === active}
                        onPointerMove={() => setActive(index)}
                        // The field keeps the focus.
                        onPointerDown={(event) => event.preventDefault()}
                        onClick={({ timeStamp }) => choose(entry, timeStamp)}
                      >
                        <span className="slash-name" dir="auto">
                          {entry.name}
                        </span>{' '}
                        <Detail entry={entry} isNewChat={isNewChat} />
                      </button>
                    ) : null,
                  )}
                </div>
              ) : null,
            )}
          </div>
        </div>
      )}
    </>
  );
};

const Detail = ({ entry, isNewChat }: { entry: SlashEntry; isNewChat: boolean }) => {
  switch (entry.kind) {
    case 'prompt':
      return (
        <span className="slash-detail" dir="auto">
          {entry.prompt.text.trimStart().split('\n', 1)[0]!.slice(0, 200)}
        </span>
      );
    case 'preset':
      return <PresetDetail presetId={entry.preset.id} isNewChat={isNewChat} />;
    case 'command': {
      const { keys } = entry.command;
      return keys === null ? null : <kbd className="slash-detail">{keysText(keys)}</kbd>;
    }
  }
};

const PresetDetail = ({ presetId, isNewChat }: { presetId: string; isNewChat: boolean }) => {
  const state = useWindow(({ presets }) => presets?.states.find((one) => one.presetId === presetId));
  const readiness = readinessWords(state);
  return (
    <span className="slash-detail">
      {[...(isNewChat ? [] : [words.newChat]), ...(readiness === '' ? [] : [readiness])].join(' · ')}
    </span>
  );
};
