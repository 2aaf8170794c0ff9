/** The documents of a message that is being written, above its field: what each costs, how it is sent, and what is to be known of it. */
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Attached, DocumentCost } from '../../main/shared/contract/documents.ts';
import { useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { AttachedDocument } from './attached-document.tsx';
import { Adding } from './file-choices.tsx';
import type { Costs } from './use-costs.ts';

const words = documentsWords.attached;

interface Props {
  attached: readonly Attached[];
  costs: Costs;
  /** The names of documents that were sent, for those that are no longer in the library. */
  names?: ReadonlyMap<string, string>;
  change: (attached: readonly Attached[]) => void;
  /** The id of the field below, which gets the focus when a document is removed. */
  fieldId: string;
}

export const AttachedDocuments = ({ attached, costs, names, change, fieldId }: Props) => {
  const documents = useWindow((state) => state.documents);
  const costOf = (documentId: string): DocumentCost | undefined =>
    costs.known.find((cost) => cost.documentId === documentId);
  // A document that does not fit is sent in passages, which its entry says; one after the other, because the next one may fit then.
  const tooLong = attached.findLast(
    ({ documentId, mode }) => costs.isCurrent && mode === 'whole' && costOf(documentId)?.fits === false,
  )?.documentId;
  const sendPassages = useEffectEvent((documentId: string) =>
    change(attached.map((one) => (one.documentId === documentId ? { ...one, mode: 'passages' } : one))),
  );
  useEffect(() => {
    if (tooLong !== undefined) sendPassages(tooLong);
  }, [tooLong]);
  const list = useRef<HTMLUListElement>(null);
  const shown = useRef(attached.length);
  useEffect(() => {
    if (attached.length > shown.current) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
    shown.current = attached.length;
  }, [attached.length]);
  const whole = attached.flatMap(({ documentId, mode }) =>
    mode === 'whole' ? (costOf(documentId) ?? []) : [],
  );
  return (
    <>
      <Adding />
      {attached.length > 0 && (
        <ul ref={list} className="attached" aria-label={words.list}>
          {attached.map((one, index) => (
            <AttachedDocument
              key={one.documentId}
              document={documents?.find(({ id }) => id === one.documentId) ?? null}
              isAsked={documents === null}
              name={names?.get(one.documentId) ?? documentsWords.unnamed}
              mode={one.mode}
              cost={costOf(one.documentId) ?? null}
              choose={(mode) => change(attached.with(index, { ...one, mode }))}
              remove={() => {
                change(attached.toSpliced(index, 1));
                document.getElementById(fieldId)?.focus();
              }}
            />
          ))}
        </ul>
      )}
      {whole.length > 1 && <p className="attached-total">{totalOf(whole)}</p>}
    </>
  );
};

const totalOf = (costs: readonly DocumentCost[]): string => {
  const sum = (of: (cost: DocumentCost) => number | null): number | null =>
    costs.reduce<number | null>((all, cost) => {
      const one = of(cost);
      return all === null || one === null ? null : all + one;
    }, 0);
  return words.total(
    costs.length,
    sum(({ tokens }) => tokens)!,
    sum(({ state, prefillMs }) => (state.where === 'cold' ? prefillMs : 0)),
    sum(({ kvBytes }) => kvBytes),
  );
};
