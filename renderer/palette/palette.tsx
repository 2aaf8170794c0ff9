/**
 * The command palette: one field that finds every command that applies now, every setting for all models, every chat and every model
 * that can be loaded. The field keeps the focus, and the arrow keys move through the list.
 */
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { commands as registry, type Command } from '../commands/commands.ts';
import { isPressed, keysText } from '../commands/keys.ts';
import { isOfComposition } from '../controls/composition.ts';
import { Modal, useCloseFirst } from '../controls/modal.tsx';
import { settingPlaces } from '../controls/setting-places.ts';
import { useRowWindow } from '../controls/use-row-window.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { keepRecentCommand, recentCommands } from '../state/kept.ts';
import { fileName, sharedNames } from '../state/model-names.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { commandWords, paletteWords as words } from '../words/commands.ts';
import { whyNotLoaded } from '../words/models.ts';
import { entriesFor, type Entry } from './entries.ts';

/** As in palette.css. */
const rowRem = 2.25;
/** Page Up and Page Down move this far. */
const pageRows = 8;

export const Palette = ({ commands }: { commands: readonly Command[] }) => {
  const isOpen = useWindow(({ panel }) => panel?.id === 'palette');
  const { closePanel } = useSession();
  return isOpen ? (
    <Modal label={commandWords.palette} className="palette" close={() => closePanel('palette')}>
      <Search commands={commands} />
    </Modal>
  ) : null;
};

/** The models that can be loaded and are not, the last used first. */
const useModels = () => {
  const session = useSession();
  const library = useWindow((state) => state.library);
  const loadedPath = useWindow(({ engine }) => engine?.model?.path ?? null);
  useEffect(() => {
    // Without the library, the palette has commands and chats.
    if (session.store.getState().library === null) session.askLibrary().catch(() => undefined);
  }, [session]);
  return useMemo(
    () =>
      (library?.models ?? [])
        .filter((model) => model.path !== loadedPath && whyNotLoaded(model) === null)
        .toSorted((one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0)),
    [library, loadedPath],
  );
};

const Search = ({ commands }: { commands: readonly Command[] }) => {
  const session = useSession();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const closeFirst = useCloseFirst(field);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [recent] = useState(recentCommands);
  const chats = useWindow((state) => state.chats);
  const isDesktop = useWindow((state) => state.app?.shell === 'window');
  const settings = useMemo(() => settingPlaces(isDesktop), [isDesktop]);
  const models = useModels();
  const applying = useWindow(
    useShallow((state) =>
      commands.filter((command) => (command.isListed ?? ((one) => command.applies(one, '')))(state)),
    ),
  );
  const entries = useMemo(
    () => entriesFor(typed, { commands: applying, settings, chats, models, recent }),
    [typed, applying, settings, chats, models, recent],
  );
  const shared = useMemo(() => sharedNames(models), [models]);
  const { scroller, first, end, rowPx, onScroll, reveal } = useRowWindow(entries.length, rowRem, 0);
  const at = Math.min(active, entries.length - 1);
  useLayoutEffect(() => {
    if (at >= 0) reveal(at);
  }, [at, reveal]);

  const choose = (entry: Entry | undefined, pressedAt: number): void => {
    if (entry === undefined) return;
    closeFirst();
    session.closePanel('palette');
    switch (entry.kind) {
      case 'command':
        keepRecentCommand(entry.name);
        return entry.command.run(session, undefined, pressedAt);
      case 'setting':
        return entry.place.element === null
          ? session.showPage('api', 'server')
          : session.openPanel('settings', entry.place.element);
      case 'chat':
        session.showChat(entry.chat.id);
        return focusComposer();
      case 'model':
        void session.loadOrTell(entry.model.path);
    }
  };
  const step = (steps: number): void => {
    // From either end, one step leads to the other end.
    if (Math.abs(steps) === 1) setActive((at + steps + entries.length) % entries.length);
    else setActive(Math.max(0, Math.min(entries.length - 1, at + steps)));
  };
  const press = (event: KeyboardEvent): void => {
    if (isOfComposition(event)) return;
    if (isPressed(registry.palette.keys, event.nativeEvent)) session.closePanel('palette');
    else if (event.key === 'Enter') choose(entries[at], event.timeStamp);
    else if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'PageDown') step(pageRows);
    else if (event.key === 'PageUp') step(-pageRows);
    else return;
    event.preventDefault();
  };
  const rowId = (index: number): string => `${id}-${index}`;
  const isEmpty = entries.length === 0;
  return (
    <div className="palette-search">
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label={words.search}
        aria-autocomplete="list"
        aria-expanded={!isEmpty}
        aria-controls={isEmpty ? undefined : id}
        aria-activedescendant={at >= first && at < end ? rowId(at) : undefined}
        placeholder={words.search}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setActive(0);
          reveal(0);
        }}
        onKeyDown={press}
      />
      <p className={isEmpty ? 'palette-none' : 'hidden'} role="status">
        {isEmpty ? words.noMatch : typed.trim() !== '' && words.found(entries.length)}
      </p>
      <div className="palette-scroller" ref={scroller} onScroll={onScroll}>
        {!isEmpty && (
          <div id={id} role="listbox" aria-label={words.results} style={{ height: entries.length * rowPx }}>
            {entries.slice(first, end).map((entry, index) => (
              <button
                type="button"
                key={rowId(first + index)}
                id={rowId(first + index)}
                role="option"
                tabIndex={-1}
                className="palette-row"
                style={{ top: (first + index) * rowPx }}
                aria-selected={first + index === at}
                aria-posinset={first + index + 1}
                aria-setsize={entries.length}
                onPointerMove={() => setActive(first + index)}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={({ timeStamp }) => choose(entry, timeStamp)}
              >
                <span className="palette-name" dir="auto" title={entry.name}>
                  {entry.name}
                </span>{' '}
                <Detail entry={entry} isNameShared={shared.has(entry.name)} />
              </button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
};

/** The keys of a command, or what kind of entry it is. */
const Detail = ({ entry, isNameShared }: { entry: Entry; isNameShared: boolean }) => {
  if (entry.kind === 'setting') return <span className="palette-kind">{words.setting}</span>;
  if (entry.kind === 'chat') return <span className="palette-kind">{words.chat}</span>;
  if (entry.kind === 'model')
    return (
      <span className="palette-kind">
        {isNameShared ? `${fileName(entry.model.path)} · ${words.model}` : words.model}
      </span>
    );
  const { keys } = entry.command;
  return keys === null ? null : <kbd>{keysText(keys)}</kbd>;
};
