/** The properties of each component that draws a part of a message. */
import type { Message } from '../../main/shared/contract/message.ts';
import type { MessagePart, PartKind } from '../../main/shared/contract/parts.ts';

export interface PartProps<Kind extends PartKind = PartKind> {
  part: Extract<MessagePart, { kind: Kind }>;
  /** The id of the message and the index of the part. */
  id: string;
  role: Message['role'];
  /** No other part follows, at least not yet. */
  isLast: boolean;
  /** The running answer is adding text to this part. */
  isGrowing: boolean;
  /** How long the model thought, in ms; `null` while it thinks, if unknown, and for parts other than thoughts. */
  thoughtMs: number | null;
}
