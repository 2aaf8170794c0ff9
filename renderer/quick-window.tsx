/**
 * The quick window: a question beside other programs. Its system prompt is that of a preset of its own, whose KV state is kept, so
 * that opening it processes nothing. The conversation is a chat like any other, which the main window can continue.
 */
import { ClipboardPaste, ExternalLink, SquarePen, TextSelect, X } from 'lucide-react';
import { useEffect } from 'react';
import { readinessWords } from './answering/readiness.ts';
import { ChatFoot, ChatPage } from './chats/chat-page.tsx';
import { commands, titleOf, type Command } from './commands/commands.ts';
import { useShortcuts } from './controls/shortcuts.ts';
import { ZoomMark } from './controls/zoom-mark.tsx';
import { Notices } from './notices.tsx';
import { SpokenAnswer } from './spoken/spoken-answer.tsx';
import { desktopShell, tellShell } from './state/shell.ts';
import { useSession, useWindow } from './state/use-session.ts';
import { useQuickShell } from './use-quick-shell.ts';
import { quickWords as words } from './words/quick.ts';

const hide: Command = {
  name: words.hide,
  keys: { key: 'Escape' },
  where: 'window',
  applies: ({ phase }) => phase === null,
  run: () => tellShell({ kind: 'quick', what: 'hide' }),
};
const quickCommands: readonly Command[] = [commands.newChat, commands.stopAnswer, hide];

export const QuickWindow = () => {
  const session = useSession();
  const isConnected = useWindow((state) => state.app !== null);
  const isEmpty = useWindow((state) => state.shownChatId === null && state.messages?.length === 0);
  const announcement = useWindow((state) => state.announcement);
  useShortcuts(quickCommands);
  useQuickShell(isEmpty);
  useEffect(() => {
    if (isConnected) void session.askQuickPreset();
  }, [session, isConnected]);
  useEffect(() => {
    document.title = words.title;
  }, []);
  return (
    <main className="quick" data-empty={isEmpty}>
      <QuickHead />
      {isEmpty ? <div /> : <ChatPage />}
      <div className="foot">
        <Notices />
        <ChatFoot />
        {isEmpty && <QuickHint />}
      </div>
      <div className="hidden" role="status">
        {announcement}
      </div>
      <SpokenAnswer />
      <ZoomMark />
    </main>
  );
};

const QuickHead = () => {
  const session = useSession();
  const model = useWindow(({ engine }) => engine?.model?.name ?? engine?.modelName ?? '');
  const platform = useWindow((state) => state.app?.platform ?? null);
  const hasChat = useWindow((state) => state.shownChatId !== null);
  return (
    <header className="quick-head">
      <h1 className="hidden">{words.title}</h1>
      <span className="quick-model">{model}</span>
      <button
        type="button"
        className="text-button"
        title={words.clipboardHint}
        onClick={() => void session.takeText('clipboard')}
      >
        <ClipboardPaste aria-hidden />
        {words.clipboard}
      </button>
      {platform === 'linux' && desktopShell() !== undefined && (
        <button
          type="button"
          className="text-button"
          title={words.selectionHint}
          onClick={() => void session.takeText('selection')}
        >
          <TextSelect aria-hidden />
          {words.selection}
        </button>
      )}
      {hasChat && (
        <button
          type="button"
          className="icon-button"
          aria-label={commands.newChat.name}
          title={titleOf(commands.newChat)}
          onClick={() => commands.newChat.run(session)}
        >
          <SquarePen aria-hidden />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={words.open}
        title={words.open}
        onClick={() => session.toMainWindow()}
      >
        <ExternalLink aria-hidden />
      </button>
      {desktopShell() !== undefined && (
        <button
          type="button"
          className="icon-button"
          aria-label={words.hide}
          title={titleOf(hide)}
          onClick={() => hide.run(session)}
        >
          <X aria-hidden />
        </button>
      )}
    </header>
  );
};

/** Says whether the first answer has to wait for the instructions of the window. */
const QuickHint = () => {
  const state = useWindow(({ presets, quickPreset }) =>
    presets?.states.find(({ presetId }) => presetId === quickPreset),
  );
  return (
    <p className="quick-hint">{state === undefined ? words.hint : words.state(readinessWords(state))}</p>
  );
};
