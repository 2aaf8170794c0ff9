/** The running answer for screen readers: each block once it is complete. The answer itself changes too often to be read out. */
import { useEffect, useRef, useState } from 'react';
import { textOf } from '../../main/shared/message/parts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';
import { completeBlocks, spokenText } from './blocks.ts';

/** How often complete blocks are looked for. ms */
const everyMs = 1000;
/** What was read out before is of no use here. */
const mostKept = 20;

export const SpokenAnswer = () => {
  const { store } = useSession();
  const messageId = useWindow((state) => state.live?.messageId ?? null);
  const [spoken, setSpoken] = useState<{ key: number; text: string }[]>([]);
  const said = useRef(0);
  useEffect(() => {
    if (messageId === null) return;
    const read = (): string => {
      const { live, messages } = store.getState();
      const message = live?.messageId === messageId ? live : messages?.find((one) => one.id === messageId);
      return message === undefined ? '' : textOf(message);
    };
    // What an answer began with, or what came before this window showed it, is not read out.
    const known = read().length;
    let to = 0;
    const speak = (isWhole: boolean): void => {
      const text = read();
      const from = to;
      const next = completeBlocks(text, from, isWhole);
      if (next.to <= from) return;
      to = next.to;
      if (to <= known) return;
      const added = next.blocks
        .map(spokenText)
        .filter((block) => block !== '')
        .map((block) => ({ key: (said.current += 1), text: block }));
      setSpoken((before) => [...before, ...added].slice(-mostKept));
    };
    speak(false);
    const timer = setInterval(() => speak(false), everyMs);
    return () => {
      clearInterval(timer);
      speak(true);
    };
  }, [store, messageId]);
  return (
    <div className="hidden" role="log" aria-label={chatWords.spoken.label} aria-live="polite">
      {spoken.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
};
