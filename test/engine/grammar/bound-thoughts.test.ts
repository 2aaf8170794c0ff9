/** Response formats of models that think: the thoughts stay free, and the text behind them fits. */
import { afterAll, expect, it } from 'vitest';
import type { TurnRequest } from '../../../main/shared/engine/request.ts';
import { openThinking } from '../../../main/shared/engine/request.ts';
import { openSampling } from '../../../main/shared/settings/sampling.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { isText, schemaFormat } from '../../fixtures/grammar/random-text.ts';
import { qwen3Thinking } from '../../fixtures/models/chat-templates.ts';
import { channelModel, endlessThinker, reasoningModel } from '../../fixtures/models/files.ts';

afterAll(killEngines);

const format = schemaFormat({
  type: 'object',
  properties: { mood: { enum: ['calm', 'glad'] }, score: { type: 'integer', minimum: 1, maximum: 5 } },
  required: ['mood', 'score'],
});

/** Opens the thoughts at the end of the prompt, as DeepSeek R1 and QwQ do. */
const opensThoughts = qwen3Thinking.replace(
  "{{- '<|im_start|>assistant\\n' }}\n    {%- if enable_thinking",
  "{{- '<|im_start|>assistant\\n<think>\\n' }}\n    {%- if enable_thinking",
);

const cases: [name: string, path: () => string, template: string | undefined, how: Partial<TurnRequest>][] = [
  ['opens its thoughts itself', reasoningModel, undefined, {}],
  ['finds its thoughts open', reasoningModel, opensThoughts, {}],
  ['uses up a budget', endlessThinker, undefined, { thinking: { ...openThinking, budget: 8 } }],
  ['uses up a budget at once', reasoningModel, opensThoughts, { thinking: { ...openThinking, budget: 0 } }],
  ['does not think', reasoningModel, undefined, { thinking: { ...openThinking, on: false } }],
  ['answers in channels', channelModel, undefined, { thinking: { ...openThinking, budget: 12 } }],
];

it.each(cases)('a model that %s', async (name, path, chatTemplate, how) => {
  const engine = await LocalEngine.open(path(), {
    folder: stateFolder(),
    ...(chatTemplate === undefined ? {} : { chatTemplate }),
  });
  let ended = 0;
  let thought = 0;
  for (let seed = 0; seed < 3; seed += 1) {
    const { ending, answer, events } = await engine.run({
      messages: [user('How are you?')],
      responseFormat: format,
      sampling: { ...openSampling, temperature: seed === 0 ? 0 : 1, topK: 0, topP: 1, minP: 0, seed },
      longestAnswer: 120,
      ...how,
    });
    expect(['finished', 'too-long']).toContain(ending);
    if (answer !== null && answer.reasoning !== '') thought += 1;
    if (ending === 'too-long') continue;
    ended += 1;
    const written = events.map((event) =>
      event.kind === 'wrote' && event.part === 'text' ? event.text : '',
    );
    expect([answer!.text, isText(format, answer!.text)]).toEqual([written.join(''), true]);
  }
  expect(thought > 0).toBe(!/at once|does not/.test(name));
  expect(ended).toBeGreaterThan(0);
  await engine.close();
});
