import { describe, expect, it } from 'vitest';
import {
  normalise,
  normalisings,
  usualNormalisings,
  type Normalising,
} from '../../../../main/shared/api/normalise/normalise.ts';
import type { ApiConversation, ApiMessage } from '../../../../main/shared/api/request.ts';
import { inLong, times } from '../../../fixtures/long.ts';
import { randomOf, render, session, shapes, type Exchange } from './sessions.ts';

const all = new Set(normalisings);
const usual = new Set(usualNormalisings);
const conversation = (
  messages: readonly ApiMessage[],
  tools: ApiConversation['tools'] = null,
): ApiConversation => ({
  messages,
  tools,
  thinking: { on: null, effort: null, budget: null },
  templateVariables: {},
  continuesLast: false,
});
const only = (what: Normalising, made: ApiConversation) => normalise(made, new Set([what]));
const system = (text: string): ApiMessage => ({ role: 'system', text });
const user = (text: string): ApiMessage => ({ role: 'user', text });
const assistant = (text: string): ApiMessage => ({ role: 'assistant', text, thoughts: '', calls: [] });

const commonLength = (one: string, other: string): number => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
};

/** Characters that are processed over a session if what the last request and its answer left is reused. */
const processed = (exchanges: readonly Exchange[], settle: (made: ApiConversation) => ApiConversation) => {
  let held = '';
  let sum = 0;
  for (const { request, answer } of exchanges) {
    const settled = settle(request);
    const prompt = render(settled);
    sum += prompt.length - commonLength(held, prompt);
    held = render({ ...settled, messages: [...settled.messages, answer] });
  }
  return sum;
};

describe('sessions of agents', () => {
  const seeds = Array.from({ length: times(3, 40) }, (_, index) => index + 1);
  describe.each(shapes)('of $name', (shape) => {
    it.each(inLong(seeds, () => true))('begin as the request before did, seed %i', (seed) => {
      const exchanges = session(shape, seed);
      const settled = exchanges.map(({ request }) => render(normalise(request, usual).conversation));
      // OpenCode's reminder goes with every request, from the end of the prompt.
      const tail = shape.name === 'OpenCode' ? 80 : 0;
      // The third message of the user is the first that shows how it moves; by then its old place is in two messages.
      const first =
        shape.name === 'OpenCode' ? exchanges.findIndex(({ request }) => usersOf(request) >= 3) : 0;
      const ends = '</>'.length;
      for (const [index, prompt] of settled.entries()) {
        const next = settled[index + 1];
        if (next === undefined || index < first) continue;
        expect(commonLength(prompt, next)).toBeGreaterThanOrEqual(prompt.length - tail - ends);
      }
    });

    it('are processed once', () => {
      for (const seed of seeds) {
        const exchanges = session(shape, seed);
        const raw = processed(exchanges, (made) => made);
        const settled = processed(exchanges, (made) => normalise(made, usual).conversation);
        const whole = render(exchanges.at(-1)!.request).length;
        expect(settled).toBeLessThanOrEqual(raw);
        // Everything once; OpenCode's reminder and the answer before it with each request.
        expect(settled).toBeLessThan(whole * (shape.name === 'OpenCode' ? 1.6 : 1.05));
      }
    });

    it('come out the same if they are settled twice', () => {
      for (const { request } of session(shape, 7).slice(-5)) {
        const once = normalise(request, all).conversation;
        expect(normalise(once, all).conversation).toEqual(once);
      }
    });

    it('keep every word that the user wrote, in order', () => {
      const { request } = session(shape, 5).at(-1)!;
      const words = (made: ApiConversation) =>
        made.messages.flatMap(({ role, text }) =>
          role === 'system' ? [] : (text.match(/\b[a-z0-9]{5}\b/g) ?? []),
        );
      const settled = words(normalise(request, all).conversation);
      let at = 0;
      for (const word of words(request)) {
        at = settled.indexOf(word, at);
        expect(at).toBeGreaterThanOrEqual(0);
      }
    });

    it('stay as they are if nothing is allowed', () => {
      const { request } = session(shape, 5).at(-1)!;
      expect(normalise(request, new Set())).toEqual({ conversation: request, told: [] });
    });
  });

  it('would be processed again and again otherwise', () => {
    const [claudeCode] = shapes;
    const exchanges = session(claudeCode!, 1);
    const raw = processed(exchanges, (made) => made);
    const settled = processed(exchanges, (made) => normalise(made, usual).conversation);
    expect(raw).toBeGreaterThan(10 * settled);
  });
});

const usersOf = ({ messages }: ApiConversation): number =>
  messages.filter(({ role }) => role === 'user').length;

describe('the billing block', () => {
  const line = 'x-anthropic-billing-header: cc_version=2.1; cch=1f;';
  it('goes, in a message of its own or in front of others', () => {
    expect(only('billing', conversation([system(line), user('x')]))).toEqual({
      conversation: conversation([user('x')]),
      told: ['dropped the billing line of the client'],
    });
    expect(only('billing', conversation([system(`${line}\n\nYou are X.`)])).conversation.messages).toEqual([
      system('You are X.'),
    ]);
  });

  it('stays where it is not at the beginning, and in what the user writes', () => {
    const made = conversation([system(`See ${line}`), user(line)]);
    expect(only('billing', made)).toEqual({ conversation: made, told: [] });
  });
});

