/** The form in which messages are written. Each chat has its own draft, which returns if a send is refused. */
import { newChatDraft } from '../state/window-address.ts';
import { ArrowUp, ListPlus, Square } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { isOfComposition } from '../controls/composition.ts';
import { isSecondClick } from '../controls/deliberate.ts';
import { useFitHeight } from '../controls/use-fit-height.ts';
import { commands, titleOf } from '../commands/commands.ts';
import { commandOf } from '../controls/shortcuts.ts';
import { FillForm } from '../prompts/fill-form.tsx';
import { SlashMenu, slashFieldProps } from '../prompts/slash-menu.tsx';
import { useSlashMenu } from '../prompts/use-slash-menu.ts';
import { sentPartsOf, textOf } from '../../main/shared/message/parts.ts';
import { attachedFrom, attachedJson, keepAttached } from '../state/attached.ts';
import { beginningIn, keepBeginning } from '../state/beginning.ts';
import { isLargePaste, keepPasted, pastedFrom, pastedJson } from '../state/pasted.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { AnswerBeginning, beginningFieldId } from './answer-beginning.tsx';
import { AttachButton } from '../documents/attach-button.tsx';
import { AttachedDocuments } from '../documents/attached-documents.tsx';
import { useCosts } from '../documents/use-costs.ts';
import { whyHeld } from '../documents/why-held.ts';
import { filesIn } from '../controls/chosen-files.ts';
import { PastedPieces } from '../message/pasted-pieces.tsx';
import { DraftFoot } from './draft-foot.tsx';
import { useReadAhead } from './use-read-ahead.ts';
import { useSentHistory } from './use-sent-history.ts';
import { chatWords } from '../words/chat.ts';
import { documentsWords } from '../words/documents.ts';

const words = chatWords.composer;
const all = Object.values(commands);

