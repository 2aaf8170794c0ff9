/** A growing answer: turns sampled tokens into thoughts and text, and measures the time of the thoughts. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { ThoughtTimings } from '../../shared/contract/message.ts';
import type { WrittenKind } from '../../shared/contract/parts.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { ToolCall } from '../../shared/engine/tools.ts';
import type { SampledToken, TurnEvent } from '../../shared/engine/turn.ts';
import type { AnswerSplitter, Field, Piece } from './answer-fields.ts';
import type { AnswerTokens } from './answer-tokens.ts';
import { StopStrings } from './stop-strings.ts';

/** How calls of tools are read from an answer. */
export interface CallReading {
  /** A splitter that takes calls out of what `splitter` gets. */
  around: (splitter: AnswerSplitter) => AnswerSplitter;
  /** The names of special tokens in the marks of calls. */
  names: ReadonlySet<string>;
}

export class WrittenAnswer {
  text = '';
  reasoning = '';
  /** Tokens that the model sampled, without those of the given beginning. */
  sampled = 0;
  /** How often its thoughts were closed because their budget was spent. */
  closings = 0;
  /** The tokens of the given beginning, the sampled tokens, and those that closed its thoughts. */
  readonly tokens: Token[] = [];
  /** The number of tokens in the given beginning. */
  given = 0;
  /** The calls of tools that it makes. */
  readonly calls: ToolCall[] = [];
  readonly #model: LlamaModel;
  readonly #answers: AnswerTokens;
  readonly #splitter: AnswerSplitter;
  readonly #stops: StopStrings;
  readonly #callNames: ReadonlySet<string> | undefined;
  /** Tokens whose bytes are not complete characters yet. */
  #partial: Token[] = [];
  #pending: Piece[] = [];
  /** The number of tokens in thoughts, the time of the last one, and the time when the text began. */
  #thoughts = 0;
  #givenThoughts = 0;
  #isResuming = false;
  #thoughtAt = 0;
  #textAt: number | null = null;

  /**
   * `promptEnding`: the template's own text at the end of the prompt. `stops`: texts that end the answer. `isBound`: its text is
   * bound to a grammar. `reading`: how its calls of tools are read.
   */
  constructor(
    model: LlamaModel,
    answers: AnswerTokens,
    promptEnding: string,
    stops: readonly string[] | null = null,
    isBound = false,
    reading: CallReading | null = null,
  ) {
    this.#model = model;
    this.#answers = answers;
    const splitter = answers.splitter(promptEnding, isBound);
    this.#splitter = reading === null ? splitter : reading.around(splitter);
    this.#callNames = reading?.names;
    this.#stops = new StopStrings(stops ?? []);
  }

  /** One of its stop strings came, which is no part of it. */
  get hasStopped(): boolean {
    return this.stopString !== null;
  }

  /** The stop string that ended it; `null`: none did. */
  get stopString(): string | null {
    return this.#stops.found;
  }

  /** What is generated now is certainly the text of the answer. */
  get isInText(): boolean {
    return this.#splitter.isInText;
  }

  /** The text of the call that is generated now, from its first mark on; `null` outside of calls. */
  get callText(): string | null {
    return this.#splitter.callText ?? null;
  }

  /** All text so far, including what is not shown yet. */
  get body(): string {
    return this.#splitter.body;
  }

  /** Whether `token` ends the answer. */
  isEnd(token: Token): boolean {
    return this.#answers.isEnd(token, this.#splitter);
  }

