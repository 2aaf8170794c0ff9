/**
 * The answers of a model that knows a fixed number of them by heart and nothing else, as the guide does. Its file lists
 * them (`hearth.answers`), and no other text is sampled: a model that small, unsure between two answers, could begin with
 * one and end in a piece of another.
 */
import { TokenBias, type GgufFileInfo, type LlamaModel, type Token } from 'node-llama-cpp';

interface Node {
  next: Map<Token, Node>;
  /** An answer ends here. */
  isEnd: boolean;
}

/** No list that is longer or larger is taken, since a file may hold anything. */
const most = { answers: 10_000, characters: 1_000_000 };

/** Added to the logits of the tokens that may follow; differences between logits are some tens at most. */
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

  /** The answers that the file of `model` lists; `null` if it lists none. */
  static of({ metadata }: GgufFileInfo, model: LlamaModel): AnswerBook | null {
    const listed = (metadata as { hearth?: { answers?: unknown } }).hearth?.answers;
    if (!Array.isArray(listed) || listed.length === 0 || listed.length > most.answers) return null;
    const answers = listed.filter((answer): answer is string => typeof answer === 'string' && answer !== '');
    const characters = answers.reduce((sum, { length }) => sum + length, 0);
    return characters > most.characters ? null : new AnswerBook(model, answers);
  }

  /** Whether `tokens` are a whole answer that no other one continues. */
  isWhole(tokens: readonly Token[]): boolean {
    return this.#after(tokens)?.next.size === 0;
  }

  /** Makes one of the tokens that continue an answer after `tokens` be sampled. */
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
