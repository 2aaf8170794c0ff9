/** Messages of the model in Anthropic's shape, whole and streamed. */
import type { ApiAnswer, ApiEvent, ApiFigures, ApiReplies } from '../answer.ts';
import { opaque } from '../base64.ts';
import type { ToolCall } from '../../engine/tools.ts';
import type { ApiFault } from '../fault.ts';
import { hearthOf } from '../hearth.ts';
import type { ApiStream, Frame, Whole } from '../route.ts';
import { timingsOf } from '../timings.ts';
import { anthropicError } from './faults.ts';

/** What an answer needs to know of its request. */
export interface MessageAsked {
  id: string;
  /** As the client named it; empty: it named none. */
  model: string;
  ignored: readonly string[];
  /** Blocks of thoughts have no text, but a signature that holds it. */
  omitsThoughts: boolean;
}

/** Clients drop thoughts without a signature. Hearth's is not checked. */
const signature = 'hearth';

/** `input_tokens` excludes what was cached; nothing is counted as written to a cache, because that costs nothing here. */
const usageOf = ({ newTokens, cachedTokens, answerTokens, thoughtTokens }: ApiFigures) => ({
  input_tokens: newTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: cachedTokens,
  output_tokens: answerTokens,
  output_tokens_details: { thinking_tokens: thoughtTokens },
});

const stopOf = ({ ending, stopString }: Pick<ApiAnswer, 'ending' | 'stopString'>) => ({
  stop_reason:
    { calls: 'tool_use', finished: stopString === null ? 'end_turn' : 'stop_sequence' }[ending as string] ??
    'max_tokens',
  stop_sequence: stopString,
});

/** The arguments of a call, or what the model wrote in their place, if that is no object. */
const inputOf = (text: string): object => {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // It is not JSON: the client gets the text.
  }
  return { arguments: text };
};

const contentOf = ({ thoughts, text, calls }: ApiAnswer, omits: boolean): object[] => [
  ...(thoughts === ''
    ? []
    : [
        omits
          ? { type: 'thinking', thinking: '', signature: opaque(thoughts) }
          : { type: 'thinking', thinking: thoughts, signature },
      ]),
  ...(text === '' ? [] : [{ type: 'text', text }]),
  ...calls.map((call: ToolCall) => ({
    type: 'tool_use',
    id: call.id,
    name: call.name,
    input: inputOf(call.arguments),
  })),
];

/** The whole answer. */
export const wholeMessage = (asked: MessageAsked, { answers, figures, model }: ApiReplies['ask']): Whole => {
  const [answer] = answers;
  return {
    body: {
      id: asked.id,
      type: 'message',
      role: 'assistant',
      model: asked.model || model.name,
      content: answer === undefined ? [] : contentOf(answer, asked.omitsThoughts),
      ...(answer === undefined ? { stop_reason: 'max_tokens', stop_sequence: null } : stopOf(answer)),
      usage: usageOf(figures),
      timings: timingsOf(figures),
      hearth: hearthOf(figures, asked.ignored),
    },
  };
};

/** The block that is being told. */
type Open = { kind: 'thoughts' | 'text' | 'call'; text: string };

export class MessageStream implements ApiStream<'ask'> {
  readonly format = 'sse';
  #asked: MessageAsked;
  #hasBegun = false;
  #open: Open | null = null;
  /** The index of the open block, or of the next one. */
  #index = 0;

  constructor(asked: MessageAsked) {
    this.#asked = asked;
  }

  /** `message_start` has the tokens of the prompt, so it waits for them. */
  begin(model: string): Frame[] {
    if (this.#asked.model === '') this.#asked = { ...this.#asked, model };
    return this.alive();
  }

  /** Comments do not count for clients that watch for events. */
  alive = (): Frame[] => [this.#frame('ping', {})];

  event(event: ApiEvent): Frame[] {
    if ('answer' in event && event.answer !== 0) return [];
    switch (event.kind) {
      case 'prefill':
        return this.#start({ newTokens: event.total, cachedTokens: event.cached });
      case 'thoughts':
        return [
          ...this.#begin('thoughts', { type: 'thinking', thinking: '', signature: '' }),
          ...this.#think(event.text),
        ];
      case 'text':
        return [
          ...this.#begin('text', { type: 'text', text: '' }),
          this.#delta({ type: 'text_delta', text: event.text }),
        ];
      case 'call':
        return this.#begin('call', { type: 'tool_use', id: event.id, name: event.name, input: {} });
      case 'call-arguments':
        return this.#open?.kind === 'call'
          ? [this.#delta({ type: 'input_json_delta', partial_json: event.text })]
          : [];
      case 'call-ended':
        return this.#close();
      default:
        return [];
    }
  }

  end({ answers, figures }: ApiReplies['ask']): Frame[] {
    const [answer] = answers;
    const stop = answer === undefined ? { stop_reason: 'max_tokens', stop_sequence: null } : stopOf(answer);
    return [
      ...this.#start(figures),
      ...this.#close(),
      this.#frame('message_delta', {
        delta: stop,
        usage: usageOf(figures),
        timings: timingsOf(figures),
        hearth: hearthOf(figures, this.#asked.ignored),
      }),
      this.#frame('message_stop', {}),
    ];
  }

  fault = (fault: ApiFault): Frame[] => [{ event: 'error', data: anthropicError(fault) }];

  #frame = (type: string, fields: object): Frame => ({ event: type, data: { type, ...fields } });

  #delta = (delta: object): Frame => this.#frame('content_block_delta', { index: this.#index, delta });

  #start(known: Pick<ApiFigures, 'newTokens' | 'cachedTokens'> | null): Frame[] {
    if (this.#hasBegun) return [];
    this.#hasBegun = true;
    const message = {
      id: this.#asked.id,
      type: 'message',
      role: 'assistant',
      model: this.#asked.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: known?.newTokens ?? 0,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: known?.cachedTokens ?? 0,
        output_tokens: 0,
      },
    };
    return [this.#frame('message_start', { message })];
  }

  #begin(kind: Open['kind'], block: object): Frame[] {
    const started = this.#start(null);
    if (kind !== 'call' && this.#open?.kind === kind) return started;
    const closed = this.#close();
    this.#open = { kind, text: '' };
    return [
      ...started,
      ...closed,
      this.#frame('content_block_start', { index: this.#index, content_block: block }),
    ];
  }

  #think(text: string): Frame[] {
    if (this.#open !== null) this.#open.text += text;
    return this.#asked.omitsThoughts ? [] : [this.#delta({ type: 'thinking_delta', thinking: text })];
  }

  #close(): Frame[] {
    const open = this.#open;
    if (open === null) return [];
    const signed =
      open.kind === 'thoughts'
        ? [
            this.#delta({
              type: 'signature_delta',
              signature: this.#asked.omitsThoughts ? opaque(open.text) : signature,
            }),
          ]
        : [];
    const stopped = this.#frame('content_block_stop', { index: this.#index });
    this.#open = null;
    this.#index++;
    return [...signed, stopped];
  }
}
