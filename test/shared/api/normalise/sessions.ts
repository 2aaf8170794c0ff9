/** Sessions of agents of 30 turns, as their requests are read: each request repeats the one before and adds to it. */
import type { ApiConversation, ApiMessage } from '../../../../main/shared/api/request.ts';
import type { Tool } from '../../../../main/shared/engine/tools.ts';

/** Random numbers from 0 to 1 that a seed repeats. */
export const randomOf = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};

const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] =>
  items
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);

const tools: Tool[] = ['read', 'write', 'bash', 'grep', 'todo'].map((name) => ({
  name,
  description: `The tool ${name}.`,
  parameters: {
    type: 'object',
    properties: { path: { type: 'string' }, count: { type: 'integer' } },
    required: ['path'],
  },
}));

const thinking = { on: null, effort: null, budget: null };

interface Shape {
  name: string;
  /** What the program sends at a time, with the history so far. */
  request(history: readonly ApiMessage[], minute: number, random: () => number): ApiConversation;
  /** How the program keeps what the user writes. */
  question(text: string, minute: number, turn: number): ApiMessage;
  result(text: string, callId: string, turn: number): ApiMessage;
}

const conversation = (messages: readonly ApiMessage[], offered: readonly Tool[]): ApiConversation => ({
  messages,
  tools: { tools: offered, choice: 'auto', areParallel: true },
  thinking,
  templateVariables: {},
  continuesLast: false,
});

const clock = (minute: number): string =>
  `2026-11-29T${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:07.123Z`;

const plainResult = (text: string, callId: string): ApiMessage => ({
  role: 'tool',
  text,
  callId,
  name: 'read',
});

/** A billing block that changes, several blocks of system prompt, reminders that stay in their messages. */
const claudeCode: Shape = {
  name: 'Claude Code',
  request: (history, minute, random) =>
    conversation(
      [
        {
          role: 'system',
          text: `x-anthropic-billing-header: cc_version=2.1.36; cc_entrypoint=cli; cch=${Math.floor(random() * 2 ** 20).toString(16)};`,
        },
        { role: 'system', text: 'You are an agent for the command line.' },
        {
          role: 'system',
          text: `Rules.\nToday's date: 2026-11-29\nCurrent time: ${clock(minute)}\nMore rules.`,
        },
        ...history,
      ],
      tools,
    ),
  question: (text, _minute, turn) => ({
    role: 'user',
    text:
      turn === 0
        ? `<system-reminder>\n# claudeMd\nUse tabs.\n</system-reminder>\n\n${text}`
        : `${text}\n\n<system-reminder>The todo list is empty.</system-reminder>`,
  }),
  result: (text, callId, turn) =>
    plainResult(`${text}\n<system-reminder>Note ${turn}.</system-reminder>`, callId),
};

/** The whole list of tools in a new order with each request, and late instructions of the developer. */
const codex: Shape = {
  name: 'Codex',
  request: (history, _minute, random) =>
    conversation(
      [
        { role: 'system', text: 'You are a coding agent.' },
        {
          role: 'user',
          text: '<environment_context>\n  <cwd>/work</cwd>\n  <current_date>2026-11-29</current_date>\n</environment_context>',
        },
        { role: 'system', text: '<permissions>Ask first.</permissions>' },
        ...history,
      ],
      shuffled(tools, random),
    ),
  question: (text) => ({ role: 'user', text }),
  result: plainResult,
};

/** A reminder that is always in the newest message of the user, and the date in the system prompt. */
const openCode: Shape = {
  name: 'OpenCode',
  request: (history) => {
    const newest = history.findLastIndex(({ role }) => role === 'user');
    return conversation(
      [
        { role: 'system', text: 'You are OpenCode.' },
        {
          role: 'system',
          text: "<env>\n  Working directory: /work\n  Today's date: Sun Nov 29 2026\n</env>",
        },
        ...history.map((message, index) =>
          index === newest
            ? {
                ...message,
                text: `${message.text}\n\n<system-reminder>\nPlan mode: do not edit.\n</system-reminder>`,
              }
            : message,
        ),
      ],
      tools,
    );
  },
  question: (text) => ({ role: 'user', text }),
  result: plainResult,
};

