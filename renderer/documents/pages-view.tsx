/**
 * The pages of a PDF file as they look, in a sandboxed frame with an origin of its own, which neither has a network nor reaches this
 * page (renderer/public/frames/pages.html): files are made by others, and PDF.js is large. The frame asks for the bytes that it needs.
 */
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref } from 'react';
import type { ReaderPlace } from '../state/kept.ts';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.reader;

/** What the frame shows. */
export interface ShownPage {
  /** From 1. */
  page: number;
  /** Marked on the page; empty: none. */
  words: string;
  /** Which of their places on the page is meant, from 0. */
  nth: number;
}

/** Where the view is. */
export interface PagesPlace {
  /** The page at the upper edge, and the share of its height that is above. */
  page: number;
  share: number;
  /** The page that most of the view shows. */
  seen: number;
  pages: number;
  /** Of its natural size. */
  percent: number;
  /** The pages are as wide as the view. */
  isFitted: boolean;
}

export interface PagesHandle {
  /** One step larger or smaller; 0: as wide as the view. */
  zoom: (by: 1 | -1 | 0) => void;
  /** Scrolls by this number of screens, or to the beginning (`edge` 0) or the end (1). */
  scroll: (to: { pages: number } | { edge: 0 | 1 }) => void;
}

interface Props {
  ref: Ref<PagesHandle>;
  documentId: string;
  name: string;
  /** Shown whenever another object is given. */
  shown: ShownPage | null;
  /** How the document was left, with which the view begins. */
  left: () => ReaderPlace;
  moved: (place: PagesPlace) => void;
  selected: (words: string, page: number) => void;
  /** The user wants the text of a page. */
  showText: (page: number) => void;
  find: () => void;
  close: () => void;
  /** The pages cannot be drawn, or the frame does not answer. */
  failed: (why: 'broken' | 'slow') => void;
}

type FromFrame =
  | { kind: 'ready' | 'escape' | 'find' | 'pong' | 'failed' }
  | { kind: 'bytes'; begin: number; end: number }
  | { kind: 'selected'; words: string; page: number }
  | { kind: 'text'; page: number }
  | ({ kind: 'at' } & PagesPlace);

/** Bytes of one call. */
const mostBytes = 2 * 1024 ** 2;
/** Until the frame has loaded its script, in ms, on a slow disk too. */
const longestLoad = 30_000;
/** The interval at which the frame is asked whether it still answers, in ms. */
const askEvery = 2_000;
/** The frame is given up after this number of questions without an answer. */
const mostUnanswered = 10;

export const PagesView = ({
  ref,
  documentId,
  name,
  shown,
  left,
  moved,
  selected,
  showText,
  find,
  close,
  failed,
}: Props) => {
  const session = useSession();
  const frame = useRef<HTMLIFrameElement>(null);
  const isReady = useRef(false);
  const unanswered = useRef(0);
  const send = (message: object): void => frame.current?.contentWindow?.postMessage(message, '*');
  useImperativeHandle(ref, () => ({
    zoom: (by) => send({ kind: 'zoom', by }),
    scroll: (to) => send({ kind: 'scroll', ...to }),
  }));
  const read = async (from: number, length: number): Promise<{ bytes: Uint8Array; total: number }> => {
    const { bytes, total } = await session.call('documentBytes', { documentId, at: from, length });
    return { bytes: Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)), total };
  };
  const sendBytes = async (begin: number, end: number): Promise<void> => {
    const bytes = new Uint8Array(end - begin);
    for (let from = begin; from < end; from += mostBytes)
      bytes.set((await read(from, Math.min(mostBytes, end - from))).bytes, from - begin);
    send({ kind: 'bytes', begin, bytes });
  };
  const broken = (): void => failed('broken');
  const heard = useEffectEvent((message: FromFrame): void => {
    unanswered.current = 0;
    switch (message.kind) {
      case 'ready':
        isReady.current = true;
        if (shown !== null) send({ kind: 'show', ...shown });
        read(0, 1).then(({ total }) => {
          const { page, share = 0, zoom = null } = left();
          const at = page === undefined ? null : { page, share };
          send({ kind: 'open', total, at, zoom, words: words.onPage });
        }, broken);
        return;
      case 'bytes':
        sendBytes(message.begin, message.end).catch(broken);
        return;
      case 'selected':
        selected(String(message.words), Number(message.page));
        return;
      case 'at':
        moved(message);
        return;
      case 'text':
        showText(Number(message.page));
        return;
      case 'find':
        find();
        return;
      case 'escape':
        close();
        return;
      case 'failed':
        failed('broken');
    }
  });
  const ask = useEffectEvent((): void => {
    if (!isReady.current || document.hidden) return;
    unanswered.current += 1;
    if (unanswered.current > mostUnanswered) failed('slow');
    else send({ kind: 'ping' });
  });
  const tooSlow = useEffectEvent(() => {
    if (!isReady.current) failed('slow');
  });
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent<FromFrame>): void => {
      if (source !== null && source === frame.current?.contentWindow) heard(data);
    };
    addEventListener('message', listen);
    const timer = setTimeout(() => tooSlow(), longestLoad);
    const asking = setInterval(() => ask(), askEvery);
    return () => {
      removeEventListener('message', listen);
      clearTimeout(timer);
      clearInterval(asking);
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
      title={words.label(name)}
      referrerPolicy="no-referrer"
    />
  );
};
