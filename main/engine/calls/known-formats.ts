/** Formats that no rendering shows: templates that leave calls to the client, or know no tools. */
import type { CallFormat, ObjectFields } from './call-format.ts';

const named: ObjectFields = {
  name: 'name',
  arguments: 'arguments',
  id: null,
  order: [
    { key: 'name', holds: 'name' },
    { key: 'arguments', holds: 'arguments' },
  ],
};

/** For templates without tools, as Hermes and Qwen write calls: most models have seen this. */
export const genericFormat: CallFormat = {
  first: '<tool_call>\n',
  begins: '<tool_call>\n',
  next: '\n<tool_call>\n',
  after: '\n</tool_call>',
  close: '',
  parts: [{ kind: 'object', fields: named }],
};

/** The first one whose `sign` is in the template is used. `asText`: only for templates that take tools as text. */
export const knownFormats: { sign: string; asText?: true; format: CallFormat }[] = [
  // Phi-4-mini has special tokens for these marks; its template on ollama.com shows the calls between them.
  {
    sign: '<|tool|>',
    asText: true,
    format: {
      first: '<|tool_call|>[',
      begins: '<|tool_call|>[',
      next: ', ',
      after: '',
      close: ']<|/tool_call|>',
      parts: [{ kind: 'object', fields: named }],
    },
  },
  // Granite 3: the system prompt asks for it in words.
  {
    sign: 'respond only with <|tool_call|> followed by a JSON list',
    format: {
      first: '<|tool_call|>[',
      begins: '<|tool_call|>[',
      next: ', ',
      after: '',
      close: ']',
      parts: [{ kind: 'object', fields: named }],
    },
  },
  // LFM 2 was trained to write Python, as the template of LFM 2.5 8B shows.
  {
    sign: 'List of tools: ',
    format: {
      first: '<|tool_call_start|>[',
      begins: '<|tool_call_start|>[',
      next: ', ',
      after: ')',
      close: ']<|tool_call_end|>',
      parts: [{ kind: 'name' }, { kind: 'mark', text: '(' }, { kind: 'arguments', how: { style: 'python' } }],
    },
  },
  // SmolLM 3 takes tools under another name, and describes this format.
  { sign: 'xml_tools', format: genericFormat },
];
