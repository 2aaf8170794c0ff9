/**
 * The fixed answers of a model that knows nothing else, such as the guide. Its file lists them (`hearth.answers`), and only
 * these texts are sampled: a model this small, unsure between two answers, could begin one and end with part of another.
 */
import { TokenBias, type GgufFileInfo, type LlamaModel, type Token } from 'node-llama-cpp';

interface Node {
  next: Map<Token, Node>;
  /** An answer ends here. */
  isEnd: boolean;
}

/** Limits of the list; a larger one is ignored, because files are untrusted. */
const most = { answers: 10_000, characters: 1_000_000 };

/** Added to the logits of the allowed tokens. Logits differ by some tens at most. */
const certain = 1000;

export class AnswerBook {
  readonly #model: LlamaModel;
  readonly #root: Node = newNode();

  constructor(model: LlamaModel, answers: readonly string[]) {
    this.#model = model;
    for (const answer of answers) {
      let node = this.#root;
      for (const token of model.tokenize(answer, false)) {
        if (!node.next.has(token)) node.next.set(token, newNode());
        node = node.next.get(token)!;
      }
      node.isEnd = true;
    }
  }

  /** The answers listed in the file of `model`; `null` if none. */
  static of({ metadata }: GgufFileInfo, model: LlamaModel): AnswerBook | null {
    const listed = (metadata as { hearth?: { answers?: unknown } }).hearth?.answers;
    if (!Array.isArray(listed) || listed.length === 0 || listed.length > most.answers) return null;
    const answers = listed.filter((answer): answer is string => typeof answer === 'string' && answer !== '');
    const characters = answers.reduce((sum, { length }) => sum + length, 0);
    return characters > most.characters ? null : new AnswerBook(model, answers);
  }

  /** Whether `tokens` are a complete answer that is not the beginning of a longer one. */
  isWhole(tokens: readonly Token[]): boolean {
    return this.#after(tokens)?.next.size === 0;
  }

  /** Whether an answer continues `tokens`. */
  continues(tokens: readonly Token[]): boolean {
    return (this.#after(tokens)?.next.size ?? 0) > 0;
  }

  /** A bias that only allows tokens that continue an answer after `tokens`. */
  biasAfter(tokens: readonly Token[]): TokenBias {
    const bias = TokenBias.for(this.#model);
    const node = this.#after(tokens);
    if (node && !node.isEnd) for (const token of node.next.keys()) bias.set(token, { logit: certain });
    return bias;
  }

  #after(tokens: readonly Token[]): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const token of tokens) node = node?.next.get(token);
    return node;
  }
}

function newNode(): Node {
  return { next: new Map(), isEnd: false };
}
