/** Draws the window for the first time. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import type { OpenPort } from './state/connection.ts';

/**
 * Together with all that listens: otherwise React begins to listen only after the browser has shown the window, and on a slow
 * machine what is typed in between would be lost.
 */
export const drawWindow = (openPort: OpenPort): void => {
  const root = createRoot(document.getElementById('root')!);
  flushSync(() => root.render(<App openPort={openPort} />));
};
