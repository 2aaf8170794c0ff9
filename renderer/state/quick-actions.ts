/** The actions of the quick window. */
import { quickWords } from '../words/quick.ts';
import type { Behind } from './behind.ts';
import type { Drafts } from './drafts.ts';
import { focusComposer } from './focus-composer.ts';
import { keepPasted, pastedFrom, pastedJson } from './pasted.ts';
import { desktopShell, tellShell } from './shell.ts';
import { isQuickWindow, newChatDraft } from './window-address.ts';

/** The longest text that is taken, in UTF-16 code units. */
const longestTaken = 200_000;

/** The draft of a new chat in the first window. */
const mainDraft = 'new';

export const createQuickActions = ({ call, get, put, update }: Behind, drafts: Drafts) => {
  /** The preset of a new chat in place of the chosen one; `undefined` in any other window. */
  const newChatPreset = async (): Promise<string | undefined> => {
    if (!isQuickWindow) return undefined;
    const { presetId } = await call('quickPreset', {});
    if (get().quickPreset !== presetId) put({ quickPreset: presetId });
    return presetId;
  };
  /** Puts a text of another program beside what was typed, where it can be seen and removed. */
  const addTaken = (text: string): void => {
    focusComposer();
    if (text.trim() === '') return put({ problem: quickWords.nothing });
    put({ problem: null });
    const place = get().shownChatId ?? newChatDraft;
    const pieces = pastedFrom(pastedJson(drafts, place));
    keepPasted(drafts, place, [...pieces, text.slice(0, longestTaken).replaceAll('\r\n', '\n')]);
  };
  return {
    newChatPreset,
    addTaken,
    /** Asks for the preset and for how much of it is processed. */
    askQuickPreset: async (): Promise<void> => {
      try {
        await newChatPreset();
        const presets = await call('presets', {});
        update((state) => ({ ...state, presets }));
      } catch {
        // The window works without; the first answer takes longer.
      }
    },
    /** Takes the text of the clipboard, or the text that is selected in another program. Only on a press of the user. */
    takeText: async (from: 'clipboard' | 'selection'): Promise<void> => {
      if (desktopShell() !== undefined) return tellShell({ kind: 'quick', what: from });
      try {
        addTaken(await navigator.clipboard.readText());
      } catch {
        put({ problem: quickWords.refused });
        focusComposer();
      }
    },
    /** Continues in the main window: with the shown chat, or with what was typed for a new one. */
    toMainWindow: (): void => {
      const chatId = get().shownChatId;
      if (chatId === null) {
        const typed = [drafts.of(mainDraft), drafts.of(newChatDraft)].filter((text) => text.trim() !== '');
        drafts.keep(mainDraft, typed.join('\n\n'));
        drafts.keep(newChatDraft, '');
        const taken = [mainDraft, newChatDraft].flatMap((place) => pastedFrom(pastedJson(drafts, place)));
        keepPasted(drafts, mainDraft, taken);
        keepPasted(drafts, newChatDraft, []);
      }
      drafts.flush();
      if (desktopShell() !== undefined) return tellShell({ kind: 'to-main', chatId });
      window.open(chatId === null ? '/?new-chat' : `/?chat=${encodeURIComponent(chatId)}`);
    },
  };
};