  /** Takes the beginning that was given, in which stop strings are text, before the first token is sampled; returns its parts. */
  resume(tokens: readonly Token[]): { part: WrittenKind; text: string }[] {
    this.#isResuming = true;
    for (const token of tokens) this.add(token, 0);
    this.#isResuming = false;
    const parts = this.#pending.flatMap((piece): { part: WrittenKind; text: string }[] => {
      switch (piece.field) {
        case 'text':
          return [{ part: 'text', text: piece.text }];
        case 'reasoning':
          return [{ part: 'thoughts', text: piece.text }];
        case 'moved':
          return [{ part: 'thoughts', text: piece.reasoning }];
        default:
          return [];
      }
    });
    this.#pending = [];
    this.sampled = 0;
    this.given = tokens.length;
    this.#givenThoughts = this.#thoughts;
    this.#textAt = null;
    return parts;
  }

  /** Adds a token that was sampled at `at`, in ms; returns what it belongs to. */
  add(token: Token, at: number): SampledToken['part'] {
    const wasThinking = this.#splitter.isThinking;
    this.tokens.push(token);
    this.sampled += 1;
    const special = this.#answers.specialText(token, this.#callNames);
    // Bytes before a special token will never be complete characters.
    if (special !== null) this.#end(at);
    else this.#partial.push(token);
    const text = special ?? this.#wholeText();
    if (text !== null) {
      this.#partial = [];
      this.#take(this.#splitter.push(text), at);
    }
    const { isThinking, isInHeader } = this.#splitter;
    if (wasThinking || isThinking) {
      this.#thoughts += 1;
      this.#thoughtAt = at;
    }
    if (special !== null || isInHeader === true || this.callText !== null) return 'other';
    return isThinking ? 'thoughts' : 'text';
  }

  /** Whether its thoughts, which are still open, have spent their budget of tokens; `null` is without a limit. */
  hasSpent(budget: number | null): boolean {
    if (budget === null || this.#thoughts < budget || !this.#splitter.isThinking) return false;
    // The model may be about to close them itself, or to complete a character.
    return !this.#splitter.isUndecided && this.#partial.length === 0;
  }

  /** Closes its thoughts, and returns the tokens that tell the model. */
  closeThoughts(at: number): Token[] {
    this.closings += 1;
    this.#take(this.#splitter.close(), at);
    const { closing } = this.#answers;
    this.tokens.push(...closing);
    return closing;
  }

  /** Ends the answer. `wasCut`: the model did not end it itself. */
  finish(at: number, wasCut: boolean): void {
    this.#end(at);
    this.#take(this.#splitter.finish(wasCut), at);
    this.#write({ field: 'text', text: this.#stops.finish() }, at);
  }

  /** Posts what was written since the last call. */
  flush(turnId: string, post: (message: FromEngine) => void): void {
    for (const piece of this.#pending) post({ ...eventOf(piece), turnId });
    this.#pending = [];
  }

  /**
   * Its tokens if they are known to be its text, or its thoughts and its text; `null` if they are only marks, or if a stop string
   * is among them.
   */
  get knownTokens(): Token[] | null {
    if (this.hasStopped) return null;
    if (this.calls.length > 0) return this.tokens;
    return this.#splitter.isPlain || this.reasoning !== '' ? this.tokens : null;
  }

  /** How many of the sampled tokens are thoughts, and how long they took. `firstAt`: when the first of them was sampled. `null` if none is. */
  thoughts(firstAt: number): ThoughtTimings | null {
    const sampled = this.#thoughts - this.#givenThoughts;
    if (sampled <= 0) return null;
    return {
      tokens: sampled,
      ms: this.#thoughtAt - firstAt,
      textAfterMs: this.#textAt === null ? null : this.#textAt - firstAt,
    };
  }

  #end(at: number): void {
    if (this.#partial.length > 0)
      this.#take(this.#splitter.push(this.#model.detokenize(this.#partial, false)), at);
    this.#partial = [];
  }

  /** The text of the last tokens; `null` while its last character lacks bytes. */
  #wholeText(): string | null {
    const length = this.#partial.length;
    const text = this.#model.detokenize(this.#partial, false, this.tokens.slice(-length - 8, -length));
    // A character has at most 4 bytes and so at most 4 tokens; beyond that, the bytes are not text.
    return text.endsWith('\uFFFD') && length < 4 ? null : text;
  }

  #take(pieces: Piece[], at: number): void {
    for (const piece of pieces) {
      if (piece.field === 'moved') {
        this.text = '';
        this.#stops.reset();
        this.reasoning = piece.reasoning;
        this.#pending = [piece, ...this.#pending.filter(({ field }) => isOfCall(field))];
        this.#thoughts = this.given + this.sampled;
        this.#thoughtAt = at;
        this.#textAt = null;
        continue;
      }
      if (piece.field === 'call' || piece.field === 'arguments' || piece.field === 'call-ended') {
        this.#takeCall(piece);
        continue;
      }
      const canStop = piece.field === 'text' && !this.#isResuming;
      this.#write(canStop ? { field: 'text', text: this.#stops.push(piece.text) } : piece, at);
    }
  }

  #takeCall(piece: Extract<Piece, { field: 'call' | 'arguments' | 'call-ended' }>): void {
    if (piece.field === 'call') {
      // Text in front of a call is no beginning of a stop string any more.
      this.#write({ field: 'text', text: this.#stops.finish() }, this.#textAt ?? 0);
      this.calls.push({ id: piece.id, name: piece.name, arguments: '' });
    }
    const call = this.calls[piece.index];
    if (piece.field === 'arguments' && call !== undefined) call.arguments += piece.text;
    const last = this.#pending.at(-1);
    if (piece.field === 'arguments' && last?.field === 'arguments' && last.index === piece.index)
      last.text += piece.text;
    else this.#pending.push({ ...piece });
  }

  #write(piece: { field: Field; text: string }, at: number): void {
    if (piece.text === '') return;
    this[piece.field] += piece.text;
    if (piece.field === 'text') this.#textAt ??= at;
    const last = this.#pending.at(-1);
    if (last?.field === piece.field && 'text' in last) last.text += piece.text;
    else this.#pending.push(piece);
  }
}

const isOfCall = (field: Piece['field']): boolean => ['call', 'arguments', 'call-ended'].includes(field);

const eventOf = (piece: Piece): TurnEvent => {
  switch (piece.field) {
    case 'moved':
      return { kind: 'rethought', thoughts: piece.reasoning };
    case 'call':
      return { kind: 'call', index: piece.index, id: piece.id, name: piece.name };
    case 'arguments':
      return { kind: 'call-arguments', index: piece.index, text: piece.text };
    case 'call-ended':
      return { kind: 'call-ended', index: piece.index };
    default:
      return { kind: 'wrote', part: piece.field === 'text' ? 'text' : 'thoughts', text: piece.text };
  }
};
