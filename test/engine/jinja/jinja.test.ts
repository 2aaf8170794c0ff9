import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Budget } from '../../../main/engine/jinja/budget.ts';
import { RaisedByTemplate, TemplateError } from '../../../main/engine/jinja/errors.ts';
import { strftime } from '../../../main/engine/jinja/strftime.ts';
import { Template } from '../../../main/engine/jinja/template.ts';
import { Text } from '../../../main/engine/jinja/text.ts';
import { List, type Value } from '../../../main/engine/jinja/values.ts';
import { packageRoot } from '../../../main/system/paths.ts';

/** The output of Jinja2 and Python, recorded by make-python-cases.py. */
const python = JSON.parse(
  readFileSync(join(packageRoot, 'test', 'fixtures', 'templates', 'python.json'), 'utf8'),
) as {
  templates: [source: string, printed: string][];
  format: string;
  dates: [ms: number, printed: string][];
};

const rendered = (source: string, variables: Record<string, Value> = {}): Text =>
  new Template(source).render(variables, new Budget(1, 1000));

describe('Jinja', () => {
  it.each(python.templates)('prints %j like Jinja2', (source, printed) => {
    expect(rendered(source).value).toBe(printed);
  });

  it.each([
    ['nothing for None and for what is not defined', '[{{ none }}{{ x }}{{ x.y.z }}{{ x["y"] }}]', '[]'],
    ['a text that nothing is added to', "{{ 'a' + none }}{{ x ~ 'b' }}", 'ab'],
    ['marks for training', '{% generation %}a{% endgeneration %}b', 'ab'],
    ['a filter that is a method', "{{ ' a '|strip }}{{ 'a,b'|split(',')|last }}", 'ab'],
  ])('prints, like llama.cpp, %s', (_name, source, printed) => {
    expect(rendered(source).value).toBe(printed);
  });

  it.each([
    ['{% if %}', 'line 1: unexpected "%}"'],
    ['a\n{{ x', 'line 2: "}}" is missing'],
    ['{% for x in y %}', 'line 1: "endfor" is missing'],
    ['\n\n{{ 1 | nofilter }}', 'line 3: there is no filter "nofilter"'],
    ['{{ x() }}', 'line 1: there is no function "x"'],
    ['{{ 1 + [] }}', 'line 1: "+" cannot be used with a number and a list'],
    ["{% include 'a' %}", 'line 1: unknown tag "include"'],
  ])('says what is wrong with %j and where', (source, reason) => {
    expect(() => rendered(source)).toThrow(new TemplateError(reason));
  });

  it('reports an error that a template raises', () => {
    expect(() => rendered("{{ raise_exception('Roles must alternate!') }}")).toThrow(
      new RaisedByTemplate('Roles must alternate!'),
    );
  });
});

describe('the origin of a text', () => {
  const origin = {};
  const runs = (source: string, content: string): string =>
    rendered(source, { content: Text.from(content, origin), list: new List([Text.from(content, origin)]) })
      .runs()
      .map(({ text, origin: from }) => (from === null ? text : `<${text}>`))
      .join('');

  it.each([
    ['{{ content }}!', 'a', '<a>!'],
    ["{{ '[' + content ~ ']' }}", 'a', '[<a>]'],
    ['{{ content|trim }}', ' a ', '<a>'],
    ["{{ content.split('</think>')[-1].lstrip('\\n') }}", 'x</think>\na', '<a>'],
    ["{{ content.replace('b', 'c') }}", 'abd', '<acd>'],
    ['{{ content|upper }}{{ content|title }}{{ content|capitalize }}', 'ab', '<ABAbAb>'],
    ['{{ content[1:] }}{{ content[0] }}{{ content[::-1] }}', 'ab', '<baba>'],
    ["{{ '%s-%s' % (content, 1) }}{{ '({})'.format(content) }}", 'a', '<a>-1(<a>)'],
    ["{{ [content, 'x', content]|join(', ') }}", 'a', '<a>, x, <a>'],
    ['{{ content|tojson }}{{ list }}', 'a"', '"<a\\">"[\'<a">\']'],
    ['{% set x %}[{{ content }}]{% endset %}{{ x|replace("[", "(") }}', 'a', '(<a>]'],
    [
      '{% macro m(x) %}{{ x }}.{% endmacro %}{{ m(content) }}{% filter upper %}{{ content }}b{% endfilter %}',
      'a',
      '<a>.<A>B',
    ],
    ['{{ content|indent(2) }}', 'a\nb', '<a\n  b>'],
  ])('is kept by %s', (source, content, shown) => {
    expect(runs(source, content)).toBe(shown);
  });
});

describe('dates', () => {
  beforeAll(() => {
    vi.stubEnv('TZ', 'UTC');
  });
  afterAll(() => vi.unstubAllEnvs());

  it.each(python.dates)('are printed as Python does: %d', (ms, printed) => {
    expect(strftime(new Date(ms), python.format)).toBe(printed);
  });

  it.each(['ja_JP.UTF-8', 'fr_FR.UTF-8'])(
    'are English even if the language of the system is %s',
    (language) => {
      const file = pathToFileURL(join(packageRoot, 'out', 'main', 'engine', 'jinja', 'strftime.js')).href;
      const script = `import(${JSON.stringify(file)}).then(({ strftime }) => console.log(strftime(new Date(1709164800000), '%d %B %Y, %A %-d %y %I:%M %p %b %c')))`;
      const env = { ...process.env, LANG: language, LC_ALL: language, TZ: 'UTC' };
      expect(execFileSync(process.execPath, ['-e', script], { env }).toString().trim()).toBe(
        '29 February 2024, Thursday 29 24 12:00 AM Feb Thu Feb 29 00:00:00 2024',
      );
    },
  );
});
