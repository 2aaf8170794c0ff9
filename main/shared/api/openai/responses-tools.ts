/** Tools of responses. */
import { z } from 'zod';
import type { OfferedTools, Tool } from '../../engine/tools.ts';
import { unsupported } from '../body.ts';
import { field, ignore, readPart } from '../fields.ts';
import { functionShape, mostTools, offered, toolName, toolOf } from './tools.ts';

const choiceOfTool = z.looseObject({ type: z.string().max(100), name: z.string().max(200).nullish() });

export const responseToolFields = {
  tools: field(
    z.array(z.looseObject({ type: z.string().max(100) })).max(mostTools),
    'Functions that the model may call, also within a `namespace`. Tools of other types are skipped and named in `hearth.ignored`.',
  ),
  tool_choice: field(
    z.union([
      z.enum(['none', 'auto', 'required']),
      z.object({
        type: z.literal('allowed_tools'),
        mode: z.enum(['auto', 'required']),
        tools: z.array(choiceOfTool).min(1),
      }),
      choiceOfTool,
    ]),
    '`auto`, `none`, `required`, a function, or `allowed_tools`, which offers the model only those.',
  ),
  parallel_tool_calls: field(z.boolean(), 'Whether one answer may have several calls; `true` if absent.'),
};

const functionTool = z.object({ type: z.literal('function'), ...functionShape });
const namespaceTool = z.object({
  type: z.literal('namespace'),
  name: toolName,
  description: z.string().nullish(),
  tools: z.array(z.looseObject({ type: z.string().max(100) })).max(mostTools),
});

/** A function of a namespace is offered under both names; its calls are told under its own again. */
export const joinedName = (namespace: string, name: string): string =>
  namespace.endsWith('__') ? `${namespace}${name}` : `${namespace}__${name}`;

/** The tools that were read. `namespaces`: the namespace and the own name of functions, by the names under which they are offered. */
export interface ResponseTools {
  offered: OfferedTools | null;
  namespaces: ReadonlyMap<string, { namespace: string; name: string }>;
}

type Fields = z.infer<z.ZodObject<typeof responseToolFields>>;

export const responseTools = (
  { tools: given, tool_choice: choice, parallel_tool_calls: areParallel }: Fields,
  ignored: string[],
): ResponseTools => {
  const tools: Tool[] = [];
  const namespaces = new Map<string, { namespace: string; name: string }>();
  for (const [index, tool] of (given ?? []).entries()) {
    const at = `tools[${index}]`;
    if (tool.type === 'function') tools.push(toolOf(readPart(functionTool, tool, at, ignored)));
    else if (tool.type === 'namespace') {
      const space = readPart(namespaceTool, tool, at, ignored);
      for (const [inner, one] of space.tools.entries()) {
        const place = `${at}.tools[${inner}]`;
        if (one.type !== 'function') {
          ignore(ignored, `${place} (${one.type})`);
          continue;
        }
        const own = toolOf(readPart(functionTool, one, place, ignored));
        const name = joinedName(space.name, own.name);
        namespaces.set(name, { namespace: space.name, name: own.name });
        tools.push({ ...own, name });
      }
    } else ignore(ignored, `${at} (${tool.type})`);
  }
  const nameOf = (one: z.infer<typeof choiceOfTool>): string => {
    if (one.type !== 'function' || typeof one.name !== 'string')
      throw unsupported(`tool_choice of the type "${one.type}"`, 'Hearth offers functions only');
    const { name } = one;
    const found = [...namespaces].find(([, own]) => own.name === name)?.[0];
    return tools.some((tool) => tool.name === name) ? name : (found ?? name);
  };
  const chosen = choice ?? 'auto';
  const asked =
    typeof chosen === 'string'
      ? chosen
      : 'tools' in chosen && 'mode' in chosen && chosen.type === 'allowed_tools'
        ? {
            allowed: (chosen.tools as z.infer<typeof choiceOfTool>[]).map(nameOf),
            mode: chosen.mode as 'auto' | 'required',
          }
        : { name: nameOf(chosen as z.infer<typeof choiceOfTool>) };
  return { offered: offered(tools, asked, areParallel ?? true), namespaces };
};
