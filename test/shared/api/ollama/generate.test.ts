import { describe, expect, it } from 'vitest';
import { readContext, writeContext } from '../../../../main/shared/api/ollama/context.ts';
import { faultOf, play, workOf } from '../play.ts';

const generate = (body: object) => ['POST', '/api/generate', body] as const;

describe('requests for a completion', () => {
  it('asks with a system prompt', async () => {
    const work = await workOf('ask', ...generate({ model: 'm', prompt: 'Hi', system: 'Rhyme.' }));
    expect(work).toMatchObject({
      messages: [
        { role: 'system', text: 'Rhyme.' },
        { role: 'user', text: 'Hi' },
      ],
      continuesLast: false,
      tools: null,
    });
  });

  it('takes a raw prompt as it is', async () => {
    const work = await workOf(
      'complete',
      ...generate({ prompt: '<s>Hi', raw: true, options: { num_ctx: 64 } }),
    );
    expect(work).toMatchObject({ prompts: ['<s>Hi'], echoes: false, contextLength: 64 });
  });

  it('fills in before a suffix', async () => {
    const work = await workOf(
      'infill',
      ...generate({ prompt: 'def f(', suffix: ')', options: { stop: '\n' } }),
    );
    expect(work).toMatchObject({ prefix: 'def f(', suffix: ')', prompt: '', stopStrings: ['\n'] });
  });

  it('loads without a prompt', async () => {
    expect(await workOf('load', ...generate({ model: 'm', keep_alive: 0 }))).toEqual({
      kind: 'load',
      model: 'm',
      keepAliveS: 0,
    });
  });

  it.each([
    ['images', { prompt: 'a', images: ['aGk='] }],
    ['template', { prompt: 'a', template: '{{ .Prompt }}' }],
    ['width', { prompt: 'a', width: 512 }],
    ['system', { prompt: 'a', raw: true, system: 'x' }],
    ['think', { prompt: 'a', suffix: 'b', think: true }],
    ['suffix', { prompt: 'a', suffix: 'b', raw: true }],
    ['context', { prompt: 'a', context: [1, 2, 3] }],
    ['context', { prompt: 'a', context: 'x' }],
    ['context', { prompt: 'a', raw: true, context: [1] }],
    ['prompt', { prompt: 3 }],
    ['raw', { prompt: 'a', raw: 'yes' }],
    ['suffix', { prompt: 'a', suffix: 3 }],
    ['messages', { prompt: 'a', messages: [] }],
  ])('refuses %s by its name', async (field, body) => {
    const fault = await faultOf(...generate(body));
    expect(fault.field).toBe(field);
    expect(fault.message).toContain(field);
  });
});

describe('the context of a completion', () => {
  it('is any text, and nothing else', () => {
    const rounds = [{ asked: 'ä☃𝄞\ud800"\\\n', answered: '', thoughts: 'x'.repeat(1000) }];
    const numbers = writeContext(rounds);
    expect(readContext(numbers)).toEqual(rounds);
    expect(numbers.every((number) => Number.isInteger(number) && number < 2 ** 31)).toBe(true);
    expect(readContext([])).toEqual([]);
    for (const bad of [[1], numbers.slice(1), numbers.slice(0, -4), [...numbers.slice(0, 5), 0.5]])
      expect(() => readContext(bad)).toThrow('context');
  });
});

describe('embeddings', () => {
  it.each([
    ['input', '/api/embed', {}],
    ['input', '/api/embed', { input: 3 }],
    ['input', '/api/embed', { input: [[1]] }],
    ['dimensions', '/api/embed', { input: 'a', dimensions: 0 }],
    ['truncate', '/api/embed', { input: 'a', truncate: 1 }],
    ['options.num_ctx', '/api/embed', { input: 'a', options: { num_ctx: 64 } }],
    ['encoding', '/api/embed', { input: 'a', encoding: 'x' }],
    ['prompt', '/api/embeddings', {}],
    ['dimensions', '/api/embeddings', { prompt: 'a', dimensions: 3 }],
    ['verbose', '/api/show', { model: 'm', verbose: true }],
    ['system', '/api/show', { model: 'm', system: 'x' }],
    ['options', '/api/show', { model: 'm', options: { seed: 1 } }],
    ['model', '/api/show', {}],
  ])('refuses %s by its name in %s', async (field, path, body) => {
    const fault = await faultOf('POST', path, body);
    expect(fault.field).toContain(field);
    expect(fault.message).toContain(field);
  });

  it('takes what RAG programs send', async () => {
    const work = await workOf('embed', 'POST', '/api/embed', {
      model: 'nomic',
      input: ['a', 'b'],
      truncate: true,
      dimensions: 256,
      options: {},
    });
    expect(work).toEqual({
      kind: 'embed',
      cutsLong: true,
      model: 'nomic',
      keepAliveS: null,
      texts: ['a', 'b'],
      dimensions: 256,
    });
  });
});

describe('what Hearth does not do', () => {
  it.each([
    ['POST', '/api/pull'],
    ['POST', '/api/push'],
    ['POST', '/api/create'],
    ['POST', '/api/copy'],
    ['DELETE', '/api/delete'],
    ['POST', '/api/blobs/sha256:ab'],
  ])('%s %s says what to do instead', async (method, path) => {
    const { status, json } = await play(method, path, {}, { reply: null });
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(/is refused: .+\. .+\.$/) as string });
  });

  it('greets as Ollama does', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { text } = await play(method, '/', undefined, { reply: { version: '0.1.0' } });
      expect(text).toBe('Ollama is running');
    }
  });
});
