/** The form in which messages are written. Each chat has its own draft, which returns if a send is refused. */
import { ArrowUp, ListPlus, Square } from 'lucide-react';
import { useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isOfComposition } from '../controls/composition.ts';
import { isSecondClick } from '../controls/deliberate.ts';
import { useFitHeight } from '../controls/use-fit-height.ts';
import { commands, titleOf } from '../commands/commands.ts';
import { commandOf } from '../controls/shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { DraftFoot } from './draft-foot.tsx';
import { useReadAhead } from './use-read-ahead.ts';
import { useSentHistory } from './use-sent-history.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.composer;
const all = Object.values(commands);

export const Composer = () => {
  const session = useSession();
  const chatId = useWindow((state) => state.shownChatId);
  const isRunning = useWindow((state) => state.phase !== null);
  // A message sent before the first connection waits for it.
  const isReachable = useWindow(({ connection }) => connection === 'open' || connection === 'connecting');
  const place = chatId ?? 'new';
  const draft = useSyncExternalStore(session.drafts.listen, () => session.drafts.of(place));
  const history = useSentHistory(place, draft);
  const { text } = history;
  const [isSending, setIsSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const canSend = isReachable && !isSending && text.trim() !== '';

  /** While an answer runs, the message is queued. `pressedAt`: when the key or the button was pressed, from the event. */
  const send = async (pressedAt: number): Promise<void> => {
    if (!canSend) return;
    history.adopt();
    setIsSending(true);
    if (isRunning && chatId !== null) await session.queue(chatId, text);
    else await session.send(chatId, text, pressedAt);
    setIsSending(false);
    field.current?.focus();
  };

  const noteChange = useReadAhead(chatId, text);
  useFitHeight(field, text);
  // A chat is opened to write in it, so its field gets the focus; on a touch screen the keyboard would cover the chat.
  useLayoutEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  // The button that started an answer may be gone by now, and the focus with it.
  useSignal('sent', () => {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) field.current?.focus({ preventScroll: true });
    });
  });

  return (
    <>
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.timeStamp);
        }}
      >
        <textarea
          id="message"
          ref={field}
          rows={1}
          aria-label={words.label}
          dir="auto"
          spellCheck
          placeholder={words.placeholder}
          value={text}
          onFocus={() => session.editing(null)}
          onChange={(event) => {
            noteChange(event);
            history.adopt();
            session.drafts.keep(place, event.target.value);
          }}
          onKeyDown={(event) => {
            if (isOfComposition(event)) return;
            if (history.press(event)) return event.preventDefault();
            const command = commandOf(all, 'composer', event, session.store.getState(), text);
            if (command === undefined) return;
            event.preventDefault();
            command.run(session, (pressedAt) => void send(pressedAt), event.timeStamp);
          }}
        />
        {isRunning && canSend && (
          <button
            key="queue"
            type="submit"
            className="send is-queue"
            aria-label={commands.queue.name}
            title={titleOf(commands.queue)}
          >
            <ListPlus aria-hidden />
          </button>
        )}
        {isRunning && chatId !== null ? (
          <button
            key="stop"
            type="button"
            className="send is-stop"
            aria-label={commands.stopAnswer.name}
            title={titleOf(commands.stopAnswer)}
            // This button replaces Send: the second click of a double click on Send must not stop the answer.
            onClick={(event) => {
              if (!isSecondClick(event)) void session.stop(chatId);
              field.current?.focus();
            }}
          >
            <Square aria-hidden />
          </button>
        ) : (
          <button
            key="send"
            type="submit"
            className="send"
            aria-label={commands.send.name}
            title={titleOf(commands.send)}
            disabled={!canSend}
          >
            <ArrowUp aria-hidden />
          </button>
        )}
      </form>
      <DraftFoot chatId={chatId} text={text} />
    </>
  );
};
