/** Tools of Anthropic's dialect. */
import { z } from 'zod';
import type { OfferedTools, Tool, ToolChoice } from '../../engine/tools.ts';
import { ApiFault } from '../fault.ts';
import { anyObject, ignore, noEffect, readPart } from '../fields.ts';
import type { CountBody } from './fields.ts';

const tool = z.object({
  type: z.string().nullish(),
  name: z.string().regex(/^[\w.\-/]{1,128}$/, 'a name has 1 to 128 letters, digits, _ - . /'),
  description: z.string().nullish(),
  input_schema: anyObject,
  strict: z.boolean().nullish(),
  cache_control: noEffect('The state of every prompt is kept.'),
  eager_input_streaming: noEffect('Arguments are always streamed while they are generated.'),
});

/** Only tools of the client have a schema of their own. */
const isOfClient = (type: string | null | undefined): boolean =>
  type === null || type === undefined || type === 'custom';

const choiceOf = (choice: CountBody['tool_choice']): ToolChoice => {
  if (choice === null || choice === undefined) return 'auto';
  if (choice.type === 'tool') return { name: choice.name };
  return choice.type === 'any' ? 'required' : choice.type;
};

/** The tools that are offered; `null`: none. `ignored` gets the names of those that were skipped. */
export const toolsOf = (
  { tools, tool_choice: given }: Pick<CountBody, 'tools' | 'tool_choice'>,
  ignored: string[],
): OfferedTools | null => {
  const offered: Tool[] = [];
  for (const [index, one] of (tools ?? []).entries()) {
    if (!isOfClient(one.type)) {
      ignore(ignored, `tools[${index}] (${one.type})`);
      continue;
    }
    const {
      name,
      description,
      input_schema: parameters,
      strict,
    } = readPart(tool, one, `tools[${index}]`, ignored);
    if (offered.some((other) => other.name === name))
      throw new ApiFault('bad-request', `Two tools have the name ${name}.`, {
        field: `tools[${index}].name`,
      });
    offered.push({
      name,
      description: description ?? '',
      parameters,
      ...(strict === true ? { isStrict: true as const } : {}),
    });
  }
  const choice = choiceOf(given);
  const isNamed = typeof choice !== 'string';
  if (isNamed && !offered.some(({ name }) => name === choice.name))
    throw new ApiFault(
      'bad-request',
      `tool_choice names ${choice.name.slice(0, 128)}, which is not among the tools.`,
      {
        field: 'tool_choice.name',
      },
    );
  if (offered.length === 0) {
    if (choice === 'required')
      throw new ApiFault('bad-request', 'tool_choice asks for a call, but there are no tools.', {
        field: 'tool_choice',
      });
    return null;
  }
  const areParallel = !(
    given !== null &&
    given !== undefined &&
    'disable_parallel_tool_use' in given &&
    given.disable_parallel_tool_use === true
  );
  return { tools: offered, choice, areParallel };
};
