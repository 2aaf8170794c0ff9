/** Says why no more of a prompt was reused, with the field names that the client sent. */
import type { Reuse, Timings } from '../../shared/contract/message.ts';

/**
 * One English sentence; `null` if only new tokens had to be processed. `fieldOf`: where the client has the message with this id, for
 * example `messages[3]`.
 */
export const whyNotMore = (
  { reuse, cachedTokens }: Pick<Timings, 'reuse' | 'cachedTokens'>,
  fieldOf: (messageId: string) => string | null,
): string | null => {
  if (reuse === undefined || reuse.cause === null) return null;
  const field = reuse.messageId === null ? null : fieldOf(reuse.messageId);
  const place = field ?? 'A message';
  const differing = differenceOf(reuse, place);
  switch (reuse.cause) {
    case 'first-time':
      if (cachedTokens === 0) return 'No earlier request began like this one.';
      return `This conversation is new; its beginning was known from another one${differing === null ? '' : `, and ${small(differing)}`}.`;
    case 'edited':
    case 'other-version':
      return differing === null
        ? `${place} is not the message that was processed there before.`
        : `${differing}.`;
    case 'rewritten':
      if (differing !== null) return `${differing}.`;
      return field === null
        ? 'What the chat template writes before the first message has changed, for example a date.'
        : `The chat template writes ${field} differently than before.`;
    case 'documents':
      return `${place} has other documents than before.`;
    case 'system-prompt':
      return differing === null ? 'The system prompt or the tools have changed.' : `${differing}.`;
    case 'dropped':
      return 'The oldest messages were left out.';
    case 'window-slid':
      if (differing !== null)
        return `${differing}, and the model could return only to an earlier state, because it has a sliding window or is recurrent.`;
      return `The model could return only to an earlier state, because it has a sliding window or is recurrent${field === null ? '' : `; the prompt differs from ${field} on`}.`;
    case 'not-kept':
      return 'The processed prompt was not saved: the engine ended first, or reading it again was expected to take less time.';
    case 'evicted':
      return 'The processed prompt was removed from the disk to make room for others.';
    case 'refused':
      return 'The saved state was damaged.';
    case 'other-model':
      return 'The conversation was processed by another model before.';
    case 'other-settings':
      return 'The saved state was made with other settings of the model.';
  }
};

/**
 * A sentence without its end that says which part of the prompt differs from what was processed before; `null`: that is not known.
 * `message`: where the client has the message that differed first.
 */
const differenceOf = ({ differs }: Reuse, message: string): string | null => {
  if (differs === undefined) return null;
  const { part, token } = differs;
  // The first token that differs, counted from 1.
  const from = `differ from token ${(token + 1).toLocaleString('en-US')} on`;
  const froms = from.replace('differ', 'differs');
  switch (part) {
    case 'tools':
      return `The tools ${from}`;
    case 'system':
      return `The system prompt ${froms}`;
    case 'message':
      return `${message} ${froms}`;
    case 'template':
      return `What the chat template writes in front of ${small(message)} ${froms}`;
  }
};

/** Within a sentence: names of fields stay as they are. */
const small = (text: string): string => text.replace(/^(?:A|The|What) /, (word) => word.toLowerCase());
