/** Asks before Hearth does what a link or a file of another program wants, and shows exactly what that is. */
import { useEffect, useRef } from 'react';
import { revealed } from '../main/shared/format/revealed.ts';
import type { Asked } from '../main/shared/desktop/link.ts';
import { deliberate } from './controls/deliberate.ts';
import { Modal } from './controls/modal.tsx';
import { useSession, useWindow } from './state/use-session.ts';
import { askedWords } from './words/asked.ts';
import { common } from './words/common.ts';

/** The text that another program has chosen. */
const contentOf = (asked: Asked): string => {
  switch (asked.what) {
    case 'prompt':
      return asked.prompt;
    case 'chat':
      return asked.chatId;
    case 'model':
      return asked.repository;
    case 'file':
      return asked.path;
  }
};

export const AskedDialog = () => {
  const asked = useWindow((state) => (state.connection === 'open' ? (state.asked[0] ?? null) : null));
  return asked === null ? null : <Question key={JSON.stringify(asked)} asked={asked} />;
};

const Question = ({ asked }: { asked: Asked }) => {
  const { agree, refuse } = useSession();
  const cancel = useRef<HTMLButtonElement>(null);
  // The dialog gives the focus to its first element when it opens. The safe answer has it, so a key that was on its way changes nothing.
  useEffect(() => cancel.current?.focus({ preventScroll: true }), []);
  const title = useWindow(({ chats }) =>
    asked.what === 'chat' ? (chats.find(({ id }) => id === asked.chatId)?.title ?? null) : null,
  );
  const isGone = asked.what === 'chat' && title === null;
  const words = askedWords[asked.what];
  const content = contentOf(asked);
  const shown = revealed(content);
  return (
    <Modal label={words.title} className="asked" close={refuse}>
      <div className="asked-content">
        <h2>{words.title}</h2>
        {title !== null && (
          <p className="asked-title" dir="auto">
            {title}
          </p>
        )}
        <pre className="asked-text" dir="auto" tabIndex={0}>
          {shown}
        </pre>
        {shown !== content && <p className="hint">{askedWords.hidden}</p>}
        <p>{isGone ? askedWords.noChat : words.what}</p>
        <div className="asked-tools">
          <button type="button" className="button" ref={cancel} onClick={refuse}>
            {isGone ? common.close : common.cancel}
          </button>
          {!isGone && (
            <button type="button" className="button is-main" onClick={deliberate(agree)}>
              {words.yes}
            </button>
          )}
        </div>
      </div>
    </Modal>
  );
};
