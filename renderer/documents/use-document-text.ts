/** The text of a document, which arrives in parts: the first part is shown while the others are on their way. */
import { useEffect, useState } from 'react';
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import type { DocumentText, Place } from '../../main/shared/documents/document-text.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession } from '../state/use-session.ts';

/** UTF-16 code units. */
const partLength = 500_000;

interface Loaded {
  /** `null` until its first part has arrived. */
  document: DocumentText | null;
  isWhole: boolean;
  problem: string | null;
}

const nothing: Loaded = { document: null, isWhole: false, problem: null };

/** `info`: `null` if there is nothing to load. */
export const useDocumentText = (info: DocumentInfo | null): Loaded => {
  const session = useSession();
  const [loaded, setLoaded] = useState(nothing);
  const id = info?.extraction.state === 'ready' ? info.id : null;
  const facts = info?.facts ?? null;
  useEffect(() => {
    if (id === null || facts === null) return undefined;
    let isOver = false;
    const load = async (): Promise<void> => {
      let text = '';
      let places: Place[] = [];
      for (;;) {
        const part = await session.call('documentText', {
          documentId: id,
          at: text.length,
          length: partLength,
        });
        if (isOver) return;
        text += part.text;
        places = [...places, ...part.places];
        const isWhole = text.length >= part.characters || part.text === '';
        const { kind, pages, remarks } = facts;
        if (isWhole || text.length === part.text.length)
          setLoaded({ document: { kind, text, places, pages, remarks }, isWhole, problem: null });
        if (isWhole) return;
      }
    };
    load().catch((error: unknown) => {
      if (!isOver) setLoaded({ ...nothing, problem: sentenceOf(error) });
    });
    return () => {
      isOver = true;
    };
  }, [session, id, facts]);
  return id === null ? nothing : loaded;
};
