/** A data folder as someone leaves it who has used Hearth. */
import { openDatabase } from '../../main/chats/database.ts';
import { Store } from '../../main/chats/store.ts';
import { loadSettings, saveModelPath, saveSettings } from '../../main/settings.ts';

/**
 * The model at `model`, or the starter model, is loaded first, on the processor and with all of it set: nothing is
 * measured and no GPU looked for, which takes longer than most tests.
 */
export const leaveModel = (folder: string, model: string | null = null): void => {
  const store = new Store(openDatabase(folder));
  saveModelPath(store, model);
  saveSettings(store, {
    ...loadSettings(store),
    backend: 'cpu',
    threads: 1,
    flashAttention: true,
    batchSize: 512,
  });
  store.close();
};