describe('system messages', () => {
  const placed = (...messages: ApiMessage[]) =>
    only('system-messages', conversation(messages)).conversation.messages;
  const reminder = '<system-reminder>\nS\n</system-reminder>';

  it('become one at the beginning', () => {
    expect(placed(system('a'), system('b'), user('x'))).toEqual([system('a\n\nb'), user('x')]);
    expect(placed(system('a'), system('b'))).toEqual([system('a\n\nb')]);
  });

  it('become a part of what precedes them later', () => {
    expect(placed(user('x'), system('S'))).toEqual([user(`x\n\n${reminder}`)]);
    const result: ApiMessage = { role: 'tool', text: 'r', callId: 'c', name: 'n' };
    expect(placed(user('x'), result, system('S'))).toEqual([
      user('x'),
      { ...result, text: `r\n\n${reminder}` },
    ]);
  });

  it('become a message of the user behind an answer, which takes in the next one', () => {
    expect(placed(user('x'), assistant('a'), system('S'))).toEqual([
      user('x'),
      assistant('a'),
      user(reminder),
    ]);
    expect(placed(user('x'), assistant('a'), system('S'), user('y'), user('z'))).toEqual([
      user('x'),
      assistant('a'),
      user(`${reminder}\n\ny`),
      user('z'),
    ]);
  });

  it('are told', () => {
    expect(
      only('system-messages', conversation([system('a'), system('b'), user('x'), system('c')])).told,
    ).toEqual([
      'merged 2 system messages into one',
      'made 1 later system message part of the messages around',
    ]);
  });
});

describe('reminders', () => {
  const block = '<system-reminder>R</system-reminder>';
  const settled = (...messages: ApiMessage[]) => only('reminders', conversation(messages));
  const round = [user('a'), assistant('A'), user('b'), assistant('B')];

  it('go to the end if only the last message of three has them', () => {
    const result: ApiMessage = { role: 'tool', text: 'r', callId: 'c', name: 'n' };
    expect(settled(...round, user(`${block}\nc`), assistant('C'), result)).toEqual({
      conversation: conversation([...round, user('c'), assistant('C'), { ...result, text: `r\n\n${block}` }]),
      told: ['moved the reminders to the end of the prompt'],
    });
  });

  it.each([
    ['earlier messages have them too', [...round.slice(0, 2), user(`b ${block}`), user(`c ${block}`)]],
    ['there are fewer messages', [...round.slice(0, 2), user(`b ${block}`)]],
    ['an answer is continued', [...round, user(`c ${block}`), assistant('C')]],
    ['they do not end', [...round, user('c <system-reminder>')]],
  ])('stay if %s', (_why, messages) => {
    expect(settled(...messages).told).toEqual([]);
  });
});

describe('tools', () => {
  const tool = (name: string, parameters = {}) => ({ name, description: '', parameters });
  const offered = (...tools: ReturnType<typeof tool>[]) =>
    conversation([user('x')], { tools, choice: 'auto', areParallel: true });

  it('come in the order of their names', () => {
    const { conversation: made, told } = only('tool-order', offered(tool('b'), tool('B'), tool('a')));
    expect(made.tools?.tools.map(({ name }) => name)).toEqual(['B', 'a', 'b']);
    expect(told).toEqual(['sorted the tools by name']);
    expect(only('tool-order', made).told).toEqual([]);
  });

  it('have the same schema in whatever order it was written', () => {
    const random = randomOf(3);
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, inner]) => [random(), key, shuffle(inner)] as const)
          .toSorted(([one], [other]) => one - other)
          .map(([, key, inner]) => [key, inner]),
      );
    };
    const schema = {
      type: 'object',
      description: 'd',
      properties: {
        type: { type: 'string', enum: ['z', 'a'], default: { b: 1, a: 2 } },
        required: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
        properties: { type: 'object', properties: { x: {}, a: {} } },
      },
      required: ['type', 'properties'],
      additionalProperties: false,
    };
    const textOf = (parameters: object) =>
      JSON.stringify(only('tool-schemas', offered(tool('a', parameters))).conversation.tools?.tools);
    const text = textOf(schema);
    for (let time = 0; time < 20; time++) {
      const other = { ...(shuffle(schema) as typeof schema), required: ['properties', 'type'] };
      // What a default is stays as it was written.
      other.properties = { ...other.properties, type: { ...other.properties.type, default: { b: 1, a: 2 } } };
      expect(textOf(other)).toBe(text);
    }
    expect(JSON.parse(text)).toEqual([tool('a', { ...schema, required: ['properties', 'type'] })]);
  });

  it('are left alone where a schema is too deep', () => {
    let schema: object = { b: 1, a: 2 };
    for (let depth = 0; depth < 5000; depth++) schema = { items: schema };
    expect(only('tool-schemas', offered(tool('a', schema))).conversation.tools?.tools).toHaveLength(1);
  });
});

describe('ids of calls', () => {
  const call = (id: string): ApiMessage => ({
    role: 'assistant',
    text: '',
    thoughts: '',
    calls: [{ id, name: 'n', arguments: '{}' }],
  });
  const result = (callId: string): ApiMessage => ({ role: 'tool', text: 'r', callId, name: 'n' });

  it('are numbers of nine letters and digits', () => {
    const { conversation: made, told } = only(
      'call-ids',
      conversation([call('x'), result('x'), call('x'), result('x')]),
    );
    expect(made.messages).toEqual([
      call('call00000'),
      result('call00000'),
      call('call00001'),
      result('call00001'),
    ]);
    expect(told).toEqual(['numbered the tool calls']);
  });

  it('stay if a result answers no call', () => {
    const made = conversation([call('x'), result('y')]);
    expect(only('call-ids', made).conversation).toBe(made);
  });
});
