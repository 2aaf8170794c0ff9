/** The height of each message: measured when it was drawn, otherwise estimated from the length of its text. */
import type { Message } from '../../main/shared/contract/message.ts';

type Measurable = Pick<Message, 'id' | 'role' | 'parts'>;

/** Heights in CSS pixels by the message's id, all measured at `measuredWidth`. */
const measured = new Map<string, number>();
let measuredWidth = 0;

/** A line of text is about 26 px high and 75 characters wide; the rest of a message takes about three lines. */
const linePx = 26;
const lineCharacters = 75;
const restPx = 80;

/** Thoughts are folded and documents are names, so they do not count. */
const estimatedPx = ({ parts }: Measurable): number => {
  const characters = parts.reduce(
    (sum, { kind, text }) => sum + (kind === 'thoughts' || kind === 'document' ? 0 : text.length),
    1,
  );
  return restPx + linePx * Math.ceil(characters / lineCharacters);
};

export const heightOf = (message: Measurable): number => measured.get(message.id) ?? estimatedPx(message);

/** Stores the height of a message at a width of the conversation; another width invalidates all earlier heights. */
export const noteHeight = (messageId: string, heightPx: number, widthPx: number): void => {
  if (Math.abs(widthPx - measuredWidth) > 0.5) {
    measured.clear();
    measuredWidth = widthPx;
  }
  measured.set(messageId, heightPx);
};

/** The messages, from `first` up to but not including `end`, that are at least partly between `topPx` and `bottomPx`. */
export const messagesWithin = (
  messages: readonly Measurable[],
  topPx: number,
  bottomPx: number,
): { first: number; end: number } => {
  let y = 0;
  let first = messages.length;
  for (const [index, message] of messages.entries()) {
    const next = y + heightOf(message);
    if (next > topPx && first === messages.length) first = index;
    if (y >= bottomPx) return { first: Math.min(first, index), end: index };
    y = next;
  }
  return { first: Math.min(first, Math.max(0, messages.length - 1)), end: messages.length };
};

/** The total height of all messages, in CSS pixels. */
export const heightOfAll = (messages: readonly Measurable[]): number =>
  messages.reduce((sum, message) => sum + heightOf(message), 0);
