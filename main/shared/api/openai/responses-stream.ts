/** The stream of a response: its events in the order of OpenAI, each with its number. */
import type { ApiEvent, ApiReplies } from '../answer.ts';
import type { SampledToken } from '../../engine/turn.ts';
import type { ApiFault } from '../fault.ts';
import type { ApiStream, Frame } from '../route.ts';
import { openaiError } from './faults.ts';
import { tokenLogprobs } from './logprobs.ts';
import {
  begunResponse,
  callItem,
  endedResponse,
  isCut,
  messageItem,
  outputText,
  reasoningItem,
  type ResponseAsked,
} from './responses-answer.ts';
import { itemId } from './responses-input.ts';

/** The item that is being told. */
type Open = { id: string; index: number; text: string } & (
  | { kind: 'thoughts' }
  | { kind: 'text'; logprobs: unknown[] }
  | { kind: 'call'; call: { id: string; name: string } }
);

export class ResponseStream implements ApiStream<'ask'> {
  readonly format = 'sse';
  readonly #asked: ResponseAsked;
  #model: string;
  /** The items that are complete. */
  readonly #output: object[] = [];
  #open: Open | null = null;
  /** Tokens whose text was not told yet. */
  #tokens: SampledToken[] = [];
  #number = 0;

  constructor(asked: ResponseAsked) {
    this.#asked = asked;
    this.#model = asked.fields.model ?? '';
  }

  begin(model: string): Frame[] {
    if (this.#model === '') this.#model = model;
    const response = begunResponse(this.#asked, this.#model);
    return [this.#frame('response.created', { response }), this.#frame('response.in_progress', { response })];
  }

  /** An event and no comment, because Codex counts events. */
  alive = (): Frame[] => [this.#frame('keepalive', {})];

  event(event: ApiEvent): Frame[] {
    if ('answer' in event && event.answer !== 0) return [];
    switch (event.kind) {
      case 'thoughts':
        return [...this.#begin('thoughts'), ...this.#delta(event.text)];
      case 'text':
        return [...this.#begin('text'), ...this.#delta(event.text)];
      case 'token':
        if (this.#asked.withLogprobs && event.token.part === 'text') this.#tokens.push(event.token);
        return [];
      case 'call':
        return this.#beginCall({ id: event.id, name: event.name });
      case 'call-arguments':
        return this.#delta(event.text);
      case 'call-ended':
        return this.#close('completed');
      default:
        return [];
    }
  }

  end(reply: ApiReplies['ask']): Frame[] {
    const cut = reply.answers[0] !== undefined && isCut(reply.answers[0]);
    const empty = this.#open === null && this.#output.length === 0 ? this.#begin('text') : [];
    const closed = this.#close(cut ? 'incomplete' : 'completed');
    const response = endedResponse(this.#asked, this.#model, reply, this.#output);
    return [...empty, ...closed, this.#frame(`response.${response.status}`, { response })];
  }

  fault(fault: ApiFault): Frame[] {
    const { code, type, message } = openaiError(fault);
    const response = {
      ...begunResponse(this.#asked, this.#model),
      status: 'failed',
      error: { code: code ?? type, message },
      output: this.#output,
    };
    return [this.#frame('response.failed', { response })];
  }

  #frame = (type: string, fields: object): Frame => ({
    event: type,
    data: { type, sequence_number: this.#number++, ...fields },
  });

  /** What events of the open item have. `place`: of its part. */
  #of = ({ id, index, kind }: Open) => ({
    item_id: id,
    output_index: index,
    ...(kind === 'call'
      ? {}
      : kind === 'thoughts' && this.#asked.withSummary
        ? { summary_index: 0 }
        : { content_index: 0 }),
  });

  #begin(kind: 'thoughts' | 'text'): Frame[] {
    if (this.#open?.kind === kind) return [];
    const closed = this.#close('completed');
    const index = this.#output.length;
    const id = itemId(kind === 'text' ? 'msg' : 'rs', this.#asked.id, index);
    const open: Open = { id, index, text: '', ...(kind === 'text' ? { kind, logprobs: [] } : { kind }) };
    this.#open = open;
    const item =
      kind === 'text'
        ? messageItem(id, [], 'in_progress')
        : reasoningItem(this.#asked, id, '', 'in_progress');
    return [
      ...closed,
      this.#frame('response.output_item.added', { output_index: index, item }),
      this.#frame(`response.${this.#partName(kind)}.added`, { ...this.#of(open), part: this.#part(open) }),
    ];
  }

  #beginCall(call: { id: string; name: string }): Frame[] {
    const closed = this.#close('completed');
    const index = this.#output.length;
    const id = itemId('fc', this.#asked.id, index);
    this.#open = { kind: 'call', id, index, text: '', call };
    const item = callItem(this.#asked, id, { ...call, arguments: '' }, 'in_progress');
    return [...closed, this.#frame('response.output_item.added', { output_index: index, item })];
  }

  #delta(text: string): Frame[] {
    const open = this.#open;
    if (open === null) return [];
    open.text += text;
    const name = this.#textName(open.kind);
    if (open.kind !== 'text') return [this.#frame(`${name}.delta`, { ...this.#of(open), delta: text })];
    const logprobs = tokenLogprobs(this.#tokens);
    this.#tokens = [];
    open.logprobs.push(...logprobs);
    return [this.#frame(`${name}.delta`, { ...this.#of(open), delta: text, logprobs })];
  }

  #close(status: 'completed' | 'incomplete'): Frame[] {
    const open = this.#open;
    if (open === null) return [];
    this.#open = null;
    const of = this.#of(open);
    const name = this.#textName(open.kind);
    const item = this.#item(open, status);
    this.#output.push(item);
    const done = this.#frame(
      `${name}.done`,
      open.kind === 'call'
        ? { ...of, name: open.call.name, arguments: open.text }
        : { ...of, text: open.text, ...(open.kind === 'text' ? { logprobs: open.logprobs } : {}) },
    );
    const part =
      open.kind === 'call'
        ? []
        : [this.#frame(`response.${this.#partName(open.kind)}.done`, { ...of, part: this.#part(open) })];
    return [done, ...part, this.#frame('response.output_item.done', { output_index: open.index, item })];
  }

  #item(open: Open, status: 'completed' | 'incomplete'): object {
    if (open.kind === 'thoughts') return reasoningItem(this.#asked, open.id, open.text, status);
    if (open.kind === 'text') return messageItem(open.id, [this.#part(open)], status);
    return callItem(this.#asked, open.id, { ...open.call, arguments: open.text }, status);
  }

  #part(open: Open): object {
    if (open.kind === 'text') return outputText(open.text, open.logprobs);
    return { type: this.#asked.withSummary ? 'summary_text' : 'reasoning_text', text: open.text };
  }

  #partName = (kind: 'thoughts' | 'text'): string =>
    kind === 'thoughts' && this.#asked.withSummary ? 'reasoning_summary_part' : 'content_part';

  #textName(kind: Open['kind']): string {
    if (kind === 'text') return 'response.output_text';
    if (kind === 'call') return 'response.function_call_arguments';
    return this.#asked.withSummary ? 'response.reasoning_summary_text' : 'response.reasoning_text';
  }
}
