/** The official client of Ollama for JavaScript reads what the routes write. */
import { Ollama } from 'ollama';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiFault } from '../../../../main/shared/api/fault.ts';
import type { ApiWork } from '../../../../main/shared/api/request.ts';
import { answering, playedFetch, someModel, type Script } from '../play.ts';

const call = { id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' };

const script = (work: ApiWork): Script => {
  switch (work.kind) {
    case 'models':
      return { reply: { models: [someModel] } };
    case 'model':
      if (work.model !== 'tiny') throw new Error(work.model);
      return { reply: { model: someModel } };
    case 'running':
      return { reply: { models: [someModel], slots: [], waiting: 0 } };
    case 'version':
      return { reply: { version: '0.1.0' } };
    case 'embed':
      return {
        reply: {
          vectors: work.texts.map(() => Float32Array.of(0.6, 0.8)),
          tokens: 3,
          model: someModel,
          totalMs: 2,
          loadMs: 1,
        },
      };
    case 'ask':
      if (work.messages.at(-1)?.text === 'fail') return { reply: new ApiFault('too-long', 'Too long.') };
      return answering({
        text: work.messages.map(({ text }) => text).join('|'),
        thoughts: 'Hm',
        calls: [call],
      });
    case 'complete':
      return answering({ text: 'completed' });
    case 'infill':
      return answering({ text: `${work.prefix}_${work.suffix}` });
    default:
      return { reply: null };
  }
};

/** What Zed takes (crates/ollama/src/ollama.rs): anything else makes its list of models empty. */
const zedModels = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      modified_at: z.string(),
      size: z.int().min(0),
      digest: z.string(),
      details: z.object({
        format: z.string(),
        family: z.string(),
        families: z.array(z.string()).optional(),
        parameter_size: z.string(),
        quantization_level: z.string(),
      }),
    }),
  ),
});

const client = new Ollama({ host: 'http://127.0.0.1:1', fetch: playedFetch(script) });
const messages = [{ role: 'user', content: 'Hi' }];

describe('Ollama’s own client', () => {
  it('chats', async () => {
    const answer = await client.chat({ model: 'tiny', messages });
    expect(answer).toMatchObject({
      model: 'tiny',
      message: { role: 'assistant', content: 'Hi', thinking: 'Hm' },
      done: true,
      prompt_eval_count: 100,
    });
    expect(answer.message.tool_calls?.[0]?.function).toMatchObject({
      name: 'weather',
      arguments: { city: 'Rome' },
    });
  });

  it('reads a stream to its end', async () => {
    let text = '';
    let last;
    for await (const part of await client.chat({ model: 'tiny', messages, stream: true })) {
      text += part.message.content;
      last = part;
    }
    expect(text).toBe('Hi');
    expect(last).toMatchObject({ done: true, done_reason: 'stop', eval_count: 5 });
  });

  it('gets faults as errors, before the stream and in it', async () => {
    const failing = [{ role: 'user', content: 'fail' }];
    await expect(client.chat({ model: 'tiny', messages: failing })).rejects.toMatchObject({
      status_code: 400,
      error: 'Too long.',
    });
    const read = async () => {
      for await (const part of await client.chat({ model: 'tiny', messages: failing, stream: true }))
        expect(part).toBe('never');
    };
    await expect(read()).rejects.toThrow('Too long.');
    await expect(client.pull({ model: 'x' })).rejects.toMatchObject({ status_code: 400 });
    await expect(client.delete({ model: 'x' })).rejects.toThrow('hearth rm');
  });

  it('remembers a conversation by the context that it sends back', async () => {
    const first = await client.generate({ model: 'tiny', prompt: 'One ☃ 𝄞' });
    expect(first).toMatchObject({ response: 'One ☃ 𝄞', done: true });
    const second = await client.generate({ model: 'tiny', prompt: 'Two', context: first.context });
    expect(second.response).toBe('One ☃ 𝄞|One ☃ 𝄞|Two');
    const third = await client.generate({ model: 'tiny', prompt: 'Three', context: second.context });
    expect(third.response?.split('|')).toHaveLength(7);
    await expect(client.generate({ model: 'tiny', prompt: 'Two', context: [1, 2, 3] })).rejects.toThrow(
      'context',
    );
  });

  it('completes a prompt as it is, and fills in the middle', async () => {
    expect((await client.generate({ model: 'tiny', prompt: 'a', raw: true })).response).toBe('completed');
    expect((await client.generate({ model: 'tiny', prompt: 'a', suffix: 'b' })).response).toBe('a_b');
  });

  it('lists, shows and embeds', async () => {
    const { models } = await client.list();
    expect(models[0]).toMatchObject({
      name: 'tiny',
      size: 1234,
      digest: 'ab12',
      details: { family: 'llama', parameter_size: '7B', quantization_level: 'Q4_K_M' },
    });
    zedModels.parse({ models });
    // What VS Code's Copilot reads of a model before it offers it.
    const shown = await client.show({ model: 'tiny' });
    // What Continue reads to see whether the model fills in the middle.
    expect(shown.template).toBe('{{ messages }}{# .Suffix #}');
    for (const line of shown.parameters.split('\n')) expect(line).toMatch(/^\S+\s+(".*"|\S+)$/);
    expect(shown.capabilities).toEqual(['completion', 'tools', 'thinking', 'insert']);
    expect(shown.model_info).toMatchObject({
      'general.architecture': 'llama',
      'general.basename': 'Tiny-Base',
      'llama.context_length': 8192,
    });
    expect((await client.ps()).models[0]).toMatchObject({ name: 'tiny', size: 5000, context_length: 8192 });
    expect((await client.embed({ model: 'tiny', input: ['a', 'b'] })).embeddings).toHaveLength(2);
    expect((await client.embeddings({ model: 'tiny', prompt: 'a' })).embedding[0]).toBeCloseTo(0.6);
    const [major = 0, minor = 0] = (await client.version()).version.split('.').map(Number);
    expect(major * 1000 + minor).toBeGreaterThan(6);
  });
});
