/** What is refused or not known is named with its place in the request. */
import { describe, expect, it } from 'vitest';
import { answering, faultOf, play, workOf } from './play.ts';
import { chatTools } from './sample-tools.ts';

describe('what is refused by its place', () => {
  const chat = (messages: unknown[], more = {}) =>
    faultOf('POST', '/v1/chat/completions', { messages, ...more });
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,' } };

  it('images', async () => {
    const fault = await chat([
      { role: 'user', content: 'Hi' },
      { role: 'user', content: [{ type: 'text', text: 'a' }, image] },
    ]);
    expect(fault).toMatchObject({ kind: 'unsupported' });
    expect(fault.message).toContain('messages[1].content[1]');
    const input = [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }];
    expect((await faultOf('POST', '/v1/responses', { input })).message).toContain('input[0].content[0]');
    const output = [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image' }] }];
    expect((await faultOf('POST', '/v1/responses', { input: output })).message).toContain(
      'input[0].output[0]',
    );
    const result = { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'image', source: {} }] };
    const messages = [{ role: 'user', content: [result] }];
    expect((await faultOf('POST', '/v1/messages', { messages })).message).toContain(
      'messages[0].content[0].content[0]',
    );
  });

  it('tools and choices that are wrong', async () => {
    const user = [{ role: 'user', content: 'Hi' }];
    expect((await chat(user, { tools: [{ type: 'custom', custom: { name: 'x' } }] })).field).toBe(
      'tools[0].type',
    );
    expect((await chat(user, { tool_choice: 'required' })).field).toBe('tool_choice');
    const other = { type: 'function', function: { name: 'other' } };
    expect((await chat(user, { tools: chatTools, tool_choice: other })).field).toBe('tool_choice');
    expect((await chat(user, { tools: [...chatTools, ...chatTools] })).message).toContain('read');
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: 'read' } }] };
    const { tools } = await workOf('ask', 'POST', '/v1/chat/completions', {
      messages: user,
      tools: [...chatTools, other],
      tool_choice: { type: 'allowed_tools', allowed_tools: allowed },
    });
    expect(tools).toMatchObject({ tools: [{ name: 'read' }], choice: 'required' });
  });

  it('schemas that a grammar cannot enforce', async () => {
    const text = { format: { type: 'json_schema', name: 'x', schema: { type: 'array', uniqueItems: true } } };
    const fault = await faultOf('POST', '/v1/responses', { input: 'Hi', text });
    expect(fault).toMatchObject({ kind: 'unsupported', field: 'text.format.schema' });
    expect(fault.message).toContain('uniqueItems');
  });

  it('messages, with the place that is wrong', async () => {
    const fieldOf = async (message: unknown) => (await chat([message])).field;
    expect(await fieldOf({ role: 'user' })).toBe('messages[0].content');
    expect(await fieldOf({ role: 'function', content: 'x' })).toBe('messages[0].role');
    expect(await fieldOf({ role: 'tool', content: 'x' })).toBe('messages[0].tool_call_id');
    expect(await fieldOf({ role: 'assistant', content: '', tool_calls: [{ id: 'c' }] })).toBe(
      'messages[0].tool_calls[0].function',
    );
    expect((await chat([])).field).toBe('messages');
    const block = { role: 'user', content: [{ type: 'text' }] };
    expect((await faultOf('POST', '/v1/messages', { messages: [block] })).field).toBe(
      'messages[0].content[0].text',
    );
  });
});

it('fields within messages that are not known are named in the answer', async () => {
  const messages = [{ role: 'user', content: 'Hi', weight: 1 }];
  const { json } = await play(
    'POST',
    '/v1/chat/completions',
    { messages, x_mine: 1 },
    answering({ text: 'So' }),
  );
  expect(json).toMatchObject({ hearth: { ignored: ['messages[0].weight', 'x_mine'] } });
});

it.each([
  [
    '/v1/messages',
    {
      max_tokens: 5,
      system: [{ type: 'text', text: 'S', newer: 1, cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hi', newer: 1, citations: null }], weight: 1 },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'c', name: 'a', input: { newer: 1 }, newer: 2 }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'A', newer: [] }] },
      ],
      tools: [{ name: 'a', input_schema: { type: 'object', newer: 1 }, newer: true }],
    },
    [
      'messages[0].weight',
      'system[0].newer',
      'messages[0].content[0].newer',
      'messages[1].content[0].newer',
      'messages[2].content[0].newer',
      'tools[0].newer',
    ],
  ],
  [
    '/v1/responses',
    {
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Hi', newer: 1 }], newer: null },
        {
          type: 'function_call',
          id: 'fc',
          status: 'completed',
          call_id: 'c',
          name: 'a',
          arguments: '{}',
          newer: 1,
        },
        { type: 'function_call_output', call_id: 'c', output: 'A', newer: 1 },
      ],
      tools: [{ type: 'function', name: 'a', parameters: { type: 'object' }, newer: 1 }],
    },
    ['input[0].content[0].newer', 'input[1].newer', 'input[2].newer', 'tools[0].newer'],
  ],
])('names what %s does not know within blocks, items and tools', async (path, body, ignored) => {
  const { json } = await play('POST', path, body, answering({ text: 'a' }));
  expect(json).toMatchObject({ hearth: { ignored } });
});
