/**
 * Templates from anywhere: each is stopped within a second of processor time and 200 MB, wherever Hearth parses or renders one: when
 * a model is inspected or loaded, when it is found out how the model answers and calls tools, and for each prompt.
 */
import { describe, expect, it } from 'vitest';
import { answerFormat } from '../../../main/engine/answer/answer-format.ts';
import { TemplateError } from '../../../main/engine/jinja/errors.ts';
import {
  parseChatTemplate,
  sentencePart,
  type TemplateMessage,
} from '../../../main/engine/prompt/chat-template.ts';
import { hostileTemplates } from '../../fixtures/templates/hostile.ts';
import { inLong, isLong } from '../../fixtures/long.ts';

const chat = '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}';
const said = (role: TemplateMessage['role'], text: string): TemplateMessage => ({
  role,
  text,
  reasoning: '',
});

interface Taken {
  ms: number;
  bytes: number;
  problem: unknown;
}

/** The processor time in ms and the heap in bytes that something takes, and what it throws. */
const taken = (work: () => void): Taken => {
  const before = process.memoryUsage().heapUsed;
  const from = process.cpuUsage();
  let problem: unknown = null;
  try {
    work();
  } catch (error) {
    problem = error;
  }
  const { user, system } = process.cpuUsage(from);
  return { ms: (user + system) / 1000, bytes: process.memoryUsage().heapUsed - before, problem };
};

const bounded = ({ ms, bytes, problem }: Taken): void => {
  // The garbage collector takes time of its own.
  expect(ms).toBeLessThan(2000);
  expect(bytes).toBeLessThan(200e6);
  if (problem === null) return;
  expect(problem).toBeInstanceOf(TemplateError);
  const sentence = sentencePart(problem as TemplateError);
  expect(sentence).toMatch(/^[^\n]{4,320}$/);
  expect(sentence).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
};

/** In `npm test` some that cost much for few steps. */
const tells = (name: string): boolean =>
  [
    'a tuple of tuples as a key',
    'breaks a loop over a long list',
    'keeps copies of a long mapping',
    'commas in a long text of digits',
    'looks for ends in a long list',
    'many lines',
    'a long name of spaces',
  ].includes(name);

describe('a hostile template', () => {
  it.each(inLong(Object.entries(hostileTemplates), ([name]) => tells(name)))('%s', (_name, source) => {
    // Alone: it is refused when the model is inspected, or it renders after all.
    bounded(taken(() => void parseChatTemplate(source, '', '').render([said('user', 'Hello')])));
    if (!isLong) return;
    // Only for a certain message: the model is loaded, and the prompt is refused.
    const late = `{% if messages[-1].content == 'now' %}${source}{% endif %}${chat}`;
    const parsed = taken(() => void parseChatTemplate(late, '', ''));
    bounded(parsed);
    if (parsed.problem !== null) return;
    const template = parseChatTemplate(late, '', '');
    bounded(taken(() => void template.render([said('user', 'now')])));
    // Only for tools.
    const tools = `{% if tools %}${source}{% endif %}${chat}`;
    const withTools = parseChatTemplate(tools, '', '');
    bounded(taken(() => void answerFormat(tools, withTools.renderRaw)));
    bounded(taken(() => void withTools.calls));
    expect(template.render([said('user', 'Hello')]).length).toBeGreaterThan(0);
  });
});
