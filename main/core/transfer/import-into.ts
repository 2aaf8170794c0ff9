/** Imports chats into a data folder that no running Hearth uses. */
import { openStore } from '../chats/open-store.ts';
import { reserveIn } from '../database/reserve.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import type { ImportState } from '../../shared/contract/transfer.ts';
import type { Log } from '../../system/log.ts';
import { importFiles, type Imported } from './import.ts';

/** The caller must have claimed the data folder (`claimDataFolder`). Throws `Refusal` if its database cannot be used. */
export const importInto = async (
  dataFolder: string,
  paths: readonly string[],
  log: Log,
  signal: AbortSignal,
  onState: (state: ImportState) => void,
): Promise<Imported> => {
  const { db, store } = openStore({
    dataFolder,
    reserve: reserveIn(dataFolder),
    log,
    tell: (told) => console.error(sentenceOf(told)),
  });
  try {
    return await importFiles(
      paths,
      { db, refuseIfGone: () => undefined, onState, onChats: () => undefined, log },
      signal,
    );
  } finally {
    store.close();
  }
};
