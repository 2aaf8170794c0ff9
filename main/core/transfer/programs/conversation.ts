/** A chat as it is read from an export, before it is stored. */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import type { Told } from '../../../shared/words/told.ts';
import type { TransferUnit } from '../../../shared/contract/transfer.ts';

/** The columns of a message that only Hearth's own export has; each is checked before it is stored. */
export interface OwnMessageFields {
  modelId: string | null;
  ending: string | null;
  problem: Told | null;
  /** What the user wanted the answer to begin with. */
  beginning: string | null;
  timings: unknown;
  anatomy: unknown;
  /** Base64 of 32-bit floats, little-endian. */
  gaps: string | null;
}

export interface ImportedMessage {
  /** The program that it comes from and its id there, as in `chatgpt:1f0c`. */
  source: string;
  /** The source of the message before it; `null` for a first message. It comes earlier in the list. */
  parent: string | null;
  role: 'user' | 'model';
  parts: MessagePart[];
  modelName: string | null;
  /** Milliseconds since the epoch; `null` if the export does not tell or tells nonsense. */
  createdAt: number | null;
  own?: OwnMessageFields;
}

/** The columns of a chat that only Hearth's own export has. */
export interface OwnChatFields {
  overflow: unknown;
  thinking: unknown;
  settings: unknown;
  /** An object with the name and the settings of its preset; `null`: none. */
  preset: unknown;
  titledBy: unknown;
  pinnedAt: number | null;
  archivedAt: number | null;
  /** The source of the first message that the model still sees. */
  firstKept: string | null;
  /** The source of the message of another chat from which it was forked. */
  forkedFrom: string | null;
}

export interface ImportedChat {
  source: string;
  /** The name of the program that it comes from. */
  program: string;
  title: string;
  createdAt: number | null;
  updatedAt: number | null;
  isPinned: boolean;
  isArchived: boolean;
  /** The name of the folder that it is in. */
  folder: string | null;
  systemPrompt: string | null;
  /** Parents before their children, siblings oldest first. Never empty. */
  messages: ImportedMessage[];
  /** The source of the last message of the path that was shown; `null` if the export does not tell. */
  tip: string | null;
  own?: OwnChatFields;
  /** The content of the chat that was not imported. */
  remarks: { unit: TransferUnit; told: Told; count: number }[];
}
