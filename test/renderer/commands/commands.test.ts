/** The registry of commands: its shortcuts conflict with none, are documented, and are the only way that keys are sent. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { commands, titleOf, type Command } from '../../../renderer/commands/commands.ts';
import { isPressed, keysText, type Keys } from '../../../renderer/commands/keys.ts';
import { listedName } from '../../../renderer/palette/entries.ts';
import { sampleMessage } from '../../fixtures/chats/sample-message.ts';
import { commandOf } from '../../../renderer/controls/shortcuts.ts';
import { pageCommands, pages, tabCommands } from '../../../renderer/pages.tsx';
import { initialState, type WindowState } from '../../../renderer/state/window-state.ts';

// Some components ask the browser for this when they are imported.
vi.hoisted(() => vi.stubGlobal('CSS', { supports: () => true }));
afterAll(() => vi.unstubAllGlobals());

const root = join(import.meta.dirname, '../../..');
const all: readonly Command[] = [...Object.values(commands), ...pageCommands, ...tabCommands];
const sources = readdirSync(join(root, 'renderer'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, 'renderer', name), 'utf8') }));

/** All ways to put one value of each list together with one of each other. */
const product = <Parts extends Record<string, readonly unknown[]>>(
  parts: Parts,
): { [Name in keyof Parts]: Parts[Name][number] }[] =>
  Object.entries(parts).reduce<object[]>(
    (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as never;

/** Each state that a condition of a command can tell from the others. */
const states: WindowState[] = product({
  page: [...pages.map(({ id }) => id), 'unknown'],
  tabs: [{ models: 'library' }, { models: 'find' }, { models: 'downloads' }],
  isDrawerOpen: [false, true],
  shownModel: [null, '/m.gguf'],
  search: [initialState.search, { ...initialState.search, shown: 'maker/model' }],
  shownChatId: [null, 'c'],
  phase: [null, { name: 'waiting' as const }],
  inChat: [null, { text: '', terms: [], start: null }],
  onPage: [null, { text: '', terms: [] }],
  // It has commands that a browser has not.
  app: [{ shell: 'window' } as WindowState['app']],
}).map((parts) => ({ ...initialState, ...parts }));

/** The pairs of commands that the same keys would run in the same state. */
const conflicts = (registry: readonly Command[]): string[] => {
  const found = new Set<string>();
  for (const state of states)
    for (const draft of ['', 'text'])
      for (const [index, one] of registry.entries())
        for (const other of registry.slice(index + 1)) {
          if (one.keys === null || other.keys === null) continue;
          const isSame = keysText(one.keys, false) === keysText(other.keys, false);
          // The window hears the keys that the message box lets through.
          if (isSame && one.applies(state, draft) && other.applies(state, draft))
            found.add(`${one.name} and ${other.name}: ${keysText(one.keys, false)}`);
        }
  return [...found];
};

const pressOf = ({ key, mod, shift }: Keys, onMac = false) => ({
  key: /^[A-Z]$/.test(key) && !shift ? key.toLowerCase() : key,
  code: /^[A-Z]$/.test(key) ? `Key${key}` : key,
  ctrlKey: mod === true && !onMac,
  metaKey: mod === true && onMac,
  shiftKey: shift === true,
  altKey: false,
});

describe('the shortcuts of the registry', () => {
  it('mean one command at most in every state', () => {
    expect(conflicts(all)).toEqual([]);
  });

  it('are refused if two commands share one', () => {
    const second: Command = { ...commands.settings, keys: { key: 'O', mod: true } };
    expect(conflicts([...all, second])).toEqual(['Model and Settings: Ctrl+O']);
  });

  it('leave the keys of browsers and of the standard roles of Electron’s menu alone', () => {
    // Ctrl+F is Hearth's own: browsers find only the messages that are drawn.
    const taken = ['A', 'C', 'H', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Z', '0', '+', '-'];
    const reserved = new Set([...taken.map((key) => `Ctrl+${key}`), 'Ctrl+Shift+Z', 'Ctrl+Shift+I', 'F11']);
    const used = all.flatMap(({ keys }) => (keys === null ? [] : [keysText(keys, false)]));
    expect(used.filter((keys) => reserved.has(keys))).toEqual([]);
  });

  it('of one character need no Shift, and never take a key from a text field or another shortcut', () => {
    const { otherKeys } = commands.shortcuts;
    const press = { ...pressOf(otherKeys), key: '?', code: 'Slash' };
    expect(isPressed(otherKeys, { ...press, shiftKey: true })).toBe(true);
    expect(isPressed(otherKeys, press)).toBe(true);
    expect(isPressed(otherKeys, { ...press, shiftKey: true, ctrlKey: true })).toBe(false);
    // `commandOf` is what the message box asks as well.
    expect(commandOf(all, 'window', press, initialState, '')).toBe(undefined);
    const others = all.flatMap(({ otherKeys: keys }) => (keys === undefined ? [] : [keysText(keys, false)]));
    expect(new Set(others).size).toBe(others.length);
    expect(all.filter(({ keys }) => keys !== null && others.includes(keysText(keys, false)))).toEqual([]);
  });

  it.each([false, true])('run their command and no other (on a Mac: %s)', (onMac) => {
    const streaming: WindowState = { ...initialState, shownChatId: 'c', phase: { name: 'waiting' } };
    const run = (keys: Keys, where: Command['where'], state: WindowState) =>
      commandOf(all, where, { ...pressOf(keys, onMac) }, state, '')?.name;
    expect(run({ key: 'O', mod: true, shift: true }, 'window', initialState)).toBe('New chat');
    expect(run({ key: 'O', mod: true }, 'window', initialState)).toBe('Model');
    expect(run({ key: 'M', mod: true, shift: true }, 'window', initialState)).toBe('Models');
    expect(run({ key: 'Escape' }, 'window', streaming)).toBe('Stop');
    expect(run({ key: 'Escape' }, 'window', { ...streaming, page: 'lens' })).toBe('Back to the chat');
    expect(run({ key: 'Escape' }, 'window', { ...streaming, isDrawerOpen: true })).toBe('Hide chats');
    const finding: WindowState = { ...streaming, inChat: { text: '', terms: [], start: null } };
    expect(run({ key: 'Escape' }, 'window', finding)).toBe('Close the search in this chat or page');
    expect(run({ key: 'F3', shift: true }, 'window', finding)).toBe('Previous match');
    expect(run({ key: 'F3' }, 'window', streaming)).toBe(undefined);
    expect(run({ key: 'F', mod: true, shift: true }, 'window', streaming)).toBe('Search chats');
    expect(run({ key: 'F', mod: true }, 'window', streaming)).toBe('Find in this chat');
    expect(run({ key: 'F2' }, 'window', initialState)).toBe(undefined);
    expect(run({ key: 'Enter' }, 'composer', initialState)).toBe('Send');
    expect(run({ key: 'Enter' }, 'composer', streaming)).toBe('Queue message');
    expect(run({ key: 'Enter', shift: true }, 'composer', streaming)).toBe(undefined);
    expect(run({ key: 'ArrowUp', mod: true }, 'composer', initialState)).toBe('Edit your last message');
    expect(run({ key: 'ArrowUp', mod: true }, 'composer', streaming)).toBe(undefined);
    expect(run({ key: 'ArrowUp' }, 'composer', initialState)).toBe(undefined);
  });

  it('are not the letters that AltGr types', () => {
    const letter = { ...pressOf({ key: 'O', mod: true }), altKey: true };
    expect(isPressed({ key: 'O', mod: true }, letter)).toBe(false);
  });

  it('are shown in titles as the system writes them', () => {
    expect(titleOf(commands.newChat)).toBe('New chat (Ctrl+Shift+O)');
    expect(titleOf(commands.settings)).toBe('Settings');
    expect(keysText(commands.newChat.keys, true)).toBe('⇧⌘O');
    expect(keysText(commands.stopAnswer.keys, true)).toBe('Esc');
  });

  it('are all in README.md', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const from = readme.indexOf('## Keys');
    const table = readme.slice(from, readme.indexOf('On a Mac', from));
    const shown = all.flatMap(({ keys, otherKeys }) => [keys, otherKeys ?? null]);
    const used = new Set(shown.flatMap((keys) => (keys === null ? [] : [keysText(keys, false)])));
    expect([...used].filter((keys) => !table.includes(keys))).toEqual([]);
  });
});

describe('the commands of the registry', () => {
  it('have names that differ and say by themselves what each does', () => {
    const names = all.map(listedName);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => /^(?:Close|Rename|Stop|Send|Model)$/.test(name))).toEqual([]);
  });

  it('apply only where they do something', () => {
    const answer = sampleMessage('m2', { role: 'model', text: 'An answer' });
    const chatIds = ['a', 'b', 'c'];
    const shown: WindowState = {
      ...initialState,
      chats: chatIds.map((id) => ({ id, archivedAt: null }) as WindowState['chats'][number]),
      shownChatId: 'b',
      messages: [sampleMessage('m1', { text: 'A question' }), answer],
      settings: { theme: 'dark', offline: false, thinking: {} } as unknown as WindowState['settings'],
    };
    const names = [
      ...([
        'copyLast',
        'regenerate',
        'toEnd',
        'nextChat',
        'previousChat',
        'deleteChat',
        'stopAnswer',
      ] as const),
      ...(['thinkingOn', 'thinkingOff', 'lightTheme', 'darkTheme', 'systemTheme'] as const),
      ...(['offlineOn', 'offlineOff', 'unloadModel', 'cancelLoad', 'restartEngine', 'toGuide'] as const),
    ];
    const listed = (state: WindowState): string =>
      names.filter((name) => commands[name].applies(state)).join(' ');
    expect(listed(initialState)).toBe('');
    expect(listed(shown)).toBe(
      'copyLast regenerate toEnd nextChat previousChat deleteChat lightTheme systemTheme offlineOn',
    );
    const running = { ...shown, phase: { name: 'waiting' as const } };
    expect(listed(running)).not.toContain('regenerate');
    expect(listed(running)).toContain('stopAnswer');
    expect(listed({ ...shown, shownChatId: 'a' })).not.toContain('previousChat');
    expect(listed({ ...shown, shownChatId: 'c' })).not.toContain('nextChat');
    expect(listed({ ...shown, page: 'lens' })).not.toContain('copyLast');
  });
});

