/** Tools as OpenAI's two kinds of requests describe them. */
import { z } from 'zod';
import type { OfferedTools, Tool, ToolChoice } from '../../engine/tools.ts';
import { unsupported } from '../body.ts';
import { anyObject, field } from '../fields.ts';
import { ApiFault } from '../fault.ts';

export const mostTools = 1000;
/** The names that `Tool` allows. */
export const toolName = z.string().regex(/^[\w.\-/]{1,128}$/, 'a name has 1 to 128 letters, digits, _ - . /');

/** What both kinds of requests say of a function. */
export const functionShape = {
  name: toolName,
  description: z.string().nullish(),
  parameters: anyObject.nullish(),
  strict: z.boolean().nullish(),
};

const chatTool = z.looseObject({ type: z.string(), function: z.object(functionShape).optional() });

export const chatToolFields = {
  tools: field(
    z.array(chatTool).max(mostTools),
    'Functions that the model may call. `strict` binds the arguments of a call to the schema.',
  ),
  tool_choice: field(
    z.union([
      z.enum(['none', 'auto', 'required']),
      z.object({ type: z.literal('function'), function: z.object({ name: toolName }) }),
      z.object({
        type: z.literal('allowed_tools'),
        allowed_tools: z.object({
          mode: z.enum(['auto', 'required']),
          tools: z
            .array(z.object({ type: z.literal('function'), function: z.object({ name: toolName }) }))
            .min(1),
        }),
      }),
    ]),
    '`auto`, `none`, `required`, a function, or `allowed_tools`, which offers the model only those.',
  ),
  parallel_tool_calls: field(z.boolean(), 'Whether one answer may have several calls; `true` if absent.'),
};

const shape = z.object(chatToolFields);

export const toolOf = ({
  name,
  description,
  parameters,
  strict,
}: z.infer<z.ZodObject<typeof functionShape>>): Tool => ({
  name,
  description: description ?? '',
  parameters: parameters ?? { type: 'object', properties: {} },
  ...(strict === true ? { isStrict: true as const } : {}),
});

/** The tools that are offered, after a choice among them; `null`: none. `field`: the name of the field with the choice. */
export const offered = (
  tools: readonly Tool[],
  choice: ToolChoice | { allowed: readonly string[]; mode: 'auto' | 'required' },
  areParallel: boolean,
  choiceField = 'tool_choice',
): OfferedTools | null => {
  const has = (name: string) => tools.some((tool) => tool.name === name);
  const named = typeof choice === 'string' ? [] : 'allowed' in choice ? choice.allowed : [choice.name];
  const missing = named.find((name) => !has(name));
  if (missing !== undefined)
    throw new ApiFault('bad-request', `${choiceField} names ${missing}, which is not among the tools.`, {
      field: choiceField,
    });
  if (tools.length === 0) {
    if (choice === 'required')
      throw new ApiFault('bad-request', `${choiceField} is "required", but there are no tools.`, {
        field: choiceField,
      });
    return null;
  }
  const twice = tools.find((tool, index) => tools.findIndex(({ name }) => name === tool.name) !== index);
  if (twice !== undefined)
    throw new ApiFault('bad-request', `Two tools have the name ${twice.name}.`, { field: 'tools' });
  if (typeof choice === 'string' || 'name' in choice) return { tools, choice, areParallel };
  return { tools: tools.filter(({ name }) => named.includes(name)), choice: choice.mode, areParallel };
};

/** The tools of a chat completion. */
export const chatTools = ({
  tools,
  tool_choice: choice,
  parallel_tool_calls: areParallel,
}: z.infer<typeof shape>): OfferedTools | null => {
  const read = (tools ?? []).map((tool, index) => {
    if (tool.type !== 'function' || tool.function === undefined)
      throw unsupported(`tools[${index}].type`, 'chat completions have tools of the type "function" only');
    return toolOf(tool.function);
  });
  const chosen = choice ?? 'auto';
  const asked =
    typeof chosen === 'string'
      ? chosen
      : chosen.type === 'function'
        ? { name: chosen.function.name }
        : {
            allowed: chosen.allowed_tools.tools.map((tool) => tool.function.name),
            mode: chosen.allowed_tools.mode,
          };
  return offered(read, asked, areParallel ?? true);
};
