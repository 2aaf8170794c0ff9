/** Fields about thoughts that OpenAI's dialect and llama-server's have. */
import { z } from 'zod';
import type { ApiConversation } from './request.ts';
import { field, refused } from './fields.ts';
import { ApiFault } from './fault.ts';

type Thinking = ApiConversation['thinking'];

/** No choice: the settings of the model decide. */
const openThinking: Thinking = { on: null, effort: null, budget: null };

/** The choice of an effort; `none` switches thoughts off. */
export const thinkingOfEffort = (effort: string | null | undefined): Thinking => {
  if (effort === null || effort === undefined) return openThinking;
  if (effort === 'none') return { on: false, effort: null, budget: null };
  // Some models have no least effort, and "minimal" must not switch on what the user has switched off.
  return { on: effort === 'minimal' ? null : true, effort, budget: null };
};

const effort = z.string().min(1).max(40);
const budget = z.int().min(-1).max(10_000_000);

export const thinkingFields = {
  reasoning_effort: field(
    effort,
    'The effort of thinking, as far as the model has levels; `none` switches it off.',
  ),
  reasoning: field(
    z.object({
      effort: effort.nullish(),
      max_tokens: budget.nullish(),
      enabled: z.boolean().nullish(),
      exclude: z.literal(false).nullish(),
    }),
    'The effort, the token budget for thoughts, or whether the model thinks (OpenRouter).',
  ),
  thinking: field(
    z.object({
      type: z.enum(['enabled', 'disabled', 'adaptive', 'auto']),
      budget_tokens: budget.nullish(),
      clear_thinking: z.literal(false).nullish(),
    }),
    'Whether the model thinks, and the token budget for thoughts.',
  ),
  enable_thinking: field(z.boolean(), 'Whether the model thinks.'),
  thinking_budget: field(budget, 'The token budget for thoughts.'),
  thinking_budget_tokens: field(budget, 'The token budget for thoughts.'),
  reasoning_budget: field(budget, 'The token budget for thoughts.'),
  reasoning_format: refused(
    'thoughts always come apart from the text',
    'auto',
    'deepseek',
    'deepseek-legacy',
  ),
  chat_template_kwargs: field(
    z.record(z.string().max(100), z.unknown()),
    'Variables of the chat template: texts, numbers, switches and `null`.',
  ),
};

/** What the fields say about thoughts; of several, the narrowest counts. */
export const thinkingOf = (fields: z.infer<z.ZodObject<typeof thinkingFields>>): Thinking => {
  const byEffort = thinkingOfEffort(fields.reasoning_effort ?? fields.reasoning?.effort);
  const given = [
    fields.thinking_budget_tokens,
    fields.thinking_budget,
    fields.reasoning_budget,
    fields.thinking?.budget_tokens,
    fields.reasoning?.max_tokens,
  ].find((one) => one !== null && one !== undefined);
  const kind = fields.thinking?.type;
  const switched =
    fields.enable_thinking ??
    fields.reasoning?.enabled ??
    (kind === undefined || kind === 'auto' ? null : kind !== 'disabled');
  return {
    on: switched ?? (given === 0 ? false : byEffort.on),
    effort: byEffort.effort,
    budget: given === undefined || given === null || given <= 0 ? null : given,
  };
};

/** The variables of the chat template. */
export const templateVariablesOf = (
  kwargs: Readonly<Record<string, unknown>> | null | undefined,
): ApiConversation['templateVariables'] => {
  const variables: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(kwargs ?? {})) {
    if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
      const at = `chat_template_kwargs.${name}`;
      throw new ApiFault(
        'unsupported',
        `${at} is not supported: variables are texts, numbers, switches and null.`,
        {
          field: at,
        },
      );
    }
    variables[name] = value as string | number | boolean | null;
  }
  return variables;
};
