/** Says where another model begins to answer: before the first question that it answers. */
import type { Message } from '../../main/shared/contract/message.ts';
import { chatWords } from '../words/chat.ts';

/** The names of the models before and after the message at `index`; `null` if the model stays the same. */
export const modelChangeAt = (
  messages: readonly Pick<Message, 'role' | 'modelName'>[],
  index: number,
): { before: string; now: string } | null => {
  if (messages[index]?.role !== 'user') return null;
  const now = messages[index + 1]?.modelName ?? null;
  const before = messages.slice(0, index).findLast(({ modelName }) => modelName !== null)?.modelName ?? null;
  return now !== null && before !== null && now !== before ? { before, now } : null;
};

export const ModelChange = ({ messages, index }: { messages: readonly Message[]; index: number }) => {
  const change = modelChangeAt(messages, index);
  return change === null ? null : (
    <p className="kept-from">{chatWords.conversation.modelChange(change.before, change.now)}</p>
  );
};
