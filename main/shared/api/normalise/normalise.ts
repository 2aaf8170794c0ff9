/**
 * Settles what programs change in the beginning of a prompt from request to request, so that what was processed can be reused. Each kind of
 * change is a choice of the user. What a conversation becomes depends on nothing but the conversation, and the next request, which repeats
 * it with more messages behind, begins with the same.
 */
import type { ApiConversation } from '../request.ts';
import { withoutBilling } from './billing.ts';
import { numberCalls } from './call-ids.ts';
import { settleDates } from './dates.ts';
import { settleReminders } from './reminders.ts';
import { placeSystemMessages } from './system-messages.ts';
import { sortSchemas, sortTools } from './tools.ts';

/** What can be settled, in the order in which it is. */
export const normalisings = [
  /** The billing block of Claude Code is dropped. */
  'billing',
  /** Several system messages become one, and later ones parts of other messages. */
  'system-messages',
  /** Today's date moves out of the system prompt, and times of day are rounded. */
  'dates',
  /** Reminders that move from message to message go to the end. */
  'reminders',
  /** Tools are sorted by their names. */
  'tool-order',
  /** The keys of the schemas of tools are sorted. */
  'tool-schemas',
  /** The ids of calls become numbers. */
  'call-ids',
] as const;
export type Normalising = (typeof normalisings)[number];

/**
 * What is settled unless the user says otherwise: all but the keys of schemas, because models write the arguments of a call in the order of
 * the schema, which its author may have meant.
 */
export const usualNormalisings: readonly Normalising[] = normalisings.filter((one) => one !== 'tool-schemas');

/** The conversation, and what was changed, a phrase each, as `HearthFigures.normalised` tells it. */
export interface Normalised<Conversation extends ApiConversation> {
  conversation: Conversation;
  told: string[];
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `allowed`: what the user lets Hearth settle. */
export const normalise = <Conversation extends ApiConversation>(
  conversation: Conversation,
  allowed: ReadonlySet<Normalising>,
): Normalised<Conversation> => {
  let { messages } = conversation;
  let tools = conversation.tools?.tools ?? [];
  const told: string[] = [];
  if (allowed.has('billing')) {
    const without = withoutBilling(messages);
    if (without.some((message, index) => message !== messages[index]) || without.length < messages.length) {
      messages = without;
      told.push('dropped the billing line of the client');
    }
  }
  if (allowed.has('system-messages')) {
    const { merged, placed, messages: settled } = placeSystemMessages(messages);
    messages = settled;
    if (merged > 0) told.push(`merged ${counted(merged, 'system message')} into one`);
    if (placed > 0) told.push(`made ${counted(placed, 'later system message')} part of the messages around`);
  }
  if (allowed.has('dates')) {
    const { isMoved, isRounded, ...dated } = settleDates({ messages, tools });
    ({ messages, tools } = dated);
    if (isMoved) told.push('moved the date from the system prompt to the end of the first message');
    if (isRounded) told.push('left times of day out of the system prompt');
  }
  if (allowed.has('reminders')) {
    const settled = settleReminders(messages);
    if (settled !== messages) told.push('moved the reminders to the end of the prompt');
    messages = settled;
  }
  if (allowed.has('tool-order')) {
    const sorted = sortTools(tools);
    if (sorted.some((tool, index) => tool !== tools[index])) told.push('sorted the tools by name');
    tools = sorted;
  }
  if (allowed.has('tool-schemas')) {
    const sorted = sortSchemas(tools);
    if (sorted.some((tool, index) => tool !== tools[index])) told.push('sorted the schemas of the tools');
    tools = sorted;
  }
  if (allowed.has('call-ids')) {
    const numbered = numberCalls(messages);
    if (numbered !== messages) told.push('numbered the tool calls');
    messages = numbered;
  }
  if (told.length === 0) return { conversation, told };
  const offered = conversation.tools === null ? null : { ...conversation.tools, tools };
  return { conversation: { ...conversation, messages, tools: offered }, told };
};
