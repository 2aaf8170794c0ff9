import { describe, expect, it } from 'vitest';
import { parseChatTemplate, type TemplateMessage } from '../../../main/engine/prompt/chat-template.ts';
import { TemplateTooCostly } from '../../../main/engine/jinja/errors.ts';

const contents = '{% for m in messages %}{{ m.content }}{% endfor %}';
const times = (count: string, body: string): string => `{% for i in range(${count}) %}${body}{% endfor %}`;
const doubling = (rounds: number): string =>
  `{% set ns = namespace(s='abcdefgh') %}${times(`${rounds}`, '{% set ns.s = ns.s + ns.s %}')}{{ ns.s }}`;

/** Hostile templates. Without limits, each of them takes seconds or gigabytes. */
const costly: Record<string, string> = {
  'doubles a string 24 times': doubling(24),
  'doubles a string 27 times': doubling(27),
  'doubles a list 40 times': `{% set ns = namespace(l=[1]) %}${times('40', '{% set ns.l = ns.l + ns.l %}')}`,
  'counts to 10^9': times('10**9', ''),
  'makes a list of 5·10^7 items': '{% set list = range(50000000) %}',
  'sets a variable 3·10^6 times': times('3000000', '{% set x = i %}'),
  'loops within loops': times('1000', times('1000', times('1000', ''))),
  'has a macro that calls itself': '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}',
  'has a macro that calls itself twice':
    '{% macro f(x) %}{% if x > 0 %}{{ f(x - 1) }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(50) }}',
  'prints 200 MB': times('200000', 'x'.repeat(1000)),
  'prints 4 MB': "{{ 'x' * 4000000 }}",
  'repeats a string': "{{ 'x' * 200000000 }}",
  'replaces in what it replaced': `{% set ns = namespace(s='aaaaaaaaaa') %}${times('12', "{% set ns.s = ns.s|replace('a', 'aaaaaaaaaa') %}")}`,
  'fills up to a width': "{{ 'x'.ljust(999999999) }}",
  'holds itself': '{% set list = [1] %}{% set _ = list.append(list) %}{{ list }}',
  'searches a long string without end': `{% set s = 'a' * 5000000 %}${times('300000', "{% set x = 'b' in s %}")}`,
  'sorts again and again': times('1000', '{% set x = range(100000)|sort %}'),
  'splits into a million': `{% set s = 'a ' * 2000000 %}${times('100', '{% set x = s.split() %}')}`,
  'asks for the date a million times': times('1000', times('1000', "{{ strftime_now('%c %Z') }}")),
  'is nested 100,000 deep': `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`,
  'adds 100,000 numbers': `{{ ${'1 + '.repeat(100_000)} 1 }}`,
  'is 15 MB long': 'x'.repeat(15_000_000),
};

const said = (role: TemplateMessage['role'], text: string): TemplateMessage => ({
  role,
  text,
  reasoning: '',
});

describe('a chat template', () => {
  it.each(Object.entries(costly))('that %s is refused within a second and 200 MB', (_name, source) => {
    const memory = process.memoryUsage();
    const before = process.cpuUsage();
    expect(() => parseChatTemplate(source + contents, '', '')).toThrow(TemplateTooCostly);
    const { user, system } = process.cpuUsage(before);
    // The budget checks the clock only now and then, and the garbage collector adds time.
    expect((user + system) / 1000).toBeLessThan(2000);
    expect(process.memoryUsage().heapUsed - memory.heapUsed).toBeLessThan(200e6);
  });

  it('is limited even if only a chat makes it costly', () => {
    const source = `{% if messages|length > 8 %}${times('300000', times('300000', ''))}{% endif %}${contents}`;
    const template = parseChatTemplate(source, '', '');
    const long = Array.from({ length: 9 }, (_, index) =>
      said(index % 2 === 0 ? 'user' : 'model', `${index}`),
    );
    expect(() => template.render(long)).toThrow(TemplateTooCostly);
    expect(template.render([said('user', 'Hello')])).toEqual([{ content: 0, part: 'text', text: 'Hello' }]);
  });

  it('renders chats of a thousand messages, and messages of two million characters', () => {
    const source = `{% for m in messages %}{% for j in range(loop.index0, -1, -1) %}{% if messages[j].role == 'x' %}!{% endif %}{% endfor %}{{ m.role }}: {{ m.content|trim }}{% if '</think>' in m.content %}{{ m.content.split('</think>')[-1] }}{% endif %}\n{% endfor %}`;
    const template = parseChatTemplate(source, '', '');
    const many = Array.from({ length: 1001 }, (_, index) =>
      said(index % 2 === 0 ? 'user' : 'model', `${index} some words of a message`),
    );
    expect(template.render(many)).toHaveLength(2 * many.length);
    const large = [
      said('user', 'word {b} '.repeat(220_000)),
      said('model', 'x'.repeat(500_000)),
      said('user', 'y'),
    ];
    expect(template.render(large)).toHaveLength(6);
  });
});
