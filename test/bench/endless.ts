/** A copy of a model whose answers go on until the context is full. */
import { readFileSync, writeFileSync } from 'node:fs';

const endKey = 'tokenizer.ggml.eos_token_id';
const endMark = '<|im_end|>';

/**
 * Writes a copy of a GGUF with ChatML's marks whose end mark has another name and ends nothing any more: an answer of
 * forty tokens is over while the window still draws the question, so that it says nothing of the speed of decode.
 */
export const endlessCopy = (from: string, to: string): void => {
  const bytes = readFileSync(from);
  const key = bytes.indexOf(endKey);
  if (key === -1 || bytes.indexOf(endMark) === -1) throw new Error(`${from} has no ${endMark}`);
  // After the key come its type (4 bytes) and the token's number; token 0 is never sampled.
  bytes.writeUInt32LE(0, key + endKey.length + 4);
  for (let at = bytes.indexOf(endMark); at !== -1; at = bytes.indexOf(endMark, at))
    bytes.write(endMark.replace('end', 'ENd'), at);
  writeFileSync(to, bytes);
};
