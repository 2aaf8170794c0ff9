/** Tokens and prompts: `/tokenize`, `/detokenize`, `/apply-template`. */
import { z } from 'zod';
import { field, readFields } from '../fields.ts';
import { modelField } from '../openai/fields.ts';
import { readChat } from '../openai/chat-request.ts';
import type { ApiInput, ReadRequest } from '../route.ts';

export const tokenizeBody = z.strictObject({
  content: z.string().meta({ description: 'The text.' }),
  add_special: field(
    z.boolean(),
    'Whether the tokens begin with the one that marks a beginning, if the model has one; `false` if absent.',
  ),
  parse_special: field(
    z.boolean(),
    'Whether special tokens that the text names are read as such; `true` if absent.',
  ),
  with_pieces: field(z.boolean(), 'Whether each token comes with its text.'),
  model: modelField,
});

export const readTokenize = ({ body }: ApiInput): ReadRequest<'tokenize'> => {
  const { fields } = readFields(tokenizeBody, body);
  const withPieces = fields.with_pieces === true;
  return {
    work: {
      kind: 'tokenize',
      model: fields.model ?? '',
      keepAliveS: null,
      text: fields.content,
      readsSpecial: fields.parse_special ?? true,
      begins: fields.add_special ?? false,
      withPieces,
    },
    whole: ({ tokens, pieces }) => ({
      body: { tokens: withPieces ? tokens.map((id, index) => ({ id, piece: pieces[index] ?? '' })) : tokens },
    }),
    stream: null,
    keep: null,
  };
};

export const detokenizeBody = z.strictObject({
  tokens: z.array(z.int().min(0).max(10_000_000)).max(10_000_000),
  model: modelField,
});

export const readDetokenize = ({ body }: ApiInput): ReadRequest<'detokenize'> => {
  const { fields } = readFields(detokenizeBody, body);
  return {
    work: { kind: 'detokenize', model: fields.model ?? '', keepAliveS: null, tokens: fields.tokens },
    whole: ({ text }) => ({ body: { content: text } }),
    stream: null,
    keep: null,
  };
};

/** Takes what a chat completion takes. */
export const readApplyTemplate = ({ body }: ApiInput): ReadRequest<'render'> => {
  const { work } = readChat(body);
  const { model, keepAliveS, messages, tools, thinking, templateVariables, continuesLast } = work;
  return {
    work: { kind: 'render', model, keepAliveS, messages, tools, thinking, templateVariables, continuesLast },
    whole: ({ text }) => ({ body: { prompt: text } }),
    stream: null,
    keep: null,
  };
};
