/** MiniMax M3 writes lists and objects in marks of their own: they are read by the schemas of the tools. */
import { expect, it } from 'vitest';
import { answerFormat } from '../../../main/engine/answer/answer-format.ts';
import { CallReader } from '../../../main/engine/calls/call-reader.ts';
import { findCallForm } from '../../../main/engine/calls/find-form.ts';
import { Offered } from '../../../main/engine/calls/offered.ts';
import { parseChatTemplate } from '../../../main/engine/prompt/chat-template.ts';
import type { Tool } from '../../../main/shared/engine/tools.ts';

/** The relevant part of its template, whose marks these are. */
const template = `{%- set ns = ']<]minimax[>[' -%}
{%- macro to_xml(val) -%}
{%- if val is mapping -%}{%- for k, v in val.items() -%}{{ ns }}<{{ k }}>{{ to_xml(v) }}{{ ns }}</{{ k }}>{%- endfor -%}
{%- elif val is iterable and val is not string -%}{%- for item in val -%}{{ ns }}<item>{{ to_xml(item) }}{{ ns }}</item>{%- endfor -%}
{%- elif val is boolean or val is none -%}{{ val | tojson }}{%- else -%}{{ val }}{%- endif -%}
{%- endmacro -%}
{%- if tools %}{{ tools | tojson }}{% endif -%}
{%- for m in messages -%}<{{ m.role }}>{{ m.content }}
{%- if m.tool_calls %}{{ ns }}<tool_call>
{% for c in m.tool_calls %}{{ ns }}<invoke name="{{ c.function.name }}">
{%- for k, v in c.function.arguments.items() %}{{ ns }}<{{ k }}>{{ to_xml(v) }}{{ ns }}</{{ k }}>{% endfor -%}
{{ ns }}</invoke>
{% endfor %}{{ ns }}</tool_call>{% endif %}[e~[
{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}`;

const given = {
  paths: ['a b', '7', ''],
  counts: [1, 2.5],
  none: [],
  deep: {
    list: [
      { a: 'x', flag: true },
      { a: 'y', flag: false },
    ],
    item: 'named like items',
  },
  text: 'plain <b>',
  same: { inner: { inner: [[1], [2, 3]] } },
};
const parameters = {
  type: 'object',
  properties: {
    paths: { type: 'array', items: { type: 'string' } },
    counts: { type: 'array', items: { type: 'number' } },
    none: { type: 'array' },
    deep: { type: 'object', properties: { item: { type: 'string' } } },
    text: { type: 'string' },
    same: { type: 'object' },
  },
};
const tools: Tool[] = [{ name: 'put', description: 'Puts.', parameters }];

it('as they were given, in pieces of any length', () => {
  const { renderRaw } = parseChatTemplate(template, '', '');
  const { format } = findCallForm(template, renderRaw, answerFormat(template, renderRaw));
  const call = { id: 'call00000', type: 'function', function: { name: 'put', arguments: given } };
  const text = renderRaw(
    [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '', tool_calls: [call] },
    ],
    { tools: tools.map((one) => ({ type: 'function', function: one })), generationPrompt: false },
  );
  const answer = text.slice(text.indexOf('<assistant>') + '<assistant>'.length, text.lastIndexOf('[e~['));
  for (const length of [1, 7, answer.length]) {
    let json = '';
    const take = (piece: { field: string; text?: string }): void => {
      if (piece.field === 'arguments') json += piece.text;
    };
    const reader = new CallReader(format, new Offered(tools), take, () => true);
    for (let at = 0; at < answer.length; at += length) reader.push(answer.slice(at, at + length));
    reader.finish(false);
    expect(JSON.parse(json)).toEqual(given);
  }
});