export const Composer = () => {
  const session = useSession();
  const chatId = useWindow((state) => state.shownChatId);
  const isRunning = useWindow((state) => state.phase !== null);
  // A message sent before the first connection waits for it.
  const isReachable = useWindow(({ connection }) => connection === 'open' || connection === 'connecting');
  const place = chatId ?? newChatDraft;
  const draft = useSyncExternalStore(session.drafts.listen, () => session.drafts.of(place));
  const history = useSentHistory(place, draft);
  const { text } = history;
  const pastedNow = useSyncExternalStore(session.drafts.listen, () => pastedJson(session.drafts, place));
  const pieces = useMemo(() => pastedFrom(pastedNow).filter((piece) => piece.trim() !== ''), [pastedNow]);
  // As the prompt has it.
  const whole = useMemo(() => textOf({ parts: sentPartsOf(pieces, text) }), [pieces, text]);
  const attachedNow = useSyncExternalStore(session.drafts.listen, () => attachedJson(session.drafts, place));
  const attached = useMemo(() => attachedFrom(attachedNow), [attachedNow]);
  const costs = useCosts(chatId, attached);
  const documents = useWindow((state) => state.documents);
  const adding = useWindow((state) => state.addingDocuments);
  const held = useMemo(() => whyHeld(attached, documents, adding), [attached, documents, adding]);
  /** The draft that is sent as soon as the texts of its documents are there; `null`: none. */
  const [waiting, setWaiting] = useState<{ draft: string; documents: number } | null>(null);
  const draftNow = { draft: JSON.stringify([place, whole]), documents: attached.length + adding.length };
  const beginning = useSyncExternalStore(session.drafts.listen, () => beginningIn(session.drafts, place));
  const [isBeginningOpen, openBeginning] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const hasText = whole.trim() !== '';
  const canSend = isReachable && !isSending && hasText && (held === null || held.until !== null);
  const isOther =
    waiting !== null && (waiting.draft !== draftNow.draft || draftNow.documents < waiting.documents);
  // Who writes on has not finished, and nothing is sent without a document that was removed or could not be added.
  if (isOther || (waiting !== null && !canSend)) setWaiting(null);

  /** While an answer runs, the message is queued. `pressedAt`: when the key or the button was pressed, from the event. */
  const send = async (pressedAt: number): Promise<void> => {
    if (!canSend) return;
    if (held !== null) return setWaiting(draftNow);
    setWaiting(null);
    history.leave();
    setIsSending(true);
    openBeginning(false);
    const sent = { text, pasted: pieces, attached, beginning };
    if (isRunning && chatId !== null) await session.queue(chatId, sent);
    else await session.send(chatId, sent, pressedAt);
    setIsSending(false);
    field.current?.focus();
  };

  // Whether a document fits is known a moment after its text.
  const isDue = waiting !== null && held === null && costs.isCurrent;
  const sendWaiting = useEffectEvent(() => void send(performance.now()));
  useEffect(() => {
    if (!isDue) return undefined;
    const timer = setTimeout(() => sendWaiting());
    return () => clearTimeout(timer);
  }, [isDue]);

  const slash = useSlashMenu(field, chatId);
  const noteChange = useReadAhead(chatId, whole, costs.ready);
  useFitHeight(field, text);
  // A chat is opened to write in it, so its field gets the focus; on a touch screen the keyboard would cover the chat.
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null || !matchMedia('(hover: hover)').matches) return;
    element.focus({ preventScroll: true });
    // Whoever typed while a chat was made, or while the window began, continues behind that text.
    element.setSelectionRange(element.value.length, element.value.length);
  }, []);

  useSignal('beginning', () => {
    openBeginning(true);
    // A menu returns the focus to its button when it closes.
    requestAnimationFrame(() => document.getElementById(beginningFieldId)?.focus({ preventScroll: true }));
  });

  // The button that started an answer may be gone by now, and the focus with it.
  useSignal('sent', () => {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) field.current?.focus({ preventScroll: true });
    });
  });

  const heldWords =
    !hasText || held === null
      ? null
      : waiting === null || held.until === null
        ? held.why
        : documentsWords.held.waits(held.until);
  return (
    <>
      <AttachedDocuments
        attached={attached}
        costs={costs}
        change={(next) => keepAttached(session.drafts, place, next)}
        fieldId="message"
      />
      <PastedPieces
        pieces={pastedFrom(pastedNow)}
        change={(next) => keepPasted(session.drafts, place, next)}
        fieldId="message"
      />
      {(isBeginningOpen || beginning !== '') && (
        <AnswerBeginning
          text={beginning}
          change={(next) => {
            // It stays open while its text is replaced.
            openBeginning(true);
            keepBeginning(session.drafts, place, next);
          }}
          close={() => {
            openBeginning(false);
            keepBeginning(session.drafts, place, '');
          }}
          send={(pressedAt) => void send(pressedAt)}
        />
      )}
      {slash.filling !== null && <FillForm prompt={slash.filling} insert={slash.fill} />}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.timeStamp);
        }}
      >
        <AttachButton />
        <SlashMenu menu={slash.menu} isNewChat={chatId === null} />
        <textarea
          id="message"
          ref={field}
          rows={1}
          aria-label={words.label}
          dir="auto"
          spellCheck
          placeholder={words.placeholder}
          value={text}
          {...slashFieldProps(slash.menu)}
          onFocus={() => session.editing(null)}
          onChange={(event) => {
            noteChange(event);
            history.adopt();
            session.drafts.keep(place, event.target.value);
            slash.typed(event.target);
          }}
          onSelect={(event) => slash.moved(event.currentTarget)}
          onBlur={slash.close}
          onPaste={(event) => {
            const { clipboardData } = event;
            const pasted = clipboardData.getData('text/plain');
            // Word processors and spreadsheets give an image of the text that they copy, too.
            const isText = pasted !== '' && clipboardData.types.includes('text/html');
            if (clipboardData.files.length > 0 && !isText) {
              event.preventDefault();
              void session.attachFiles(filesIn(clipboardData));
              return;
            }
            if (!isLargePaste(pasted)) return;
            event.preventDefault();
            keepPasted(session.drafts, place, [...pastedFrom(pastedNow), pasted.replaceAll('\r\n', '\n')]);
          }}
          onKeyDown={(event) => {
            if (isOfComposition(event)) return;
            if (slash.press(event) || history.press(event)) return event.preventDefault();
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
            title={held?.why ?? titleOf(commands.send)}
            disabled={!canSend || waiting !== null}
          >
            <ArrowUp aria-hidden />
          </button>
        )}
      </form>
      <DraftFoot chatId={chatId} text={whole} documentTokens={costs.tokens} held={heldWords} />
    </>
  );
};
