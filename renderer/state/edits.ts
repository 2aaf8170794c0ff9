/** The edit of a message that was sent or waits to be: its draft, until it is saved or abandoned. */
import { attachedJson, keepAttached } from './attached.ts';
import type { Drafts } from './drafts.ts';
import { keepPasted, pastedJson } from './pasted.ts';

/** The place of the draft. */
export const editPlace = (messageId: string): string => `edit.${messageId}`;

/** Whether the message is edited, in this window or before it was closed. */
export const hasEdit = (drafts: Drafts, messageId: string): boolean =>
  drafts.of(editPlace(messageId)) !== '' ||
  pastedJson(drafts, editPlace(messageId)) !== '' ||
  attachedJson(drafts, editPlace(messageId)) !== '';

export const forgetEdit = (drafts: Drafts, messageId: string): void => {
  drafts.keep(editPlace(messageId), '');
  keepPasted(drafts, editPlace(messageId), []);
  keepAttached(drafts, editPlace(messageId), []);
};
