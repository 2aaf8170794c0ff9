/**
 * System messages: chat templates take one, at the beginning. Those at the beginning become one. A later one becomes a part of the message
 * before it, if that is of the user or the result of a tool, and else a message of the user, with which a message of the user that follows
 * is merged, because templates want users and assistants by turns. Where it goes depends only on what precedes it, so the next request,
 * which has more messages behind it, begins with the same. It is wrapped in `<system-reminder>`, by which models know what the user did
 * not write.
 */
import type { ApiMessage } from '../request.ts';

const joined = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');

export const placeSystemMessages = (
  messages: readonly ApiMessage[],
): { messages: readonly ApiMessage[]; merged: number; placed: number } => {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const head = messages.slice(0, first < 0 ? messages.length : first);
  const placed: ApiMessage[] = [];
  let late = 0;
  /** The last message is a late system message so far. */
  let isOwn = false;
  for (const message of messages.slice(head.length)) {
    const before = placed.at(-1);
    const extend = (text: string): void => {
      if (before !== undefined) placed[placed.length - 1] = { ...before, text: joined(before.text, text) };
    };
    if (message.role === 'system') {
      late++;
      const text = `<system-reminder>\n${message.text}\n</system-reminder>`;
      if (before === undefined || before.role === 'assistant') {
        placed.push({ role: 'user', text });
        isOwn = true;
      } else extend(text);
    } else if (message.role === 'user' && isOwn) {
      extend(message.text);
      isOwn = false;
    } else {
      placed.push(message);
      isOwn = false;
    }
  }
  if (head.length < 2 && late === 0) return { messages, merged: 0, placed: 0 };
  const texts = joined(...head.map(({ text }) => text));
  return {
    messages: [...(head.length === 0 ? [] : [{ role: 'system' as const, text: texts }]), ...placed],
    merged: head.length < 2 ? 0 : head.length,
    placed: late,
  };
};