describe('the parts of the window', () => {
  it('reach each other through the state, commands and signals, not by presses and events of the document', () => {
    const sent = /\.click\(\)|CustomEvent|dispatchEvent/;
    const browsers = [
      // A browser saves a file only when its link is pressed.
      'controls/save-link.ts',
      // The browser's own search sends this event to text that it opens.
      'find/show-match.ts',
      // The browser sends this event for what is typed, and here for what is chosen instead of it.
      'prompts/use-slash-menu.ts',
    ];
    const others = sources.filter(({ name }) => !browsers.includes(name));
    expect(others.filter(({ text }) => sent.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('show pages and tabs that exist', () => {
    const shown = sources.flatMap(({ name, text }) =>
      [
        ...text.matchAll(/(?:showPage|pageShown|isShown)\((?:(?:state|get\(\)), )?'(\w+)'(?:, '(\w+)')?\)/g),
      ].map(([, page, tab]) => ({ name, page, tab })),
    );
    expect(shown.length).toBeGreaterThan(10);
    const unknown = shown.filter(({ page: id, tab }) => {
      const page = pages.find((one) => one.id === id);
      if (page === undefined) return true;
      return (
        tab !== undefined &&
        (typeof page.content === 'function' || !page.content.some(({ id: one }) => one === tab))
      );
    });
    expect(unknown).toEqual([]);
  });
});
