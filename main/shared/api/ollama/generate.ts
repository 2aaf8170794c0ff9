/** `POST /api/generate`. */
import { z } from 'zod';
import { readBody } from '../body.ts';
import { refused } from '../fields.ts';
import { ApiFault } from '../fault.ts';
import type { ApiMessage } from '../request.ts';
import type { ApiRoute, ReadRequest } from '../route.ts';
import { streamedAnswer, wholeAnswer, type Writing } from './answers.ts';
import { asking, readAsking } from './asking.ts';
import { context, readContext, writeContext, type Round } from './context.ts';
import { createdAt } from './figures.ts';
import { loading } from './loading.ts';
import { images, refuseImages } from './messages.ts';

const drawn = refused('Hearth draws no images');

const body = z.strictObject({
  ...asking,
  prompt: z
    .string()
    .nullish()
    .describe('What the model answers, or the text before the gap if there is a `suffix`.'),
  suffix: z.string().nullish().describe('The text after the answer, for models that fill in the middle.'),
  system: z.string().nullish().describe('The system prompt.'),
  template: refused('the chat template is a setting of the model in Hearth', ''),
  context,
  raw: z.boolean().nullish().describe('The prompt is taken as it is, without the chat template.'),
  images,
  width: drawn,
  height: drawn,
  steps: drawn,
});
type Body = z.infer<typeof body>;

const writingOf = (
  model: string,
  now: number,
  contextOf: ((answered: string, thoughts: string) => number[]) | null,
): Writing => ({
  head: { model, created_at: createdAt(now) },
  said: ({ text, thoughts }) => ({ response: text, ...(thoughts === '' ? {} : { thinking: thoughts }) }),
  last: (answer) =>
    contextOf === null || answer === null ? {} : { context: contextOf(answer.text, answer.thoughts) },
});

const refuse = (read: Body): void => {
  refuseImages(read.images, 'images');
  const forbidden: [keyof Body, boolean][] = [
    ['system', Boolean(read.system)],
    ['context', Boolean(read.context?.length)],
    ['think', read.think !== null && read.think !== undefined && read.think !== false],
  ];
  const how = read.raw ? 'raw' : read.suffix ? 'suffix' : null;
  const field = how === null ? undefined : forbidden.find(([, isGiven]) => isGiven)?.[0];
  if (field !== undefined)
    throw new ApiFault(
      'bad-request',
      `${field} cannot be combined with ${how}, which uses no chat template.`,
      {
        field,
      },
    );
  if (read.raw && read.suffix)
    throw new ApiFault('bad-request', 'suffix cannot be combined with raw.', { field: 'suffix' });
};

const messagesOf = (system: string, rounds: readonly Round[], prompt: string): ApiMessage[] => [
  ...(system === '' ? [] : [{ role: 'system' as const, text: system }]),
  ...rounds.flatMap(({ asked, answered, thoughts }): ApiMessage[] => [
    { role: 'user', text: asked },
    { role: 'assistant', text: answered, thoughts, calls: [] },
  ]),
  { role: 'user', text: prompt },
];

export const generate: ApiRoute = {
  dialect: 'ollama',
  method: 'POST',
  path: '/api/generate',
  right: 'ask',
  about:
    'Answers a prompt, or, with `suffix`, fills in what comes before that. Without a prompt it loads the model, or unloads it with `keep_alive` 0.',
  body,
  read: (input, { now }): ReadRequest => {
    const read = readBody(body, input.body);
    refuse(read);
    const { streams, sampling, thinking, contextLength, ...forModel } = readAsking(read);
    const prompt = read.prompt ?? '';
    const suffix = read.suffix ?? '';
    const plain = writingOf(forModel.model, now, null);
    if (prompt === '' && suffix === '') return loading(forModel.model, forModel.keepAliveS, streams, plain);
    const replies = (writing: Writing) => ({
      whole: wholeAnswer(writing),
      stream: streams ? streamedAnswer(writing) : null,
      keep: null,
    });
    if (suffix !== '') {
      const work = { contextLength, prefix: prompt, suffix, prompt: '', extra: [], readsOnly: false };
      return {
        work: { kind: 'infill', ...forModel, ...sampling, ...work },
        ...replies(plain),
      } satisfies ReadRequest<'infill'>;
    }
    if (read.raw === true)
      return {
        work: {
          kind: 'complete',
          ...forModel,
          ...sampling,
          contextLength,
          prompts: [prompt],
          echoes: false,
          readsOnly: false,
        },
        ...replies(plain),
      } satisfies ReadRequest<'complete'>;
    const rounds = readContext(read.context);
    const remembered = writingOf(forModel.model, now, (answered, thoughts) =>
      writeContext([...rounds, { asked: prompt, answered, thoughts }]),
    );
    return {
      work: {
        kind: 'ask',
        ...forModel,
        ...sampling,
        contextLength,
        messages: messagesOf(read.system ?? '', rounds, prompt),
        tools: null,
        thinking,
        templateVariables: {},
        continuesLast: false,
        readsOnly: false,
      },
      ...replies(remembered),
    } satisfies ReadRequest<'ask'>;
  },
};
