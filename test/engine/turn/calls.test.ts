import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenCalls } from '../../../main/engine/calls/write-calls.ts';
import { openThinking, type PromptMessage } from '../../../main/shared/engine/request.ts';
import type { Tool, ToolCall, ToolChoice } from '../../../main/shared/engine/tools.ts';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import { channelModel, tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { hasGit, llamaTemplates } from '../../fixtures/templates/llama-templates.ts';

afterAll(killEngines);

const tools: Tool[] = [
  {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string', maxLength: 20 },
        days: { type: 'integer', minimum: 1, maximum: 7 },
      },
      required: ['city', 'days'],
    },
  },
  {
    name: 'set_mode',
    description: 'Sets a mode.',
    parameters: {
      type: 'object',
      properties: { mode: { enum: ['fast', 'slow'] }, isOn: { type: 'boolean' } },
      required: ['mode'],
    },
  },
];
const offering = (choice: ToolChoice = 'auto', areParallel = true) => ({
  program: { tools: { tools, choice, areParallel } },
});
const question = user('How is the weather in Bonn?');
const calls: ToolCall[] = [
  { id: 'a1b2c3d4e', name: 'get_weather', arguments: '{"city": "Bonn", "days": 2}' },
  { id: 'f1b2c3d4e', name: 'set_mode', arguments: '{"mode": "fast"}' },
];

interface Told {
  text: string;
  thoughts: string;
  calls: { name: string; arguments: string; ended: boolean }[];
}

const told = (posted: readonly FromEngine[]): Told => {
  const all: Told = { text: '', thoughts: '', calls: [] };
  for (const event of posted) {
    if (event.kind === 'wrote') all[event.part === 'text' ? 'text' : 'thoughts'] += event.text;
    if (event.kind === 'call') all.calls[event.index] = { name: event.name, arguments: '', ended: false };
    if (event.kind === 'call-arguments') all.calls[event.index]!.arguments += event.text;
    if (event.kind === 'call-ended') all.calls[event.index]!.ended = true;
  }
  return all;
};

/** Whether the arguments validate against the schema of the tool. */
const validCall = ({ name, arguments: given, ended }: Told['calls'][number]): boolean => {
  const value = JSON.parse(given) as Record<string, unknown>;
  if (!ended) return false;
  if (name === 'set_mode')
    return (
      ['fast', 'slow'].includes(value.mode as string) &&
      (!('isOn' in value) || typeof value.isOn === 'boolean') &&
      Object.keys(value).every((key) => ['mode', 'isOn'].includes(key))
    );
  const days = value.days as number;
  return typeof value.city === 'string' && Number.isInteger(days) && days >= 1 && days <= 7;
};

const families = {
  Qwen3: 'Qwen-Qwen3-0.6B',
  'Llama 3.1': 'meta-llama-Llama-3.1-8B-Instruct',
  'Mistral Nemo': 'mistralai-Mistral-Nemo-Instruct-2407',
  Devstral: 'unsloth-mistral-Devstral-Small-2507',
  'Qwen3 Coder': 'Qwen3-Coder',
  'GLM 4.6': 'GLM-4.6',
  'Kimi K2': 'Kimi-K2-Instruct',
  'DeepSeek R1': 'llama-cpp-deepseek-r1',
  'LFM 2': 'LFM2-8B-A1B',
  'Gemma 4': 'google-gemma-4-31B-it',
  'a model without tools': 'google-gemma-2-2b-it',
  'gpt-oss': 'openai-gpt-oss-120b',
};

