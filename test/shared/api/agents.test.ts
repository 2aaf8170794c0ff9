/** Requests of agents in the shapes that their sources have. */
import { describe, expect, it } from 'vitest';
import { answering, play, workOf } from './play.ts';
import { schema } from './sample-tools.ts';

describe('Codex', () => {
  // openai/codex, codex-rs/codex-api/src/common.rs and protocol/src/models.rs
  const body = {
    model: 'tiny',
    instructions: 'Be brief',
    input: [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Rules' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      { type: 'reasoning', summary: [], content: null, encrypted_content: 'foreign' },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'So' }],
        phase: 'commentary',
      },
      { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c1' },
      { type: 'function_call', name: 'find', namespace: 'mcp__docs__', arguments: '{}', call_id: 'c2' },
      { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'A' }] },
      { type: 'function_call_output', call_id: 'c2', output: 'B' },
      { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'x' } },
      { type: 'custom_tool_call', call_id: 'c3', name: 'apply_patch', input: 'patch' },
      { type: 'custom_tool_call_output', call_id: 'c3', output: 'Done' },
    ],
    tools: [
      { type: 'function', name: 'shell', description: 'Runs.', strict: false, parameters: schema },
      { type: 'custom', name: 'apply_patch', format: { type: 'grammar', syntax: 'lark', definition: 'x' } },
      { type: 'web_search', external_web_access: true },
      { type: 'local_shell' },
      { type: 'image_generation', output_format: 'png' },
      {
        type: 'namespace',
        name: 'mcp__docs__',
        description: 'Documents.',
        tools: [
          { type: 'function', name: 'find', description: 'Finds.', strict: false, parameters: schema },
          { type: 'custom', name: 'odd' },
        ],
      },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'medium', summary: 'auto' },
    store: false,
    stream: true,
    stream_options: { reasoning_summary_delivery: 'sequential' },
    include: ['reasoning.encrypted_content'],
    service_tier: 'default',
    prompt_cache_key: 'thread',
    text: { verbosity: 'medium', format: null },
    client_metadata: { installation: 'x' },
  };

  it('asks for a response', async () => {
    expect(await workOf('ask', 'POST', '/v1/responses', body)).toMatchObject({
      messages: [
        { role: 'system', text: 'Be brief' },
        { role: 'system', text: 'Rules' },
        { role: 'user', text: 'Hi' },
        {
          role: 'assistant',
          text: 'So',
          calls: [
            { id: 'c1', name: 'shell' },
            { id: 'c2', name: 'mcp__docs__find' },
          ],
        },
        { role: 'tool', text: 'A', name: 'shell' },
        { role: 'tool', text: 'B', name: 'mcp__docs__find' },
        { role: 'assistant', calls: [{ name: 'apply_patch', arguments: '{"input":"patch"}' }] },
        { role: 'tool', text: 'Done', name: 'apply_patch' },
      ],
      tools: { tools: [{ name: 'shell' }, { name: 'mcp__docs__find' }], choice: 'auto', areParallel: true },
      thinking: { on: true, effort: 'medium' },
    });
  });

  it('is told what was skipped, gets summaries and its namespaces, and no [DONE]', async () => {
    const call = { id: 'c9', name: 'mcp__docs__find', arguments: '{}' };
    const { frames, text } = await play(
      'POST',
      '/v1/responses',
      body,
      answering({ thoughts: 'Hm', calls: [call], ending: 'calls' }),
    );
    expect(text).not.toContain('[DONE]');
    expect(frames.at(-1)).toMatchObject({
      event: 'response.completed',
      data: {
        response: {
          output: [
            { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
            { type: 'function_call', name: 'find', namespace: 'mcp__docs__', call_id: 'c9' },
          ],
          hearth: {
            ignored: [
              'input[2].encrypted_content',
              'input[8] (web_search_call)',
              'tools[1] (custom)',
              'tools[2] (web_search)',
              'tools[3] (local_shell)',
              'tools[4] (image_generation)',
              'tools[5].tools[1] (custom)',
            ],
          },
        },
      },
    });
  });

  it('gets back the thoughts that it only keeps encrypted', async () => {
    const { json } = await play(
      'POST',
      '/v1/responses',
      { ...body, stream: false },
      answering({ thoughts: 'Hé', text: 'So' }),
    );
    const [reasoning] = (json as { output: { encrypted_content: string }[] }).output;
    const again = [{ type: 'reasoning', summary: [], encrypted_content: reasoning?.encrypted_content }];
    const input = [{ role: 'user', content: 'Hi' }, ...again, { role: 'assistant', content: 'So' }];
    expect(await workOf('ask', 'POST', '/v1/responses', { input })).toMatchObject({
      messages: [{}, { role: 'assistant', thoughts: 'Hé', text: 'So' }],
    });
  });
});

