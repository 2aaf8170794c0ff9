/** `POST /completion` and `POST /infill`. */
import { z } from 'zod';
import { unsupported } from '../body.ts';
import { field, noEffect, readFields } from '../fields.ts';
import { ApiFault } from '../fault.ts';
import type { ApiInput, ReadRequest } from '../route.ts';
import { CompletionStream, wholeCompletion, type CompletionAsked } from './answers.ts';
import { answersFields, askedOf, nativeFields } from './fields.ts';

/** The most prompts of one request. */
const mostPrompts = 64;
const token = z.int().min(0).max(10_000_000);
const withMedia = z.strictObject({
  prompt_string: z.string(),
  multimodal_data: z.array(z.unknown()).nullish(),
});
const onePrompt = z.union([z.string(), z.array(z.union([token, z.string()])).max(1_000_000), withMedia]);

export const completionBody = z.strictObject({
  prompt: z.union([z.string(), withMedia, z.array(z.union([token, onePrompt])).max(1_000_000)]).meta({
    description: `The text that is continued, as a text or as tokens, or a list of at most ${mostPrompts} of them.`,
  }),
  ...nativeFields,
  ...answersFields,
});

type Prompt = z.infer<typeof onePrompt>;

const mixed = (at: string): ApiFault => unsupported(at, 'a prompt is either a text or tokens');

const promptOf = (prompt: Prompt, at: string): string | number[] => {
  if (typeof prompt === 'string') return prompt;
  if (!Array.isArray(prompt)) {
    if (prompt.multimodal_data?.length)
      throw unsupported(`${at}.multimodal_data`, 'models do not see images in this version of Hearth');
    return prompt.prompt_string;
  }
  const tokens = prompt.filter((one) => typeof one === 'number');
  if (tokens.length === prompt.length) return tokens;
  throw mixed(at);
};

/** A list of numbers is one prompt; a list of anything else is several. */
const promptsOf = (prompt: z.infer<typeof completionBody>['prompt']): (string | number[])[] => {
  if (!Array.isArray(prompt)) return [promptOf(prompt, 'prompt')];
  if (prompt.some((one) => typeof one === 'number')) {
    const tokens = prompt.filter((one) => typeof one === 'number');
    if (tokens.length < prompt.length) throw mixed('prompt');
    return [tokens];
  }
  if (prompt.length === 0 || prompt.length > mostPrompts)
    throw new ApiFault('bad-request', `The field prompt is wrong: it has 1 to ${mostPrompts} prompts.`, {
      field: 'prompt',
    });
  return (prompt as Prompt[]).map((one, index) => promptOf(one, `prompt[${index}]`));
};

const answered = (asked: CompletionAsked, isStreamed: boolean) => ({
  whole: (reply: Parameters<typeof wholeCompletion>[1]) => wholeCompletion(asked, reply),
  stream: isStreamed ? new CompletionStream(asked) : null,
  keep: null,
});

export const readCompletion = ({ body }: ApiInput): ReadRequest<'complete'> => {
  const { fields, ignored } = readFields(completionBody, body);
  const { n_cmpl: answers, ...rest } = fields;
  const prompts = promptsOf(fields.prompt);
  const asked = askedOf({ ...rest, n: answers ?? fields.n }, ignored);
  const { sampling, readsOnly } = asked;
  const model = fields.model ?? '';
  return {
    work: {
      kind: 'complete',
      model,
      keepAliveS: null,
      ...sampling,
      prompts,
      echoes: false,
      readsOnly,
      contextLength: null,
    },
    ...answered(
      {
        ...asked,
        model,
        prompts: prompts.map((prompt) => (typeof prompt === 'string' ? prompt : null)),
      },
      fields.stream === true,
    ),
  };
};

export const infillBody = z.strictObject({
  input_prefix: field(z.string(), 'The text before the cursor.'),
  input_suffix: field(z.string(), 'The text after the cursor.'),
  input_extra: field(
    z
      .array(
        z.object({
          filename: z.string().max(1000).nullish(),
          text: z.string(),
          time: noEffect('The order of the list holds.'),
        }),
      )
      .max(1000),
    'Other files, which come first in the prompt.',
  ),
  prompt: field(z.string(), 'What follows the mark of the middle: the beginning of the answer.'),
  ...nativeFields,
});

export const readInfill = ({ body }: ApiInput): ReadRequest<'infill'> => {
  const { fields, ignored } = readFields(infillBody, body);
  const asked = askedOf(fields, ignored);
  const model = fields.model ?? '';
  return {
    work: {
      kind: 'infill',
      model,
      keepAliveS: null,
      ...asked.sampling,
      prefix: fields.input_prefix ?? '',
      suffix: fields.input_suffix ?? '',
      prompt: fields.prompt ?? '',
      extra: (fields.input_extra ?? []).map(({ filename, text }) => ({ name: filename ?? 'tmp', text })),
      readsOnly: asked.readsOnly,
      contextLength: null,
    },
    ...answered({ ...asked, model, prompts: [] }, fields.stream === true),
  };
};
