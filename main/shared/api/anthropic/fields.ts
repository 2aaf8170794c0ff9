/** The body of messages, and what its fields mean. */
import { z } from 'zod';
import type { ResponseFormat } from '../../settings/entry.ts';
import { anyObject, field, ignore, noEffect, refused } from '../fields.ts';
import { openaiSamplingFields, moreSamplingFields } from '../sampling.ts';
import { schemaFormat } from '../schemas.ts';
import { thinkingOfEffort } from '../thinking.ts';
import type { ApiConversation } from '../request.ts';

/** The most messages, blocks of one message, and tools. */
const mostMessages = 20_000;
const mostTools = 1000;

/** Blocks are read one by one, so that a fault names its place (blocks.ts). */
const block = z.looseObject({ type: z.string().max(100) });
const text = z.looseObject({ type: z.string().max(100), text: z.string().optional() });

const kept = 'The state of every prompt is kept and found by its tokens.';
const outputFormat = z.object({ type: z.literal('json_schema'), schema: anyObject });

/** What counting tokens takes too. */
const conversationFields = {
  model: z.string().max(300).optional().meta({
    description: 'A model by its name or an alias; absent or empty: whichever is loaded, or was used last.',
  }),
  messages: z
    .array(
      z.object({
        role: z.enum(['user', 'assistant', 'system']),
        content: z.union([z.string(), z.array(block)]),
      }),
    )
    .max(mostMessages)
    .meta({
      description:
        'The conversation. Blocks: `text`, `thinking`, `redacted_thinking`, `tool_use`, `tool_result`, `search_result`, and `document` with text. A message of the role `system` stays where it is. If the last message is the assistant’s, the answer continues it.',
    }),
  system: field(z.union([z.string(), z.array(text)]), 'The system prompt, as a text or as blocks of text.'),
  tools: field(
    z
      .array(z.looseObject({ name: z.string().max(200).optional(), type: z.string().max(100).nullish() }))
      .max(mostTools),
    'Tools of the client. Tools of other types (`web_search_…`, `bash_…`) are skipped and named in `hearth.ignored`.',
  ),
  tool_choice: field(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('auto'), disable_parallel_tool_use: z.boolean().nullish() }),
      z.object({ type: z.literal('any'), disable_parallel_tool_use: z.boolean().nullish() }),
      z.object({
        type: z.literal('tool'),
        name: z.string(),
        disable_parallel_tool_use: z.boolean().nullish(),
      }),
      z.object({ type: z.literal('none') }),
    ]),
    'Whether tools may, must or must not be called, which one, and whether several at once.',
  ),
  thinking: field(
    z.discriminatedUnion('type', [
      z.object({
        type: z.literal('enabled'),
        budget_tokens: z.int().min(0).max(10_000_000),
        display: z.string().nullish(),
        block_binding: noEffect('Thoughts are not bound to their place.'),
      }),
      z.object({
        type: z.literal('adaptive'),
        display: z.string().nullish(),
        block_binding: noEffect('Thoughts are not bound to their place.'),
      }),
      z.object({ type: z.literal('between_tools'), display: z.string().nullish() }),
      z.object({ type: z.literal('disabled') }),
    ]),
    '`enabled` with a token budget for thoughts (0: no limit), `adaptive`, `between_tools` (the same as `adaptive`), `disabled`; absent: the settings of the model. With the `display` `omitted`, blocks of thoughts have no text, and their signature holds it; every other value shows the thoughts in full.',
  ),
  output_config: field(
    z.object({
      effort: z.string().min(1).max(40).nullish(),
      format: outputFormat.nullish(),
      task_budget: noEffect('Hearth sees one request at a time.'),
    }),
    'The effort of thinking, and the schema that the answer is bound to.',
  ),
  output_format: field(outputFormat, 'As `output_config.format`.'),
  cache_control: noEffect(kept),
  context_management: field(
    z.looseObject({ edits: z.array(block).max(50).nullish() }),
    'Accepted, but Hearth edits no conversations: edits that would change one are named in `hearth.ignored`.',
  ),
  mcp_servers: refused('Hearth calls no tools itself', []),
  compaction: refused('Hearth leaves conversations as they are'),
  speed: noEffect('There is one speed.'),
  billing_policy: noEffect('Nothing is billed.'),
  user_profile_id: noEffect('Hearth tells clients apart by their keys.'),
  workspace_id: noEffect('Hearth tells clients apart by their keys.'),
  betas: noEffect('What a beta changes is asked for by its own fields.'),
};

export const countBody = z.strictObject(conversationFields);

export const messagesBody = z.strictObject({
  ...conversationFields,
  max_tokens: z.int().min(0).max(10_000_000).optional().meta({
    description:
      'The longest answer in tokens, thoughts included; 0: the prompt is processed and kept, and nothing is answered.',
  }),
  stop_sequences: field(
    z.array(z.string().min(1).max(200)).max(16),
    'Texts that end the answer and are not part of it.',
  ),
  stream: field(z.boolean(), 'Whether the answer is streamed as server-sent events.'),
  temperature: openaiSamplingFields.temperature,
  top_p: openaiSamplingFields.top_p,
  top_k: moreSamplingFields.top_k,
  metadata: noEffect('Metadata is for the client only.'),
  service_tier: noEffect('There is one tier.'),
  inference_geo: noEffect('Models run on this machine.'),
  diagnostics: noEffect('`hearth` says why no more of the prompt was reused.'),
  container: refused('Hearth runs no code'),
  thread: field(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('create') }),
      z.object({ type: z.literal('continue'), previous_message_id: z.string().min(1).max(200) }),
    ]),
    '`create`: the conversation is kept in memory under the id of the answer. `continue`: `messages` follow a kept one, whose system prompt and tools hold.',
  ),
  fallbacks: noEffect('Hearth answers with the model that is asked for, or says why not.'),
  fallback_credit_token: noEffect('Nothing is billed.'),
});

export type CountBody = z.infer<typeof countBody>;
export type MessagesBody = z.infer<typeof messagesBody>;

/** What the answer is bound to; `null`: nothing. */
export const formatOf = ({
  output_config: config,
  output_format: format,
}: CountBody): ResponseFormat | null => {
  if (config?.format !== null && config?.format !== undefined)
    return schemaFormat(config.format.schema, 'output_config.format.schema');
  return format === null || format === undefined ? null : schemaFormat(format.schema, 'output_format.schema');
};

/** What the fields say about thoughts. */
export const thinkingOf = ({ thinking, output_config: config }: CountBody): ApiConversation['thinking'] => {
  const { effort } = thinkingOfEffort(config?.effort);
  if (thinking === null || thinking === undefined) return { on: null, effort, budget: null };
  if (thinking.type === 'disabled') return { on: false, effort: null, budget: null };
  const budget = thinking.type === 'enabled' && thinking.budget_tokens > 0 ? thinking.budget_tokens : null;
  return { on: true, effort, budget };
};

/** Whether blocks of thoughts come without their text. */
export const omitsThoughts = ({ thinking }: CountBody): boolean =>
  thinking !== null && thinking !== undefined && 'display' in thinking && thinking.display === 'omitted';

/** Names the edits of the context that are not made. Keeping all thoughts is what Hearth does. */
export const ignoreEdits = ({ context_management: management }: CountBody, ignored: string[]): void => {
  for (const [index, edit] of (management?.edits ?? []).entries())
    if (!(edit.type.startsWith('clear_thinking') && edit['keep'] === 'all'))
      ignore(ignored, `context_management.edits[${index}] (${edit.type})`);
};