describe('Claude Code', () => {
  const body = {
    model: 'tiny',
    max_tokens: 32_000,
    stream: true,
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1; cch=abc;' },
      { type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral', ttl: '1h', scope: 'global' } },
    ],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'foreign' },
          { type: 'redacted_thinking', data: 'x' },
          { type: 'text', text: 'So' },
          { type: 'tool_use', id: 'c1', name: 'Read', input: { path: 'a' }, caller: { type: 'direct' } },
        ],
      },
      { role: 'system', content: 'The time has changed.' },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'A' }], is_error: true },
          { type: 'text', text: 'Go on' },
        ],
      },
    ],
    tools: [
      { name: 'Read', description: 'Reads.', input_schema: schema, eager_input_streaming: true },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 8 },
    ],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    metadata: { user_id: 'user_x' },
    thinking: { type: 'adaptive' },
    output_config: { effort: 'medium' },
    context_management: {
      edits: [
        { type: 'clear_thinking_20251015', keep: 'all' },
        { type: 'clear_tool_uses_20250919', trigger: { type: 'input_tokens', value: 1 } },
      ],
    },
    temperature: 1,
  };

  it('asks for a message', async () => {
    expect(await workOf('ask', 'POST', '/v1/messages?beta=true', body)).toMatchObject({
      messages: [
        { role: 'system', text: 'x-anthropic-billing-header: cc_version=2.1; cch=abc;\n\nBe brief' },
        { role: 'user', text: 'Hi' },
        {
          role: 'assistant',
          text: 'So',
          thoughts: 'Hm',
          calls: [{ id: 'c1', name: 'Read', arguments: '{"path":"a"}' }],
        },
        { role: 'system', text: 'The time has changed.' },
        { role: 'tool', text: 'Error: A', callId: 'c1', name: 'Read' },
        { role: 'user', text: 'Go on' },
      ],
      tools: { tools: [{ name: 'Read' }], choice: 'auto', areParallel: false },
      thinking: { on: true, effort: 'medium', budget: null },
      sampling: { temperature: 1 },
      longestAnswer: 32_000,
    });
  });

  it('is told what was skipped', async () => {
    const { frames } = await play('POST', '/v1/messages', body, answering({ text: 'So' }));
    expect(frames.at(-2)).toMatchObject({
      event: 'message_delta',
      data: {
        hearth: {
          ignored: [
            'context_management.edits[1] (clear_tool_uses_20250919)',
            'messages[1].content[1] (redacted_thinking)',
            'tools[1] (web_search_20250305)',
          ],
        },
      },
    });
  });

  it('counts tokens with the same conversation', async () => {
    const { messages, system, tools, thinking, model } = body;
    const count = { model, system, messages, tools, thinking };
    const {
      kind: _,
      keepAliveS: __,
      ...counted
    } = await workOf('count', 'POST', '/v1/messages/count_tokens', count);
    expect(
      await workOf('ask', 'POST', '/v1/messages', { ...body, output_config: null, tool_choice: null }),
    ).toMatchObject(counted);
  });
});

it.each([
  ['No such file', 'Error: No such file'],
  ['Error: no such file', 'Error: no such file'],
  ['<tool_use_error>x</tool_use_error>', '<tool_use_error>x</tool_use_error>'],
  ['Exit code 1\nx', 'Exit code 1\nx'],
  ['3 files\nno failures', 'Error: 3 files\nno failures'],
])('Claude Code’s result %j that is an error reads %j', async (content, text) => {
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'a', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content, is_error: true }] },
  ];
  const work = await workOf('ask', 'POST', '/v1/messages', { max_tokens: 5, messages });
  expect(work.messages.at(-1)).toMatchObject({ role: 'tool', text });
});
