/**
 * Reads from a chat template how its model structures an answer: the marks that open and close thoughts, what is between
 * thoughts and text, and what ends the turn. It renders small chats that differ in one thing and compares them, as llama.cpp
 * does (common/chat-diff-analyzer.cpp); only what no rendering can show comes from a list.
 */

export interface AnswerFormat {
  /** Opens thoughts; empty if the prompt opens them and the model never does. */
  open: string;
  /** Closes thoughts. */
  close: string;
  /** What a model may write between its thoughts and its text, longest first; it belongs to neither. */
  between: string[];
  /** The closing mark as the template writes it, with its white space and everything up to the text. */
  closing: string;
  /** Ends the text; empty if the template writes no mark there. */
  end: string;
  /** The headers of parts, if each part of an answer has one that names its kind, as in gpt-oss. */
  channels: Channels | null;
  /** `false` for a template that does not mention thoughts: the marks are then common ones, in case the model writes them. */
  isFromTemplate: boolean;
}

/** An answer in parts, each with a header that ends with `message` and a body that ends with the closing mark. */
export interface Channels {
  /** Begins the header of each part but the first, whose beginning is in the prompt. */
  start: string;
  /** Ends a header. */
  message: string;
  /** The word in the header of thoughts. */
  thoughts: string;
  /** The word in the header of the last part. */
  answer: string;
}

/** A raw message in the form that templates get. */
type RawMessage = Record<string, unknown>;

/** Renders raw messages with the template; throws if the template does. */
export type RenderRaw = (
  messages: RawMessage[],
  options: { generationPrompt: boolean; thinking?: boolean; tools?: readonly unknown[] },
) => string;

const marker = /<[^<>\s]{1,40}>|\[[^[\]\s]{1,40}\]|\[[A-Z][A-Z ]{1,40}\]/;
const leadingMarker = new RegExp(`^\\s*(?:${marker.source})`);
/** A mark at the end: a marker, or a marker and the name of a channel. */
const trailingMark = new RegExp(`(?:${marker.source})\\w*$`);

/** Contents that no template has in its own text and that none of them trims. */
const said = 'QtextQ';
const thought = 'QthoughtQ';
const question = { role: 'user', content: 'QquestionQ' };

/**
 * Known formats whose template asks for them in words or leaves thoughts to the client, so that no rendering shows their marks.
 * The first one whose `sign` is in the template is used.
 */
const known: { sign: string; format: Pick<AnswerFormat, 'open' | 'close' | 'between' | 'end'> }[] = [
  // Apriel 1.5: the system prompt asks for the text within these marks; the answer begins with the thoughts.
  {
    sign: '[BEGIN FINAL RESPONSE] ... [END FINAL RESPONSE]',
    format: { open: '', close: '[BEGIN FINAL RESPONSE]', between: [], end: '[END FINAL RESPONSE]' },
  },
  // Granite 3.3: the system prompt asks for both pairs.
  {
    sign: 'write your response between <response></response>',
    format: { open: '<think>', close: '</think>', between: ['<response>'], end: '</response>' },
  },
];

/** Models that were trained to think but whose template does not say so: early distils, or a template of the user's. */
const usual = { open: '<think>', close: '</think>' };

/** The format of answers for the template `source`. */
export const answerFormat = (source: string, render: RenderRaw): AnswerFormat => {
  const attempt = (messages: RawMessage[], generationPrompt: boolean, thinking?: boolean): string | null => {
    try {
      return render(messages, { generationPrompt, ...(thinking === undefined ? {} : { thinking }) });
    } catch {
      return null;
    }
  };
  /** What `more` and the generation prompt add to a chat with only the question. */
  const added = (more: RawMessage[], generationPrompt: boolean, thinking?: boolean): string | null => {
    const text = attempt([question, ...more], generationPrompt, thinking);
    return text?.slice(commonPrefix(attempt([question], false, thinking) ?? '', text)) ?? null;
  };
  const prompts = unique([true, undefined, false].map((thinking) => added([], true, thinking)));
  const plain = added([{ role: 'assistant', content: said }], false);
  const end = plain === null ? '' : endOf(plain.slice(plain.lastIndexOf(said) + said.length));

  for (const message of thinkingMessages)
    for (const thinking of [true, undefined]) {
      const text = added([message], false, thinking);
      const isCall = 'tool_calls' in message;
      const found = text === null ? null : fromThoughts(text, isCall, prompts, plain);
      if (found !== null) return { ...found, end: end || found.end, isFromTemplate: true };
    }
  const marks =
    known.find(({ sign }) => source.includes(sign))?.format ??
    fromSwitch(prompts, plain) ??
    fromHistory(source, attempt);
  const { close } = marks ?? usual;
  const direct = directOpening(plain, prompts, close);
  return {
    between: direct === '' ? [] : [direct],
    closing: `\n${close}\n\n`,
    channels: null,
    ...usual,
    end,
    ...marks,
    isFromTemplate: marks !== null,
  };
};

