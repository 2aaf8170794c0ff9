/** What the documents of a draft cost with the loaded model; asked for again whenever that may have changed. */
import { useEffect, useMemo, useState } from 'react';
import type { Attached, DocumentCost } from '../../main/shared/contract/documents.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';

export interface Costs {
  /** Those that are known; the last ones stay until others are known. */
  known: readonly DocumentCost[];
  /** They are those of these documents and modes. */
  isCurrent: boolean;
  /** The JSON of the documents whose text is extracted; empty: none. */
  ready: string;
  /** Tokens of the documents that are sent whole. */
  tokens: number;
}

interface Told {
  /** The documents as JSON. */
  key: string;
  costs: readonly DocumentCost[];
}

const nothing: Told = { key: '', costs: [] };

/** `chatId`: `null` for a new chat. */
export const useCosts = (chatId: string | null, attached: readonly Attached[]): Costs => {
  const session = useSession();
  const documents = useWindow((state) => state.documents);
  useAsked(attached.length > 0 && documents === null, session.askDocuments);
  // Others have no tokens, or not yet.
  const ready = attached.filter(({ documentId }) => {
    const document = documents?.find(({ id }) => id === documentId);
    return document?.extraction.state === 'ready' && (document.facts?.characters ?? 0) > 0;
  });
  const key = JSON.stringify(ready);
  const model = useWindow(({ engine }) => (engine?.state === 'ready' ? engine.model?.path : null) ?? null);
  // What is kept of documents.
  const changes = useWindow((state) => state.documentStateChanges);
  const isRunning = useWindow(({ phase }) => phase !== null);
  const [told, setTold] = useState(nothing);
  const occasion = JSON.stringify({ key, model, changes, isRunning });
  useEffect(() => {
    const { key: asked } = JSON.parse(occasion) as { key: string };
    if (asked === '[]') return undefined;
    let isOver = false;
    session.call('documentCosts', { chatId, attached: JSON.parse(asked) as Attached[] }).then(
      (costs) => {
        if (!isOver) setTold({ key: asked, costs });
      },
      // The message can be sent without figures.
      () => {
        if (!isOver) setTold((known) => ({ key: asked, costs: known.costs }));
      },
    );
    return () => {
      isOver = true;
    };
  }, [session, chatId, occasion]);
  return useMemo(() => {
    const modes = new Map((JSON.parse(key) as Attached[]).map(({ documentId, mode }) => [documentId, mode]));
    const known = told.costs.filter(({ documentId }) => modes.has(documentId));
    const whole = known.filter(({ documentId }) => modes.get(documentId) === 'whole');
    return {
      known,
      isCurrent: told.key === key,
      ready: key === '[]' ? '' : key,
      tokens: whole.reduce((sum, { tokens }) => sum + tokens, 0),
    };
  }, [told, key]);
};
