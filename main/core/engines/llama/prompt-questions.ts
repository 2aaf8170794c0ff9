/** Asks the engine process about prompts and tokens of its model. */
import type { AskedPrompt, PromptCount, PromptQuestions } from '../../../shared/engine/engine.ts';
import type { FromEngine, PromptAnswers, PromptQuestion, ToEngine } from '../../../shared/engine/protocol.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';

/** A question that waits for its answer. */
interface Waiting {
  resolve: (answer: PromptAnswers[PromptQuestion['kind']]) => void;
  reject: (why: Refusal) => void;
}

export class LlamaPrompts implements PromptQuestions {
  readonly #post: (message: ToEngine) => void;
  readonly #isReady: () => boolean;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** `post` sends a message to the running process, if any; `isReady` tells whether its model is loaded. */
  constructor(post: (message: ToEngine) => void, isReady: () => boolean) {
    this.#post = post;
    this.#isReady = isReady;
  }

  tokenize(text: string, how: { readsSpecial: boolean; begins: boolean }): Promise<number[]> {
    return this.#ask({ kind: 'tokenize', text, ...how });
  }

  detokenize(tokens: readonly number[]): Promise<string> {
    return this.#ask({ kind: 'detokenize', tokens });
  }

  render(prompt: AskedPrompt): Promise<string> {
    return this.#ask({ kind: 'render', prompt });
  }

  count(prompt: AskedPrompt): Promise<PromptCount> {
    return this.#ask({ kind: 'count', prompt });
  }

  /** Handles a message of the process; ignores messages that are not about prompts. */
  receive(message: FromEngine): void {
    if (message.kind !== 'prompt-answered' && message.kind !== 'prompt-refused') return;
    const waiting = this.#waiting.get(message.askId);
    this.#waiting.delete(message.askId);
    if (message.kind === 'prompt-answered') waiting?.resolve(message.answer);
    else waiting?.reject(Refusal.of(message.problem));
  }

  /** The process ends, and answers nothing more. */
  left(): void {
    for (const { reject } of this.#waiting.values()) reject(new Refusal('engine.no-model'));
    this.#waiting.clear();
  }

  #ask<Question extends PromptQuestion>(question: Question): Promise<PromptAnswers[Question['kind']]> {
    if (!this.#isReady()) return Promise.reject(new Refusal('engine.no-model'));
    const askId = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(askId, { resolve: resolve as Waiting['resolve'], reject });
      this.#post({ kind: 'ask-prompt', askId, question });
    });
  }
}
