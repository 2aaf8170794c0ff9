/** A growing answer: turns sampled tokens into thoughts and text, and measures the time of the thoughts. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { ThoughtTimings } from '../../shared/contract/message.ts';
import type { WrittenKind } from '../../shared/contract/parts.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { SampledToken } from '../../shared/engine/turn.ts';
import type { AnswerSplitter, Piece } from './answer-fields.ts';
import type { AnswerTokens } from './answer-tokens.ts';
import { StopStrings } from './stop-strings.ts';

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
  readonly #model: LlamaModel;
  readonly #answers: AnswerTokens;
  readonly #splitter: AnswerSplitter;
  readonly #stops: StopStrings;
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
   * bound to a grammar.
   */
  constructor(
    model: LlamaModel,
    answers: AnswerTokens,
    promptEnding: string,
    stops: readonly string[] | null = null,
    isBound = false,
  ) {
    this.#model = model;
    this.#answers = answers;
    this.#splitter = answers.splitter(promptEnding, isBound);
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
    const parts = this.#pending.map((piece) => ({
      part: piece.field === 'text' ? ('text' as const) : ('thoughts' as const),
      text: piece.field === 'moved' ? piece.reasoning : piece.text,
    }));
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
    const special = this.#answers.specialText(token);
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
    if (special !== null || isInHeader === true) return 'other';
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

  /** Ends the answer. */
  finish(at: number): void {
    this.#end(at);
    this.#take(this.#splitter.finish(), at);
    this.#write({ field: 'text', text: this.#stops.finish() }, at);
  }

  /** Posts what was written since the last call. */
  flush(turnId: string, post: (message: FromEngine) => void): void {
    for (const piece of this.#pending)
      post(
        piece.field === 'moved'
          ? { kind: 'rethought', turnId, thoughts: piece.reasoning }
          : { kind: 'wrote', turnId, part: piece.field === 'text' ? 'text' : 'thoughts', text: piece.text },
      );
    this.#pending = [];
  }

  /**
   * Its tokens if they are known to be its text, or its thoughts and its text; `null` if they are only marks, or if a stop string
   * is among them.
   */
  get knownTokens(): Token[] | null {
    if (this.hasStopped) return null;
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
        this.#pending = [piece];
        this.#thoughts = this.given + this.sampled;
        this.#thoughtAt = at;
        this.#textAt = null;
        continue;
      }
      const canStop = piece.field === 'text' && !this.#isResuming;
      this.#write(canStop ? { field: 'text', text: this.#stops.push(piece.text) } : piece, at);
    }
  }

  #write(piece: Exclude<Piece, { field: 'moved' }>, at: number): void {
    if (piece.text === '') return;
    this[piece.field] += piece.text;
    if (piece.field === 'text') this.#textAt ??= at;
    const last = this.#pending.at(-1);
    if (last?.field === piece.field) last.text += piece.text;
    else this.#pending.push(piece);
  }
}
