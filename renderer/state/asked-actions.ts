/** The actions on what other programs ask for. */
import type { Asked } from '../../main/shared/desktop/link.ts';
import { visible } from '../../main/shared/format/visible-text.ts';
import { askedWords } from '../words/asked.ts';
import type { Behind } from './behind.ts';
import type { Drafts } from './drafts.ts';
import { focusComposer } from './focus-composer.ts';
import { pageShown } from './frame.ts';
import { newChatDraft } from './window-address.ts';

/** More are refused, so that no program can cover the window with questions. */
const mostAsked = 5;

interface Others {
  drafts: Drafts;
  showChat: (chatId: string | null) => Promise<void>;
  openFile: (path: string) => Promise<void>;
}

export const createAskedActions = ({ get, put, tryCall }: Behind, { drafts, showChat, openFile }: Others) => {
  const isWaiting = (asked: Asked): boolean =>
    get().asked.some((one) => JSON.stringify(one) === JSON.stringify(asked));
  const drop = (): void => put({ asked: get().asked.slice(1) });
  const does: { [What in Asked['what']]: (asked: Extract<Asked, { what: What }>) => void } = {
    prompt: ({ prompt }) => {
      put(pageShown(get(), 'chat'));
      void showChat(null);
      const typed = drafts.of(newChatDraft).trimEnd();
      drafts.keep(newChatDraft, typed === '' ? visible(prompt) : `${typed}\n\n${visible(prompt)}`);
      focusComposer();
    },
    chat: ({ chatId }) => {
      put(pageShown(get(), 'chat'));
      if (get().chats.some(({ id }) => id === chatId)) void showChat(chatId);
      else put({ problem: askedWords.noChat });
    },
    model: ({ repository }) =>
      put({ ...pageShown(get(), 'models', 'find'), search: { ...get().search, shown: repository } }),
    file: ({ path }) => void tryCall(() => openFile(path)),
  };
  return {
    /** Another program asks for this; `null`: by a link that cannot be read. */
    ask: (asked: Asked | null): void => {
      if (asked === null) put({ problem: askedWords.unreadable });
      else if (!isWaiting(asked) && get().asked.length < mostAsked) put({ asked: [...get().asked, asked] });
    },
    /** The user agrees to what is asked first. */
    agree: (): void => {
      const [first] = get().asked;
      drop();
      if (first !== undefined) does[first.what](first as never);
    },
    refuse: drop,
  };
};
