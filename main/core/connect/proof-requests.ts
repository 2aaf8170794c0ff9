/**
 * Requests in the shapes in which the programs send them: instructions and tools in front, then the conversation. The second request
 * repeats all of the first and adds a message.
 */
import type { ConnectTarget } from '../../shared/contract/api.ts';

/** The tokens that an answer may have: the proof is about the prompt. */
const longestAnswer = 16;

export interface ProofRequest {
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

export interface ProofShape {
  /** `earlier`: the texts so far, of the user and of the model by turns; the last one is the user's. */
  request(model: string, key: string, earlier: readonly string[]): ProofRequest;
  /** The text in one event of the streamed answer, or in the whole answer. */
  textIn(data: unknown): string;
}

const instructions = [
  'You are a coding assistant in a terminal. You help with one project at a time and change files only with the tools below.',
  'Read a file before you edit it. Keep the style of the code around a change. Do not add comments that repeat the code.',
  'Run the tests after a change, and say which of them failed. Never invent the output of a command.',
  'Ask before you delete a file, before you install a package, and before anything leaves this computer.',
  'Answer in the language of the user, in a few sentences, and name files with their line, for example src/area.ts:12.',
  'If a task has several steps, list them first, then do one after the other, and say after each what you found.',
].join('\n');

const field = (description: string) => ({ type: 'string', description });

/** Name, purpose, and fields. */
const tools: [
  name: string,
  description: string,
  fields: Record<string, { type: string; description: string }>,
][] = [
  [
    'read_file',
    'Reads a file of the project. Long files are returned in parts of 2,000 lines; ask for the next part with the offset of its first line.',
    { path: field('The path of the file, absolute.'), offset: field('The first line to read, from 1.') },
  ],
  [
    'write_file',
    'Writes a file of the project and makes its folders. An existing file is replaced, so read it first and keep what has to stay.',
    { path: field('The path of the file, absolute.'), content: field('The whole text of the file.') },
  ],
  [
    'edit_file',
    'Replaces a text in a file. The text has to be in the file exactly once, with all of its spaces.',
    {
      path: field('The path of the file, absolute.'),
      before: field('The text to replace.'),
      after: field('The text that takes its place.'),
    },
  ],
  [
    'search',
    'Searches the files of the project for a regular expression and returns the lines that match, with the path and the number of each.',
    { pattern: field('The expression.'), folder: field('The folder to search in; the project without it.') },
  ],
  [
    'run_command',
    'Runs a command in a shell in the folder of the project and returns what it printed. It ends after two minutes.',
    { command: field('The command.'), why: field('One sentence for the user that says what it does.') },
  ],
  [
    'list_files',
    'Lists the files of a folder, the ones that were changed last first, without those that Git ignores.',
    { folder: field('The folder, absolute.') },
  ],
];

const schemaOf = (fields: Record<string, { type: string; description: string }>) => ({
  type: 'object',
  properties: fields,
  required: Object.keys(fields).slice(0, 1),
});

const functions = tools.map(([name, description, fields]) => ({
  type: 'function',
  function: { name, description, parameters: schemaOf(fields) },
}));

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const roleOf = (index: number): 'user' | 'assistant' => (index % 2 === 0 ? 'user' : 'assistant');

const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[name]
        : undefined,
    value,
  );
const textAt = (value: unknown, ...path: (string | number)[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};

/** A chat completion. `systems`: the texts of its system messages. */
const chatShape = (systems: readonly string[], isAgent: boolean): ProofShape => ({
  request: (model, key, earlier) => ({
    path: '/v1/chat/completions',
    headers: bearer(key),
    body: {
      model,
      max_tokens: longestAnswer,
      messages: [
        ...systems.map((content) => ({ role: 'system', content })),
        ...earlier.map((content, index) => ({ role: roleOf(index), content })),
      ],
      ...(isAgent ? { tools: functions, stream: true, stream_options: { include_usage: true } } : {}),
    },
  }),
  textIn: (data) =>
    textAt(data, 'choices', 0, 'delta', 'content') || textAt(data, 'choices', 0, 'message', 'content'),
});

const agent = chatShape([instructions], true);

/** `newId`: of letters and digits, another one for each call. */
const claudeCode = (newId: () => string): ProofShape => ({
  request: (model, key, earlier) => ({
    path: '/v1/messages?beta=true',
    headers: { ...bearer(key), 'anthropic-version': '2023-06-01', 'x-app': 'cli' },
    body: {
      model,
      max_tokens: longestAnswer,
      stream: true,
      system: [
        // Claude Code begins each request with such a block, in which the last value is another one each time.
        {
          type: 'text',
          text: `x-anthropic-billing-header: cc_version=2.1.304.a1b; cc_entrypoint=cli; cch=${newId().slice(0, 5)};`,
        },
        { type: 'text', text: instructions, cache_control: { type: 'ephemeral' } },
      ],
      tools: tools.map(([name, description, fields]) => ({
        name,
        description,
        input_schema: schemaOf(fields),
      })),
      messages: earlier.map((text, index) => ({ role: roleOf(index), content: [{ type: 'text', text }] })),
    },
  }),
  textIn: (data) => textAt(data, 'delta', 'text'),
});

const codex: ProofShape = {
  request: (model, key, earlier) => ({
    path: '/v1/responses',
    headers: { ...bearer(key), accept: 'text/event-stream' },
    body: {
      model,
      instructions,
      stream: true,
      store: false,
      max_output_tokens: longestAnswer,
      tool_choice: 'auto',
      parallel_tool_calls: false,
      tools: tools.map(([name, description, fields]) => ({
        type: 'function',
        name,
        description,
        strict: false,
        parameters: schemaOf(fields),
      })),
      input: earlier.map((text, index) => ({
        type: 'message',
        role: roleOf(index),
        content: [{ type: roleOf(index) === 'user' ? 'input_text' : 'output_text', text }],
      })),
    },
  }),
  textIn: (data) => (at(data, 'type') === 'response.output_text.delta' ? textAt(data, 'delta') : ''),
};

/** The shape of each program's requests. */
export const proofShape = (target: ConnectTarget, newId: () => string): ProofShape => {
  switch (target) {
    case 'claude-code':
      return claudeCode(newId);
    case 'codex':
      return codex;
    case 'opencode':
      // It sends its instructions and those of the project apart.
      return chatShape([instructions, 'The project is an empty folder without a README.'], true);
    case 'curl':
    case 'python':
      return chatShape([], false);
    case 'open-webui':
      return chatShape([instructions], false);
    default:
      return agent;
  }
};

/** What the user says first and then. Without instructions, the first message has to be long enough to show a difference. */
export const proofTexts = (target: ConnectTarget): readonly [string, string] =>
  target === 'curl' || target === 'python'
    ? [`${instructions}\n\nWhich of these rules is the most important one?`, 'Why?']
    : ['Which files does this project have?', 'Then write a README with one sentence.'];
