/** The catalogue that comes with Hearth, and what of it suits this machine; asked again when that may have changed. */
import { useCallback, useEffect, useState } from 'react';
import type { CatalogueAdvice, CatalogueModel } from '../../main/shared/contract/hub.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession } from '../state/use-session.ts';

interface Catalogue {
  models: readonly CatalogueModel[];
  /** `null` if it cannot be told: then nothing is said of what fits. */
  advice: CatalogueAdvice | null;
}

export const useCatalogue = () => {
  const session = useSession();
  const [known, setKnown] = useState<Catalogue | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = useCallback(async () => {
    try {
      const [models, advice] = await Promise.all([
        session.call('catalogue', {}),
        session.call('adviseCatalogue', {}).catch(() => null),
      ]);
      setKnown({ models, advice });
      setProblem(null);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  }, [session]);
  useEffect(() => {
    const askAll = (): void => {
      void ask();
      // So that models that are installed already say so.
      session.askLibrary().catch(() => undefined);
    };
    if (session.store.getState().connection === 'open') askAll();
    return session.store.subscribe((state, before) => {
      if (state.connection === 'open' && before.connection !== 'open') askAll();
      // Another loaded model leaves another room.
      else if (state.engine?.model?.path !== before.engine?.model?.path) void ask();
    });
  }, [session, ask]);
  return { known, problem, ask };
};
