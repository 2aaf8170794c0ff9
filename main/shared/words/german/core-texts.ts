/** The German texts that the core itself writes, by the names of the English ones. */
import { chatTexts } from './chats.ts';
import { desktopWords } from './desktop.ts';
import { exportWords } from './export-texts.ts';
import { figureWords } from './figures.ts';
import { metadataTexts } from './gguf.ts';

export const coreTexts = { chatTexts, desktopWords, exportWords, figureWords, metadataTexts };
