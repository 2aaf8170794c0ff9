/** Says why no more of a prompt was reused, in the words of whoever sent it. */
import type { Timings } from '../../shared/contract/message.ts';

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
  const { differs } = reuse;
  const same = differs === undefined ? '' : ` behind its first ${differs.token} tokens`;
  switch (reuse.cause) {
    case 'first-time':
      return cachedTokens === 0
        ? 'No earlier request began like this one.'
        : 'This conversation is new; its beginning was known from another one.';
    case 'edited':
    case 'other-version':
      return `${place} is not the message that was processed there before.`;
    case 'rewritten':
      return field === null
        ? 'What the chat template writes before the first message has changed, for example a date.'
        : `The chat template writes ${field} differently than before.`;
    case 'documents':
      return `${place} has other documents than before.`;
    case 'system-prompt':
      return differs?.part === 'tools'
        ? `The tools have changed; the prompt differs${same}.`
        : `The system prompt or the tools have changed${same === '' ? '' : `; the prompt differs${same}`}.`;
    case 'dropped':
      return 'The oldest messages were left out.';
    case 'window-slid':
      return `The model could return only to an earlier state, because it has a sliding window or is recurrent${field === null ? '' : `; it differs from ${field} on`}.`;
    case 'not-kept':
      return 'The processed prompt was not saved before the engine ended.';
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