describe.skipIf(!hasGit).each(Object.entries(families))('%s', (family, file) => {
  let engine: LocalEngine;
  beforeAll(async () => {
    const chatTemplate = llamaTemplates().get(`${file}.jinja`)!;
    const path = family === 'gpt-oss' ? channelModel() : tinyModel();
    engine = await LocalEngine.open(path, { folder: stateFolder(), chatTemplate, contextLength: 8192 });
  });
  afterAll(() => engine.close());

  it('tells its calls, and the next prompt begins with their tokens', async () => {
    const { format } = engine.calls;
    const some = format.next === null ? calls.slice(0, 1) : calls;
    const isChannels = family === 'gpt-oss';
    const isBare = format.first.trim() === '';
    const before = isChannels
      ? '<|channel|>analysis<|message|>I look.<|end|><|start|>assistant'
      : isBare
        ? ''
        : 'I look.';
    const written = isChannels
      ? `<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>${some[0]!.arguments}`
      : writtenCalls(format, some)
          .map(({ text }) => text)
          .join('');
    const prompt = engine.text(engine.promptTokens([question], offering().program));
    const thoughts = /<think>\s*$/.test(prompt) ? 'Hm.</think>' : '';
    const ended = await engine.answer([question], thoughts + before + written, {}, offering());
    const seen = told(ended.posted);
    expect(
      seen.calls.map(({ name, arguments: given, ended: isWhole }) => [name, JSON.parse(given), isWhole]),
    ).toEqual(some.map((call) => [call.name, JSON.parse(call.arguments), true]));
    expect((isChannels ? seen.thoughts : seen.text).trim()).toBe(isBare ? '' : 'I look.');
    expect(ended.calls!.map(({ name }) => name)).toEqual(some.map(({ name }) => name));
    // DeepSeek's template drops earlier thoughts, and with them what follows in the cache.
    if (thoughts !== '') return;
    const results = ended.calls!.map(({ id, name }): PromptMessage => ({
      ...user(`Result of ${name}`),
      role: 'tool',
      answersCall: { id, name },
    }));
    const first = engine.promptTokens([question], offering().program);
    const next = engine.promptTokens([question, ended.answer!, ...results], offering().program);
    const known = [...first, ...ended.tokens!];
    expect(engine.text(next.slice(0, known.length))).toBe(engine.text(known));
    expect(next.slice(0, known.length)).toEqual(known);
  });

  it('are always valid if they must be made, whatever the model would write', async () => {
    // Random weights would never end a text without quotation marks, nor thoughts.
    const isEndless = engine.calls.format.parts.some(
      (part) => part.kind === 'arguments' && part.how.style !== 'json' && part.how.style !== 'python',
    );
    const choices = [...(isEndless ? [] : ['required' as const]), { name: 'set_mode' }];
    for (const choice of choices) {
      const ended = await engine.run({
        messages: [question],
        longestAnswer: 300,
        thinking: { ...openThinking, budget: 4 },
        ...offering(choice, false),
      });
      const seen = told(ended.events.map((event) => ({ ...event, turnId: '' })));
      const [made, ...others] = seen.calls;
      expect(others).toEqual([]);
      expect(ended.ending, JSON.stringify([ended.problem, seen, engine.text(ended.tokens ?? [])])).toBe(
        'finished',
      );
      expect(validCall(made!), JSON.stringify(seen)).toBe(true);
      expect(choice === 'required' || made!.name === 'set_mode').toBe(true);
      expect(ended.calls).toHaveLength(1);
    }
  });

  it('are bound from their first mark on, and are text if none may be made', async () => {
    const { format } = engine.calls;
    const whole = writtenCalls(format, calls.slice(1))
      .map(({ text }) => text)
      .join('');
    const isChannels = family === 'gpt-oss';
    const begun = isChannels
      ? '<|channel|>commentary to=functions.set_mode'
      : whole.slice(0, whole.indexOf('set_mode') + 'set_mode'.length) +
        (format.first.trim() === '' ? '"' : '');
    const prompt = engine.text(engine.promptTokens([question], offering().program));
    const thoughts = /<think>\s*$/.test(prompt) ? 'Hm.</think>' : '';
    const ended = await engine.answer(
      [question],
      thoughts + begun,
      {},
      { ...offering('auto', false), longestAnswer: 200 },
      true,
    );
    const seen = told(ended.posted);
    expect(seen.calls, JSON.stringify([ended.problem, engine.text(ended.tokens ?? [])])).toHaveLength(1);
    expect(validCall(seen.calls[0]!), JSON.stringify(seen)).toBe(true);
    expect(ended.ending).toBe('finished');
    if (isChannels) return;
    const none = await engine.answer([question], thoughts + whole, {}, offering('none'));
    expect(none.calls).toBeUndefined();
    expect(told(none.posted).text).toContain('set_mode');
  });
});
