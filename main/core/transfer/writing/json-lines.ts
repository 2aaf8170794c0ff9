/**
 * Writes chats as JSON Lines, with everything that Hearth stores about them except the tokens of answers: tokens are put into prompts
 * unchecked, and those of an untrusted file could include control tokens. The first line has the version. Each chat has one line
 * for itself and one for each message. programs/hearth.ts reads these files.
 */
import { linesVersion } from '../programs/hearth.ts';
import type { StoredChat } from './stored-chat.ts';
import type { ExportWriter } from './writer.ts';

const line = (value: object): string => `${JSON.stringify(value)}\n`;

const base64 = (bytes: Buffer | null): string | null => bytes?.toString('base64') ?? null;

function* linesOf(stored: StoredChat): Generator<string> {
  const { chat, source } = stored;
  yield line({
    hearth: 'chat',
    version: linesVersion,
    id: source,
    title: chat.title,
    createdAt: chat.createdAt,
    updatedAt: chat.updatedAt,
    tip: stored.path.at(-1) ?? null,
    firstKept: stored.firstKept,
    forkedFrom: stored.forkedFrom,
    overflow: chat.overflow,
    thinking: chat.thinking,
    settings: stored.settings,
    preset: stored.preset,
    titledBy: stored.titledBy,
    pinnedAt: stored.pinnedAt,
    archivedAt: stored.archivedAt,
    folder: stored.folder,
  });
  for (const { message, source: id, parent, anatomy, gaps } of stored.messages)
    yield line({
      hearth: 'message',
      chat: source,
      id,
      parent,
      role: message.role,
      parts: message.parts,
      model: message.modelName,
      modelId: message.modelId,
      createdAt: message.createdAt,
      ending: message.ending,
      problem: message.problem,
      beginning: message.beginning,
      timings: message.timings,
      anatomy,
      gaps: base64(gaps),
    });
}

export const jsonLines: ExportWriter = {
  head: ({ version, exportedAt }) => [
    line({ hearth: 'chats', version: linesVersion, by: version, exportedAt }),
  ],
  chat: linesOf,
  tail: () => [],
};
