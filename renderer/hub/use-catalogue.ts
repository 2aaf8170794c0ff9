/** The recommended models and which of them suit this machine; requested again when that may have changed. */
import { useCallback, useEffect, useState } from 'react';
import type { CatalogueAdvice, CatalogueModel } from '../../main/shared/contract/hub.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession } from '../state/use-session.ts';

interface Catalogue {
  models: readonly CatalogueModel[];
  /** `null` if there is no advice: nothing is said about which models fit then. */
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
      // So that models are marked that are already installed.
      session.askLibrary().catch(() => undefined);
    };
    if (session.store.getState().connection === 'open') askAll();
    return session.store.subscribe((state, before) => {
      if (state.connection === 'open' && before.connection !== 'open') askAll();
      // With another loaded model, the free memory changes.
      else if (state.engine?.model?.path !== before.engine?.model?.path) void ask();
    });
  }, [session, ask]);
  return { known, problem, ask };
};
