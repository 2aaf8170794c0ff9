/** What an agent sends: a head that changes with each request, long instructions, many tools, and a conversation that grows. */
import { existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateChatModel, tinyShape } from '../../fixtures/models/generate-llama.ts';
import { syntheticVocabulary } from '../../fixtures/models/vocabulary.ts';
import { sizes, type ModelSize } from '../gpu/plan.ts';
import { fillerText } from '../workload.ts';

export interface Load {
  /** Tokens of the instructions, without the tools. */
  instructions: number;
  tools: number;
  /** Requests of each client. */
  turns: number;
  /** Tokens of each message of the user. */
  newTokens: number;
  answerTokens: number;
  /** A pause before this turn, and a restart before that one; both from 0. */
  pauseBefore: number;
  restartBefore: number;
  pauseMs: number;
  /** The context that is given for each token that is needed. */
  room: number;
}

export const fullLoad: Load = {
  instructions: 20_000,
  tools: 40,
  turns: 30,
  newTokens: 300,
  answerTokens: 8,
  pauseBefore: 10,
  restartBefore: 20,
  pauseMs: 15_000,
  room: 1.4,
};

/** Says that everything runs; its figures mean little. */
export const shortLoad: Load = {
  ...fullLoad,
  instructions: 1200,
  tools: 5,
  turns: 6,
  newTokens: 60,
  pauseBefore: 2,
  restartBefore: 4,
  pauseMs: 3000,
  room: 3,
};

/** The context that one client needs, in tokens, with room: a small vocabulary splits texts into more tokens. */
export const contextFor = ({ instructions, tools, turns, newTokens, answerTokens, room }: Load): number =>
  1024 * Math.ceil((room * (instructions + 150 * tools + turns * (newTokens + answerTokens + 20))) / 1024);

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The request of a client for one turn. `said`: its messages and the answers so far. */
export const requestOf = (load: Load, client: number, turn: number, said: readonly Message[]): object => ({
  model: '',
  messages: [{ role: 'system', content: head(client, turn) + instructionsOf(load, client) }, ...said],
  ...(load.tools === 0 ? {} : { tools: toolsOf(load.tools) }),
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: load.answerTokens,
  temperature: 0,
});

export const questionOf = ({ newTokens }: Load, client: number, turn: number): Message => ({
  role: 'user',
  content: fillerText(10_000 + 1000 * client + turn, newTokens),
});

/** As Claude Code begins its prompts, and the time of day. */
const head = (client: number, turn: number): string => {
  const changing = (1_000_003 * (client + 1) * (turn + 1)).toString(16);
  const two = (number: number): string => String(number).padStart(2, '0');
  return (
    `x-anthropic-billing-header: cc_version=2.1.36.${changing}; cc_entrypoint=cli; cch=${changing};\n` +
    `Current date and time: 2026-11-29 ${two(9 + Math.floor(turn / 6))}:${two((turn * 7) % 60)}:${two((turn * 13) % 60)}\n\n`
  );
};

const instructionsOf = ({ instructions }: Load, client: number): string =>
  fillerText(500 + client, instructions);

const toolsOf = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'function',
    function: {
      name: `tool_${index}`,
      description: fillerText(700 + index, 40),
      parameters: {
        type: 'object',
        properties: {
          path: { type: 'string', description: fillerText(800 + index, 12) },
          lines: { type: 'integer' },
        },
        required: ['path'],
      },
    },
  }));

/** ChatML with tools as Hermes and Qwen write them. */
const template =
  "{%- if tools %}{{ '<|im_start|>system\\n' }}{%- if messages[0].role == 'system' %}{{ messages[0].content + '\\n\\n' }}{%- endif %}" +
  "{{ '# Tools\\n\\nYou are provided with function signatures within <tools></tools> XML tags:\\n<tools>' }}" +
  "{%- for tool in tools %}{{ '\\n' }}{{ tool | tojson }}{%- endfor %}" +
  '{{ \'\\n</tools>\\n\\nFor each function call, return a json object within <tool_call></tool_call> XML tags:\\n<tool_call>\\n{"name": <function-name>, "arguments": <args-json-object>}\\n</tool_call><|im_end|>\\n\' }}' +
  "{%- elif messages[0].role == 'system' %}{{ '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}{%- endif %}" +
  "{%- for message in messages %}{%- if not (loop.first and message.role == 'system') %}" +
  "{%- if message.role == 'tool' %}{{ '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}" +
  "{%- else %}{{ '<|im_start|>' + message.role + '\\n' }}{%- if message.content %}{{ message.content }}{%- endif %}" +
  '{%- for call in message.tool_calls or [] %}{{ \'\\n<tool_call>\\n{"name": "\' + call.function.name + \'", "arguments": \' }}{{ call.function.arguments | tojson }}{{ \'}\\n</tool_call>\' }}{%- endfor %}' +
  "{{ '<|im_end|>\\n' }}{%- endif %}{%- endif %}{%- endfor %}" +
  "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}";

/** The model of a short run; it loads in a moment. */
const tiny: ModelSize = { name: 'tiny', shape: tinyShape, vocabulary: 2048 };

/** A generated model by its name, as in `gpu/plan.ts`, or `null` if no size has that name. */
export const sizeNamed = (name: string): ModelSize | null =>
  [tiny, ...sizes].find((size) => size.name === name) ?? null;

/** The path of a model with a long context and a template that knows tools. It is made once. */
export const agentModel = ({ name, shape, vocabulary }: ModelSize): string => {
  const path = join(tmpdir(), `hearth-agent-model-${name}.gguf`);
  if (existsSync(path)) return path;
  generateChatModel(`${path}.part`, {
    shape: { ...shape, contextLength: 131_072 },
    vocabulary: syntheticVocabulary(vocabulary),
    chatTemplate: template,
    name: 'Generated agent',
  });
  renameSync(`${path}.part`, path);
  return path;
};
