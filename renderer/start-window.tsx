/** Draws the window into the page. */
import { drawWindow } from './draw-window.tsx';
import { openPort } from './state/connection.ts';

drawWindow(openPort);
