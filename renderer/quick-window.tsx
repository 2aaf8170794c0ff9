/**
 * The quick window: a question beside other programs. Its system prompt is that of a preset of its own, whose KV state is kept, so
 * that opening it processes nothing. The conversation is a chat like any other, which the main window can continue.
 */
import { ClipboardPaste, ExternalLink, SquarePen, TextSelect, X, type LucideIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { ChatFoot, ChatPage } from './chats/chat-page.tsx';
import { commands, titleOf, type Command } from './commands/commands.ts';
import { useShortcuts } from './controls/shortcuts.ts';
import { ZoomMark } from './controls/zoom-mark.tsx';
import { LoadBar } from './engines/load-button.tsx';
import { Notices } from './notices.tsx';
import { SpokenAnswer } from './spoken/spoken-answer.tsx';
import { desktopShell, tellShell } from './state/shell.ts';
import { useSession, useWindow } from './state/use-session.ts';
import { useQuickShell } from './use-quick-shell.ts';
import { enginePanelWords, engineWords } from './words/engine.ts';
import { quickWords as words } from './words/quick.ts';
import { sentenceOf } from './words/told.ts';

const hide: Command = {
  name: words.hide,
  keys: { key: 'Escape' },
  where: 'window',
  applies: ({ phase }) => phase === null,
  run: () => tellShell({ kind: 'quick', what: 'hide' }),
};
const toMain: Command = {
  name: words.open,
  keys: { key: 'O', mod: true },
  where: 'window',
  applies: () => true,
  run: (session) => session.toMainWindow(),
};
const quickCommands: readonly Command[] = [commands.newChat, commands.stopAnswer, toMain, hide];

export const QuickWindow = () => {
  const session = useSession();
  const isConnected = useWindow((state) => state.app !== null);
  const isEmpty = useWindow((state) => state.shownChatId === null && state.messages?.length === 0);
  const announcement = useWindow((state) => state.announcement);
  const content = useRef<HTMLElement>(null);
  useShortcuts(quickCommands);
  useQuickShell(isEmpty, content);
  useEffect(() => {
    if (isConnected) void session.askQuickPreset();
  }, [session, isConnected]);
  useEffect(() => {
    document.title = words.title;
  }, []);
  return (
    <div className="quick-place" data-edge={desktopShell() !== undefined}>
      <main className="quick" data-empty={isEmpty} ref={content}>
        <QuickHead />
        {!isEmpty && <ChatPage />}
        <div className="foot">
          <Notices isOwn />
          <ChatFoot />
          {isEmpty && <QuickHint />}
        </div>
      </main>
      <div className="hidden" role="status">
        {announcement}
      </div>
      <SpokenAnswer />
      <ZoomMark />
    </div>
  );
};

const QuickHead = () => {
  const platform = useWindow((state) => state.app?.platform ?? null);
  const hasChat = useWindow((state) => state.shownChatId !== null);
  const isInShell = desktopShell() !== undefined;
  return (
    <header className="quick-head">
      <h1 className="hidden">{words.title}</h1>
      <QuickModel />
      <TakeButton from="clipboard" label={words.clipboard} hint={words.clipboardHint} Icon={ClipboardPaste} />
      {platform === 'linux' && isInShell && (
        <TakeButton from="selection" label={words.selection} hint={words.selectionHint} Icon={TextSelect} />
      )}
      {hasChat && <CommandButton command={commands.newChat} Icon={SquarePen} />}
      <CommandButton command={toMain} Icon={ExternalLink} />
      {isInShell && <CommandButton command={hide} Icon={X} />}
    </header>
  );
};

/** The name of the model that answers, or the reason why no model can answer yet. */
const QuickModel = () => {
  const session = useSession();
  const engine = useWindow((state) => state.engine);
  if (engine === null) return <div className="quick-model" />;
  const { state, model, modelName, loadProgress, note } = engine;
  return (
    <div className="quick-model" role="status">
      <span className="quick-name">{model?.name ?? modelName ?? enginePanelWords.noModel}</span>
      {state !== 'ready' && (
        <span className="quick-state" title={note === null ? undefined : sentenceOf(note)}>
          {engineWords(engine)}
        </span>
      )}
      {state === 'loading' && loadProgress !== null && <LoadBar progress={loadProgress} />}
      {state === 'stopped' && (
        <button
          type="button"
          className="text-button"
          onClick={() => void session.attempt('restartEngine', {})}
        >
          {enginePanelWords.restart}
        </button>
      )}
    </div>
  );
};

interface TakeProps {
  from: 'clipboard' | 'selection';
  label: string;
  hint: string;
  Icon: LucideIcon;
}

const TakeButton = ({ from, label, hint, Icon }: TakeProps) => {
  const session = useSession();
  return (
    <button type="button" className="quick-take" title={hint} onClick={() => void session.takeText(from)}>
      <Icon aria-hidden />
      <span>{label}</span>
    </button>
  );
};

const CommandButton = ({ command, Icon }: { command: Command; Icon: LucideIcon }) => {
  const session = useSession();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={command.name}
      title={titleOf(command)}
      onClick={() => command.run(session)}
    >
      <Icon aria-hidden />
    </button>
  );
};

/** Says whether the first answer has to wait for the instructions of the window. */
const QuickHint = () => {
  const state = useWindow(({ presets, quickPreset }) =>
    presets?.states.find(({ presetId }) => presetId === quickPreset),
  );
  const waitMs = state === undefined || state.isProcessed ? null : state.waitMs;
  const usual = desktopShell() === undefined ? words.hint : words.hintWithHide;
  return <p className="quick-hint">{waitMs === null ? usual : words.later(waitMs)}</p>;
};
