/** Tells the windows and the engine what another machine has changed through the sync folder. */
import type { CallFrame, HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { presetsCalls } from '../../shared/contract/presets.ts';
import type { promptLibraryCalls } from '../../shared/contract/prompt-library.ts';
import type { DeletedChats } from './deleted-chats.ts';
import type { Folders } from './folders.ts';
import type { Preparer } from './preparing.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

export interface MergedChats {
  /** Chats that are new or changed; some may be deleted now. */
  chats: ReadonlySet<string>;
  /** Recently deleted chats that are to be deleted for good. */
  purge: ReadonlySet<string>;
  /** The kinds of rows that changed; see core/sync/records.ts. */
  kinds: ReadonlySet<string>;
}

interface Dependencies {
  store: Store;
  folders: Folders;
  turns: Pick<Turns, 'stop'>;
  states: { grew(chatIds: readonly string[]): void };
  deletedChats: DeletedChats;
  preparing: Preparer;
  presets: HandlersOf<typeof presetsCalls>['presets'];
  prompts: HandlersOf<typeof promptLibraryCalls>['savedPrompts'];
  emit: Emit;
}

/** The chats of one merge that are processed in idle time, those that were used last: the others are when they are opened. */
const mostPrepared = 5;

export const tellMerged =
  ({ store, folders, turns, states, deletedChats, preparing, presets, prompts, emit }: Dependencies) =>
  ({ chats, purge, kinds }: MergedChats): void => {
    const here = store.chatsOf([...chats]);
    const ids = new Set(here.map(({ id }) => id));
    const gone = [...chats].filter((id) => !ids.has(id));
    for (const id of gone) turns.stop(id);
    // First the folders: a window never shows a chat in a folder that it does not know.
    if (kinds.has('folder')) emit('folders.changed', { folders: folders.all() });
    if (here.length > 0) {
      states.grew([...ids]);
      emit('chats.came', { chats: here });
      for (const chatId of ids) emit('chat.reshaped', { chatId });
      if (kinds.has('message'))
        preparing.add(
          here
            .toSorted((a, b) => b.updatedAt - a.updatedAt)
            .slice(0, mostPrepared)
            .map(({ id }) => id),
        );
    }
    if (gone.length > 0) emit('chats.deleted', { chatIds: gone });
    const deleted = new Set(deletedChats.list().map(({ id }) => id));
    for (const id of purge) if (deleted.has(id)) deletedChats.purge(id);
    if (chats.size > 0) deletedChats.tell();
    const frame: CallFrame = { receivedAt: performance.now() };
    const tell = async (): Promise<void> => {
      if (kinds.has('prompt')) emit('savedPrompts.changed', { prompts: await prompts({}, frame) });
      if (kinds.has('preset')) emit('presets.changed', await presets({}, frame));
    };
    void tell();
  };
