/** The owner of a document's KV state, in place of a chat's id: it also begins the names of the state's files. */

const start = 'doc-';

export const documentOwner = (documentId: string): string => start + documentId;

/** The document that owns a state; `null` if a chat, a preset or nothing does. */
export const ownedDocument = (owner: string | null): string | null =>
  owner?.startsWith(start) ? owner.slice(start.length) : null;
