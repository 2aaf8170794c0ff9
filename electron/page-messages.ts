/** What a page and the shell say to each other (see main/shared/desktop/messages.ts), each page over its own channel. */
import type { BrowserWindow } from 'electron';
import { fromPage, type FromPage, type ToPage } from '../main/shared/desktop/messages.ts';
import type { Log } from '../main/system/log.ts';
import { isOurPage } from './page.ts';

export interface PageMessages {
  /** Waits until the page is ready, also if it is being loaded again. */
  tell(message: ToPage): void;
}

/** At most this many messages wait for a page; the oldest are dropped. */
const mostWaiting = 20;

/** `onMessage` gets what Hearth's own page says, after its validation. */
export const openPageMessages = (
  { webContents }: BrowserWindow,
  onMessage: (message: FromPage) => void,
  log: Log,
): PageMessages => {
  let isReady = false;
  let waiting: ToPage[] = [];
  const send = (message: ToPage): void => webContents.send('hearth:told', message);
  webContents.ipc.on('hearth:tell', ({ senderFrame }, raw: unknown) => {
    if (senderFrame === null || senderFrame.parent !== null || !isOurPage(senderFrame.url)) return;
    const { data } = fromPage.safeParse(raw);
    if (data === undefined) return log.warn('a message of the page was refused');
    if (data.kind === 'ready') {
      isReady = true;
      for (const message of waiting.splice(0)) send(message);
    }
    onMessage(data);
  });
  webContents.on('did-start-loading', () => {
    isReady = false;
  });
  return {
    tell: (message) => {
      if (isReady) send(message);
      else waiting = [...waiting, message].slice(-mostWaiting);
    },
  };
};
