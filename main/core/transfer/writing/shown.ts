/** The messages of a chat that are exported for reading: the path that is shown. */
import type { StoredChat, StoredMessage } from './stored-chat.ts';

export const shownMessages = ({ messages, path }: StoredChat): StoredMessage[] => {
  const bySource = new Map(messages.map((message) => [message.source, message]));
  return path.flatMap((source) => bySource.get(source) ?? []);
};