/** Whether a prompt that ends with `ending` leaves thoughts open, so that the first sampled token belongs to them. */
export const leavesThoughtsOpen = ({ open, close }: AnswerFormat, ending: string): boolean =>
  open === '' || ending.lastIndexOf(open) > ending.lastIndexOf(close);

/** An answer with thoughts in every form that some template accepts. */
const thinkingMessages: RawMessage[] = [
  {
    role: 'assistant',
    content: said,
    reasoning_content: thought,
    reasoning: thought,
    thinking: thought,
  },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: thought },
      { type: 'text', text: said },
    ],
  },
  {
    role: 'assistant',
    content: {
      blocks: [
        { type: 'thoughts', text: thought },
        { type: 'response', text: said },
      ],
    },
  },
  // Some templates keep only thoughts that led to a tool call.
  {
    role: 'assistant',
    content: said,
    reasoning_content: thought,
    reasoning: thought,
    tool_calls: [{ id: 'call00001', type: 'function', function: { name: 'look', arguments: { at: 'it' } } }],
  },
];

/**
 * The format by an answer whose thoughts the template renders; `null` if it does not, or puts no mark between them and the
 * text.
 */
const fromThoughts = (
  text: string,
  isCall: boolean,
  prompts: string[],
  plain: string | null,
): Omit<AnswerFormat, 'isFromTemplate'> | null => {
  const thoughtAt = text.indexOf(thought);
  if (thoughtAt < 0) return null;
  const before = text.slice(0, thoughtAt);
  const behind = text.slice(thoughtAt + thought.length);
  const saidAt = behind.indexOf(said);
  // A tool call is between the thoughts and the text.
  const isDirect = saidAt >= 0 && !isCall;
  const closing = isDirect ? behind.slice(0, saidAt) : (leadingMarker.exec(behind)?.[0] ?? '');
  const first = marker.exec(closing);
  if (first === null) return null;
  let close = closing.slice(0, first.index + first[0].length).trim();
  let open = openingMark(before, prompts);
  // A marker alone before text without thoughts is the header of the turn.
  const textOnly = plain?.slice(0, plain.indexOf(said)) ?? '';
  if (textOnly.includes(open) && !textOnly.includes(close)) open = '';
  // The marks of several parts that open and close alike: <|open|>think<|sep|> and <|close|>think<|sep|>.
  const rest = closing.slice(first.index + first[0].length).trim();
  const named = /^\w+/.exec(rest)?.[0];
  if (named !== undefined) {
    const tail = new RegExp(`(?:${marker.source})${named}(?:${marker.source})$`).exec(before.trim());
    const own = new RegExp(`^${named}(?:${marker.source})`).exec(rest)?.[0] ?? '';
    if (tail !== null && own !== '') {
      open = tail[0];
      close += own;
    }
  }
  const bridge = closing.slice(closing.indexOf(close) + close.length).trim();
  const header = prompts
    .map((prompt) => prompt.trim())
    .find((prompt) => prompt !== '' && bridge.startsWith(prompt));
  const direct = directOpening(plain, prompts, close) || (header ? bridge.slice(header.length).trim() : '');
  return {
    open,
    close,
    between: unique([bridge, header ?? '', direct]).filter((one) => one !== ''),
    closing,
    end: isDirect ? endOf(behind.slice(saidAt + said.length)) : '',
    channels: channelsOf(open, direct, header ?? ''),
  };
};

