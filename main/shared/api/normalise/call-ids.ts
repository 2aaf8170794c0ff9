/** The ids of tool calls, which some programs make anew with each request, become numbers in the order of the conversation. */
import type { ApiMessage } from '../request.ts';

/** Nine letters and digits, because some templates refuse ids of another length. */
const idOf = (index: number): string => `call${String(index).padStart(5, '0')}`;

/** The same messages if nothing changes, or if a result answers no call before it. */
export const numberCalls = (messages: readonly ApiMessage[]): readonly ApiMessage[] => {
  /** The newest id of each: a program may use one again. */
  const ids = new Map<string, string>();
  let count = 0;
  let isChanged = false;
  const numbered: ApiMessage[] = [];
  for (const message of messages) {
    if (message.role === 'assistant' && message.calls.length > 0) {
      const calls = message.calls.map((call) => {
        const id = idOf(count++);
        ids.set(call.id, id);
        isChanged ||= id !== call.id;
        return { ...call, id };
      });
      numbered.push({ ...message, calls });
    } else if (message.role === 'tool') {
      const callId = ids.get(message.callId);
      if (callId === undefined) return messages;
      numbered.push({ ...message, callId });
    } else numbered.push(message);
  }
  return isChanged ? numbered : messages;
};
