/** Templates from anywhere that only tools make hostile: the model still chats, and tools get the general form or a refusal. */
import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../main/engine/jinja/errors.ts';
import { parseChatTemplate, type TemplateMessage } from '../../../main/engine/prompt/chat-template.ts';
import type { Tool } from '../../../main/shared/engine/tools.ts';

const chat = '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}';
const times = (count: number, body: string): string => `{% for i in range(${count}) %}${body}{% endfor %}`;
/** Writes calls in a known way, with `more` around each. */
const calling = (more: string, names = "{{ tools[0]['function']['name'] }}"): string =>
  `${names}{% for m in messages %}{{ m.role }}: {{ m.content }}{% for c in m.tool_calls or [] %}${more}{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments|tojson }}}{% endfor %}\n{% endfor %}`;

const hostile: Record<string, string> = {
  'loops without end': times(100_000, times(100_000, '')),
  'calls itself': '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}',
  'doubles a string': `{% set ns = namespace(s='abcdefgh') %}${times(30, '{% set ns.s = ns.s + ns.s %}')}`,
  'nests the tools in each other': `{% set ns = namespace(l=tools) %}${times(30, '{% set ns.l = [ns.l, ns.l] %}')}{{ ns.l|tojson }}`,
  throws: "{{ raise_exception('no tools') }}",
  'throws a text without end': `{{ raise_exception('x' * 5000000) }}`,
  'prints much': calling(times(1900, 'x'.repeat(100))),
  'prints braces': calling(times(19_000, '{{ "{" }}')),
  'prints quotation marks': calling(times(19_000, '"')),
  'prints marks': calling(times(19_000, '<tool_call>')),
  'prints the names again and again': calling(times(6000, '{{ c.function.name }} ')),
  'writes calls with many fields': calling('').replace(
    '{"name"',
    `{ ${times(3000, '"k{{ i }}": {{ i }}, ')}"name"`,
  ),
  'writes each call within a thousand others': calling(times(1000, ' {"a": ')),
  'has marks of white space': calling(times(19_000, ' ')),
};

const tools: Tool[] = [
  { name: 'look', description: '', parameters: { type: 'object', properties: { at: { type: 'string' } } } },
];
const said = (role: TemplateMessage['role'], text: string): TemplateMessage => ({
  role,
  text,
  reasoning: '',
});

/** The processor time in ms and the heap in bytes that something takes. */
const taken = (work: () => void): { ms: number; bytes: number } => {
  const before = process.memoryUsage().heapUsed;
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return { ms: (user + system) / 1000, bytes: process.memoryUsage().heapUsed - before };
};

describe('a template that, for tools,', () => {
  it.each(Object.entries(hostile))('%s', (_name, source) => {
    const whole = source.includes('m.role')
      ? `{% if tools %}${source}{% else %}${chat}{% endif %}`
      : `{% if tools %}${source}{% endif %}${chat}`;
    const template = parseChatTemplate(whole, '', '');
    const { ms, bytes } = taken(() => void template.calls);
    // The budget allows a second of rendering; the garbage collector adds time.
    expect(ms).toBeLessThan(2000);
    expect(bytes).toBeLessThan(200e6);
    const { format } = template.calls;
    const marks = [format.first, format.begins, format.next ?? '', format.after, format.close];
    for (const mark of marks) expect(mark.length).toBeLessThan(1000);
    expect(JSON.stringify(format.parts).length).toBeLessThan(10_000);
    let problem: unknown = new TemplateError('not refused');
    const rendered = taken(() => {
      try {
        template.render([said('user', 'Hello')], {}, {}, tools);
      } catch (error) {
        problem = error;
      }
    });
    expect(rendered.ms).toBeLessThan(4000);
    expect(problem).toBeInstanceOf(TemplateError);
    expect(template.render([said('user', 'Hello')])).toEqual([
      { template: 'user: ' },
      { content: 0, part: 'text', text: 'Hello' },
      { template: '\n' },
    ]);
  });
});
