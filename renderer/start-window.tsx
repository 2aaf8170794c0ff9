/** Draws the window into the page. */
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { openPort } from './state/connection.ts';

createRoot(document.getElementById('root')!).render(<App openPort={openPort} />);