/** The time within what the user sends, which stays there; ids of calls that are new in each request. */
const cline: Shape = {
  name: 'Cline',
  request: (history, minute, random) => {
    const ids = new Map<string, string>();
    const idOf = (id: string): string => {
      const known = ids.get(id) ?? `toolu_${Math.floor(random() * 2 ** 30).toString(36)}`;
      ids.set(id, known);
      return known;
    };
    return conversation(
      [
        { role: 'system', text: `You are Cline.\nCurrent time: ${clock(minute).slice(11, 19)}.` },
        ...history.map((message): ApiMessage => {
          if (message.role === 'assistant')
            return { ...message, calls: message.calls.map((call) => ({ ...call, id: idOf(call.id) })) };
          return message.role === 'tool' ? { ...message, callId: idOf(message.callId) } : message;
        }),
      ],
      tools,
    );
  },
  question: (text, minute) => ({
    role: 'user',
    text: `<task>${text}</task>\n<environment_details>\n# Current Time\n${clock(minute)}\n</environment_details>`,
  }),
  result: plainResult,
};

/** What a random program does, but the same in the history of every request. */
const anything: Shape = {
  name: 'a program with late system messages',
  request: (history, minute, random) => claudeCode.request(history, minute, random),
  question: (text, _minute, turn) =>
    turn % 3 === 1
      ? { role: 'system', text: `Rule ${turn}: ${text}` }
      : { role: 'user', text: turn % 5 === 2 ? `<system-reminder>r</system-reminder>\n${text}` : text },
  result: plainResult,
};

export const shapes: readonly Shape[] = [claudeCode, codex, openCode, cline, anything];

/** A request, and the answer that it gets. */
export interface Exchange {
  request: ApiConversation;
  answer: ApiMessage;
}

/** 30 turns of one to four requests each, a minute apart within the same hour of the clock. */
export const session = (shape: Shape, seed: number): Exchange[] => {
  const random = randomOf(seed);
  const history: ApiMessage[] = [];
  const exchanges: Exchange[] = [];
  const words = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 36 ** 5).toString(36)).join(' ');
  let minute = 0;
  for (let turn = 0; turn < 30; turn++) {
    history.push(shape.question(words(12), minute, turn));
    const rounds = Math.floor(random() * 4);
    for (let round = 0; round <= rounds; round++) {
      const isLast = round === rounds;
      const calls = isLast
        ? []
        : Array.from({ length: 1 + Math.floor(random() * 2) }, (_, index) => ({
            id: `call_${turn}_${round}_${index}`,
            name: 'read',
            arguments: JSON.stringify({ path: words(1) }),
          }));
      const answer: ApiMessage = { role: 'assistant', text: words(8), thoughts: '', calls };
      // Less than an hour for all of them: a time alone is rounded to the hour.
      minute = Math.min(59, minute + (random() < 0.4 ? 1 : 0));
      exchanges.push({ request: shape.request([...history], minute, random), answer });
      history.push(answer);
      for (const { id } of calls) history.push(shape.result(words(20), id, turn));
    }
  }
  return exchanges;
};

/** A prompt as a simple chat template writes it. */
export const render = ({ messages, tools: offered }: ApiConversation): string =>
  [
    messages[0]?.role === 'system' ? `<system>${messages[0].text}` : '',
    `<tools>${JSON.stringify(offered?.tools)}`,
    ...messages.map((message, index) => {
      if (index === 0 && message.role === 'system') return '';
      const calls = message.role === 'assistant' ? JSON.stringify(message.calls) : '';
      const answers = message.role === 'tool' ? message.callId : '';
      return `<${message.role} ${answers}>${message.text}${calls}</>`;
    }),
  ].join('\n');
