/** The installed model to begin with; requested again when models were found or another one is loaded. */
import { useEffect, useState } from 'react';
import type { BestInstalled } from '../../main/shared/contract/memory.ts';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { useSession, useWindow } from '../state/use-session.ts';

export interface InstalledOffer extends BestInstalled {
  model: LibraryModel;
}

/** `undefined` until the first reply; `null` if no installed model suits this machine. */
export const useBestInstalled = (): InstalledOffer | null | undefined => {
  const session = useSession();
  const [best, setBest] = useState<BestInstalled | null | undefined>(undefined);
  const isConnected = useWindow(({ connection }) => connection === 'open');
  const models = useWindow(({ library }) => library?.models);
  const loadedPath = useWindow(({ engine }) => engine?.model?.path);
  const key = isConnected ? `${models?.length} ${loadedPath}` : null;
  useEffect(() => {
    if (key === null) return undefined;
    let isGone = false;
    session.call('bestInstalled', {}).then(
      (reply) => {
        if (!isGone) setBest(reply);
      },
      // Without it, a model is offered for download.
      () => {
        if (!isGone) setBest((known) => known ?? null);
      },
    );
    return () => {
      isGone = true;
    };
  }, [session, key]);
  if (best === undefined || best === null) return best;
  const model = models?.find(({ path }) => path === best.path);
  return model === undefined ? null : { ...best, model };
};
