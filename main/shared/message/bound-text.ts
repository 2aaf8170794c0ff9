/** Texts that were bound to a response format. */
import type { MessagePart } from '../contract/parts.ts';

/** Whether `text`, the beginning of a text that a schema allows or all of it, is complete. */
export const isWholeJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * A part as Markdown: JSON that was bound to a schema is a block of code. No line of JSON begins like the end of that block.
 * `isGrowing`: more may follow.
 */
export const markdownOf = (part: MessagePart, isGrowing = false): string =>
  part.kind === 'text' && part.bound === 'schema'
    ? `\`\`\`json\n${part.text}${isGrowing ? '' : '\n```'}`
    : part.text;
