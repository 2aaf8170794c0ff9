/**
 * The logits of sampled tokens, before sampling settings, biases and grammars change them. The library tells only those that are left
 * after them, so other samplers, which change nothing, read the logits of the same evaluation.
 */
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import { vocabularySize } from '../prompt/vocabulary.ts';

/** The library's sampler of the addon. */
interface Sampler {
  applyConfig(config: {
    temperature: number;
    topK?: number;
    seed?: number;
    tokenBiasKeys?: Uint32Array;
    tokenBiasValues?: Float32Array;
  }): void;
  dispose(): void;
}

/** Which logits the addon returns: all that the sampler has left, or those of these tokens and of the one that it takes. */
type Wanted =
  | true
  | [tokens: number[], includeMax: false, includeMin: false, includeSelected: true, includeTop: 0];

/** Called with the place of logits within a batch, and the position of their token. */
type Take = (batchIndex: number, position: number) => unknown;

/** The parts of the library that are not public. */
interface SequenceInternals {
  _context: {
    _ctx: {
      sampleToken(
        batchIndex: number,
        sampler: Sampler,
        probabilities: false,
        confidence: false,
        logits: Wanted,
        totalLogitWeight: boolean,
      ): Promise<
        [
          token: number,
          undefined,
          undefined,
          logits: readonly number[] | undefined,
          totalLogitWeight: number | undefined,
        ]
      >;
    };
  };
  _decodeTokens: (...all: [unknown, unknown, unknown, unknown, unknown, take: Take, ...unknown[]]) => unknown;
}

interface ModelInternals {
  _model: unknown;
  _llama: { _bindings: { AddonSampler: new (model: unknown) => Sampler } };
}

/** The logits of one evaluation. */
export interface ReadLogits {
  /** The likeliest tokens and their logits by turns, the likeliest first. */
  likeliest: readonly number[];
  /** The logit of the sampled token. */
  sampled: number;
  /** The natural logarithm of the sum of the exponentials of all logits. */
  logSum: number;
}

/**
 * So many logits are added up exactly, and the addon adds up the rest in 32 bits: of a sum that one token dominates, it would lose the
 * small ones.
 */
const fewestExact = 64;

export class RawLogits {
  /** Of the token that was sampled last; `null` before the first. */
  last: ReadLogits | null = null;
  readonly #sequence: SequenceInternals;
  readonly #likeliest: Sampler;
  readonly #rest: Sampler;
  readonly #vocabularySize: number;

  /**
   * Reads the logits of every token that `sequence` samples from now on until `end`, at least those of the `count` likeliest ones. Throws
   * if the library has changed.
   */
  constructor(model: LlamaModel, sequence: LlamaContextSequence, count: number) {
    this.#sequence = sequence as unknown as SequenceInternals;
    this.#vocabularySize = vocabularySize(model.fileInfo);
    const { _model, _llama } = model as unknown as ModelInternals;
    const { _decodeTokens, _context } = this.#sequence;
    if (typeof _decodeTokens !== 'function' || typeof _context?._ctx?.sampleToken !== 'function')
      throw new Error('the library has no logits where they are expected');
    this.#likeliest = new _llama._bindings.AddonSampler(_model);
    this.#rest = new _llama._bindings.AddonSampler(_model);
    // A temperature of 1 changes no logit.
    this.#likeliest.applyConfig({ temperature: 1, topK: Math.max(fewestExact, count), seed: 0 });
    this.#sequence._decodeTokens = (tokens, logits, priority, meter, shift, take, ...rest) =>
      _decodeTokens.call(
        sequence,
        tokens,
        logits,
        priority,
        meter,
        shift,
        (batchIndex, position) => this.#take(batchIndex, () => take(batchIndex, position)),
        ...rest,
      );
  }

  end(): void {
    // What the sequence had of its own hides the library's no longer.
    delete (this.#sequence as Partial<SequenceInternals>)._decodeTokens;
    this.#likeliest.dispose();
    this.#rest.dispose();
  }

  /** Logits are read while a token is sampled from the same ones, and asked for first: with one worker, both wait for the evaluation. */
  async #take(batchIndex: number, sample: () => unknown): Promise<unknown> {
    const { _ctx } = this.#sequence._context;
    const read = _ctx.sampleToken(batchIndex, this.#likeliest, false, false, true, false);
    const [[, , , likeliest = []], value] = await Promise.all([read, sample()]);
    this.last = await this.#all(batchIndex, likeliest, Number(value));
    return value;
  }

  async #all(batchIndex: number, likeliest: readonly number[], sampled: number): Promise<ReadLogits> {
    const logits = new Map<number, number>();
    for (let at = 0; at < likeliest.length; at += 2) logits.set(likeliest[at]!, likeliest[at + 1]!);
    const largest = likeliest[1] ?? 0;
    let sum = 0;
    for (const logit of logits.values()) sum += Math.exp(logit - largest);
    if (logits.size < this.#vocabularySize) {
      const { _ctx } = this.#sequence._context;
      this.#rest.applyConfig({
        temperature: 0,
        tokenBiasKeys: Uint32Array.from(logits.keys()),
        tokenBiasValues: new Float32Array(logits.size).fill(-Infinity),
      });
      // The token that is taken is the likeliest of the rest, to which the weight relates.
      const wanted: Wanted = [[sampled], false, false, true, 0];
      const [token, , , found = [], weight = 0] = await _ctx.sampleToken(
        batchIndex,
        this.#rest,
        false,
        false,
        wanted,
        true,
      );
      const others = new Map<number, number>();
      for (let at = 0; at < found.length; at += 2) others.set(found[at]!, found[at + 1]!);
      sum += weight * Math.exp((others.get(token) ?? -Infinity) - largest);
      if (!logits.has(sampled)) logits.set(sampled, others.get(sampled) ?? -Infinity);
    }
    return { likeliest, sampled: logits.get(sampled) ?? -Infinity, logSum: largest + Math.log(sum) };
  }
}
