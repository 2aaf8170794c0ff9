/**
 * The pages of a PDF file as they look, in a sandboxed frame with an origin of its own, which neither has a network nor reaches this
 * page (renderer/public/frames/pages.html): files are made by others, and PDF.js is large. The frame asks for the bytes that it needs.
 */
import { useEffect, useEffectEvent, useRef } from 'react';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';

/** What the frame shows. */
export interface ShownPage {
  /** From 1. */
  page: number;
  /** Marked on the page; empty: none. */
  words: string;
  /** Which of their places on the page is meant, from 0. */
  nth: number;
}

interface Props {
  documentId: string;
  name: string;
  /** Shown whenever another object is given. */
  shown: ShownPage | null;
  selected: (words: string, page: number) => void;
  close: () => void;
  /** The pages cannot be drawn. */
  failed: () => void;
}

type FromFrame =
  | { kind: 'ready' | 'escape' }
  | { kind: 'bytes'; begin: number; end: number }
  | { kind: 'selected'; words: string; page: number }
  | { kind: 'failed' };

/** Bytes of one call. */
const mostBytes = 2 * 1024 ** 2;
/** Until the frame has loaded its script, in ms, on a slow disk too. */
const longestLoad = 30_000;

export const PagesView = ({ documentId, name, shown, selected, close, failed }: Props) => {
  const session = useSession();
  const frame = useRef<HTMLIFrameElement>(null);
  const isReady = useRef(false);
  const send = (message: object): void => frame.current?.contentWindow?.postMessage(message, '*');
  const read = async (at: number, length: number): Promise<{ bytes: Uint8Array; total: number }> => {
    const { bytes, total } = await session.call('documentBytes', { documentId, at, length });
    return { bytes: Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)), total };
  };
  const sendBytes = async (begin: number, end: number): Promise<void> => {
    const bytes = new Uint8Array(end - begin);
    for (let at = begin; at < end; at += mostBytes)
      bytes.set((await read(at, Math.min(mostBytes, end - at))).bytes, at - begin);
    send({ kind: 'bytes', begin, bytes });
  };
  const heard = useEffectEvent((message: FromFrame): void => {
    switch (message.kind) {
      case 'ready':
        isReady.current = true;
        if (shown !== null) send({ kind: 'show', ...shown });
        read(0, 1).then(({ total }) => send({ kind: 'open', total }), failed);
        return;
      case 'bytes':
        sendBytes(message.begin, message.end).catch(failed);
        return;
      case 'selected':
        selected(String(message.words), Number(message.page));
        return;
      case 'escape':
        close();
        return;
      case 'failed':
        failed();
    }
  });
  const tooSlow = useEffectEvent(() => {
    if (!isReady.current) failed();
  });
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent<FromFrame>): void => {
      if (source !== null && source === frame.current?.contentWindow) heard(data);
    };
    addEventListener('message', listen);
    const timer = setTimeout(() => tooSlow(), longestLoad);
    return () => {
      removeEventListener('message', listen);
      clearTimeout(timer);
    };
  }, []);
  useEffect(() => {
    if (shown !== null && isReady.current)
      frame.current?.contentWindow?.postMessage({ kind: 'show', ...shown }, '*');
  }, [shown]);
  return (
    <iframe
      ref={frame}
      className="reader-pages"
      sandbox="allow-scripts"
      src="frames/pages.html"
      title={documentsWords.reader.label(name)}
      referrerPolicy="no-referrer"
    />
  );
};
