/**
 * Claude Code begins its system prompt with a block `x-anthropic-billing-header: cc_version=…; cch=…;`. Parts of it change with every
 * request, so nothing behind it could ever be reused. It says nothing to the model.
 */
import type { ApiMessage } from '../request.ts';

/** One line, and the empty lines that part it from the next block. */
const block = /^\s*x-anthropic-billing-header:[^\n]*(?:\n\s*)*/;

export const withoutBilling = (messages: readonly ApiMessage[]): ApiMessage[] =>
  messages.flatMap((message) => {
    if (message.role !== 'system' || !block.test(message.text)) return [message];
    const text = message.text.replace(block, '');
    return text === '' ? [] : [{ ...message, text }];
  });
