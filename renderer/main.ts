/** Starts the window. The language comes first: modules take their texts when they are loaded. */
import { chooseLanguage } from './state/language.ts';

void chooseLanguage().then(() => import('./start-window.tsx'));
