/**
 * `<system-reminder>` blocks. Some programs keep each in the message where it was: those change nothing that was processed, and stay.
 * Others take the block along to the newest message of the user with every turn; all that followed it would be processed again then. A
 * program is taken for one of those if only its last of at least three messages of the user has blocks (what the first one has are its
 * instructions). The blocks then go to the very end of the prompt, from where they can leave without a loss.
 */
import type { ApiMessage } from '../request.ts';

const block = /<system-reminder>[\s\S]*?<\/system-reminder>/g;

const hasBlock = (message: ApiMessage | undefined): boolean =>
  message?.text.includes('<system-reminder>') === true && message.text.includes('</system-reminder>');

/** The same messages if no block moves. */
export const settleReminders = (messages: readonly ApiMessage[]): readonly ApiMessage[] => {
  const users = messages.flatMap((message, index) => (message.role === 'user' ? [index] : []));
  const last = users.at(-1);
  if (last === undefined || users.length < 3 || !hasBlock(messages[last])) return messages;
  if (users.slice(1, -1).some((index) => hasBlock(messages[index]))) return messages;
  const end = messages.length - 1;
  // An answer that is continued stays the end.
  if (messages[end]?.role === 'assistant') return messages;
  const blocks = messages[last]?.text.match(block) ?? [];
  return messages.map((message, index) => {
    if (index !== last && index !== end) return message;
    const text = index === last ? message.text.replace(block, '').trim() : message.text;
    return { ...message, text: index === end ? [text, ...blocks].filter(Boolean).join('\n\n') : text };
  });
};