/** What the template writes before thoughts, after the header of the turn. */
const openingMark = (before: string, prompts: string[]): string => {
  const behind = prompts
    .filter((prompt) => before.startsWith(prompt.trimEnd()))
    .map((prompt) => before.slice(prompt.trimEnd().length).trim())
    .filter((rest) => marker.test(rest))
    .toSorted((one, other) => one.length - other.length)[0];
  return behind ?? trailingMark.exec(before.trim())?.[0] ?? '';
};

/** What the template writes before the text of an answer without thoughts, after the header of the turn. */
const directOpening = (plain: string | null, prompts: string[], close: string): string => {
  if (plain === null) return '';
  const before = plain.slice(0, plain.indexOf(said));
  const closed = before.lastIndexOf(close);
  const header = prompts
    .filter((prompt) => before.startsWith(prompt.trimEnd()))
    .toSorted((one, other) => other.length - one.length)[0];
  const opening =
    closed >= 0
      ? before.slice(closed + close.length)
      : header === undefined
        ? ''
        : before.slice(header.trimEnd().length);
  // A plain word could belong to the text, unless its line ends with it (functionary: "all").
  return marker.test(opening) ? opening.trim() : /^\s*\w+\n$/.test(opening) ? opening.trimStart() : '';
};

/** Channels, if the header of thoughts and that of the text end with the same marker. */
const channelsOf = (open: string, direct: string, start: string): Channels | null => {
  const message = /<[^<>\s]+>$/.exec(open)?.[0];
  if (message === undefined || !direct.endsWith(message) || start === '') return null;
  const thoughts = open.slice(0, -message.length).trim();
  const answer = direct.slice(0, -message.length).trim();
  return thoughts === '' || answer === '' || thoughts === answer
    ? null
    : { start, message, thoughts, answer };
};

/** The format by empty thoughts, either in one of the prompts with thinking on and off, or in earlier answers. */
const fromSwitch = (prompts: string[], plain: string | null): { open: string; close: string } | null => {
  for (const long of [...prompts, ...(plain === null ? [] : [plain.slice(0, plain.indexOf(said))])])
    for (const short of prompts) {
      if (long === short || !long.startsWith(short.trimEnd())) continue;
      const marks = [...long.slice(short.trimEnd().length).matchAll(new RegExp(marker.source, 'g'))].map(
        ([one]) => one,
      );
      const [open, close] = marks;
      if (marks.length === 2 && isClosing(close!)) return { open: open!, close: close! };
      if (marks.length === 1 && prompts.includes(long) && !isClosing(open!))
        return { open: open!, close: closingOf(open!) };
    }
  return null;
};

/** The most markers of a template that are tried as its closing mark. */
const mostTried = 60;

/** The format by what a template drops of an earlier answer: everything before the closing mark. */
const fromHistory = (
  source: string,
  attempt: (messages: RawMessage[], generationPrompt: boolean) => string | null,
): { open: string; close: string } | null => {
  const markers = unique([...source.matchAll(new RegExp(marker.source, 'g'))].map(([one]) => one));
  for (const close of markers.filter(isClosing).slice(0, mostTried)) {
    const text = attempt(
      // Two answers, since some templates keep the last one whole.
      [
        question,
        { role: 'assistant', content: `${thought}${close}${said}` },
        question,
        { role: 'assistant', content: '-' },
        question,
      ],
      true,
    );
    if (text !== null && text.includes(said) && !text.includes(thought))
      return { open: openingOf(close), close };
  }
  return null;
};

const isClosing = (one: string): boolean => /^[<[]\|?\/|END|FINAL/.test(one);
const closingOf = (open: string): string => open.replace(/^([<[])/, '$1/');
const openingOf = (close: string): string => close.replace(/^([<[])\//, '$1');

/** The marker that ends an answer, taken from the text after it. */
const endOf = (behind: string): string => leadingMarker.exec(behind)?.[0].trim() ?? '';

const unique = <Value>(values: (Value | null)[]): Value[] => [
  ...new Set(values.filter((value): value is Value => value !== null)),
];

/** The length of the common beginning of two texts; it ends before a marker rather than within it. */
const commonPrefix = (one: string, other: string): number => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  const within = /[<[][^<>[\]\s]*$/.exec(other.slice(0, length));
  return length === other.length ? length : (within?.index ?? length);
};
