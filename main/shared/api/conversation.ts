/** Puts a conversation together from items that each say a part of an answer, as responses and Anthropic's blocks do. */
import type { ToolCall } from '../engine/tools.ts';
import type { ApiMessage } from './request.ts';

/** A part of an answer. */
export type AnswerPart =
  | { kind: 'thoughts'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'call'; call: ToolCall };

type Answer = { role: 'assistant'; text: string; thoughts: string; calls: ToolCall[] };

/** Parts of one answer come in the order thoughts, text, calls; a part that comes earlier again begins another answer. */
export class Conversation {
  readonly #messages: ApiMessage[] = [];
  readonly #between: string;
  /** The answer that further parts may belong to. */
  #answer: Answer | null = null;
  readonly #names = new Map<string, string>();

  /** `between`: what separates texts of one answer that are told one after the other. */
  constructor(earlier: readonly ApiMessage[] = [], between = '') {
    this.#between = between;
    for (const message of earlier) this.add(message);
  }

  get messages(): readonly ApiMessage[] {
    return this.#messages;
  }

  /** Adds a message as it is. */
  add(message: ApiMessage): void {
    this.#answer = null;
    this.#messages.push(message);
    if (message.role === 'assistant') for (const { id, name } of message.calls) this.#names.set(id, name);
  }

  part(part: AnswerPart): void {
    const answer = this.#answerFor(part);
    if (part.kind === 'call') {
      answer.calls.push(part.call);
      this.#names.set(part.call.id, part.call.name);
    } else {
      const name = part.kind === 'text' ? 'text' : 'thoughts';
      answer[name] += answer[name] === '' ? part.text : this.#between + part.text;
    }
  }

  /** The result of a call; the name of its tool is that of the call. */
  result(callId: string, text: string): void {
    this.add({ role: 'tool', text, callId, name: this.#names.get(callId) ?? null });
  }

  #answerFor({ kind }: AnswerPart): Answer {
    const open = this.#answer;
    const fits =
      open !== null &&
      (kind === 'call' ||
        (kind === 'text' ? open.calls.length === 0 : open.text === '' && open.calls.length === 0));
    if (fits) return open;
    const begun: Answer = { role: 'assistant', text: '', thoughts: '', calls: [] };
    this.#messages.push(begun);
    this.#answer = begun;
    return begun;
  }
}
