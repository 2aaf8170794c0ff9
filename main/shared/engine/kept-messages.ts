/** Which messages stay in a prompt when the oldest ones are dropped because the context is full. */
import type { PromptMessage } from './request.ts';

/**
 * Whether the message at `index` stays if those before `firstKept` are dropped: it is not before it, or it is the system prompt, a
 * question with a whole document, or the answer to one. The rest of the chat may be about the document, and it took long to process.
 */
export const staysAt = <Message extends { role: PromptMessage['role'] }>(
  messages: readonly Message[],
  index: number,
  firstKept: number,
  hasDocument: (message: Message) => boolean,
): boolean => {
  const message = messages[index]!;
  if (index >= firstKept || message.role === 'system' || hasDocument(message)) return true;
  const before = messages[index - 1];
  return message.role === 'model' && before !== undefined && hasDocument(before);
};
