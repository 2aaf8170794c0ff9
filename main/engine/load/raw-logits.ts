/**
 * The logits of sampled tokens, before sampling settings, biases and grammars change them. The library tells only those that are left
 * after them, so a second sampler, which changes nothing, reads the logits of the same evaluation.
 */
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';

/** The library's sampler of the addon. */
interface Sampler {
  applyConfig(config: { temperature: number }): void;
  dispose(): void;
}

/** Called with the place of logits within a batch, and the position of their token. */
type Take = (batchIndex: number, position: number) => unknown;

/** The parts of the library that are not public. */
interface SequenceInternals {
  _context: {
    _ctx: {
      sampleToken(
        batchIndex: number,
        sampler: Sampler,
        probabilities: boolean,
        confidence: boolean,
        logits: boolean,
      ): Promise<[token: number, undefined, undefined, logits: readonly number[] | undefined]>;
    };
  };
  _decodeTokens: (...all: [unknown, unknown, unknown, unknown, unknown, take: Take, ...unknown[]]) => unknown;
}

interface ModelInternals {
  _model: unknown;
  _llama: { _bindings: { AddonSampler: new (model: unknown) => Sampler } };
}

export class RawLogits {
  /** Of the token that was sampled last: all tokens and their logits by turns, the likeliest token first. */
  last: readonly number[] = [];
  readonly #sequence: SequenceInternals;
  readonly #sampler: Sampler;

  /** Reads the logits of every token that `sequence` samples from now on until `end`. Throws if the library has changed. */
  constructor(model: LlamaModel, sequence: LlamaContextSequence) {
    this.#sequence = sequence as unknown as SequenceInternals;
    const { _model, _llama } = model as unknown as ModelInternals;
    const { _decodeTokens, _context } = this.#sequence;
    if (typeof _decodeTokens !== 'function' || typeof _context?._ctx?.sampleToken !== 'function')
      throw new Error('the library has no logits where they are expected');
    this.#sampler = new _llama._bindings.AddonSampler(_model);
    // The likeliest token is taken, and nothing else is done to the logits.
    this.#sampler.applyConfig({ temperature: 0 });
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
    this.#sampler.dispose();
  }

  /** Logits are read while a token is sampled from the same ones, and asked for first: with one worker, both wait for the evaluation. */
  async #take(batchIndex: number, sample: () => unknown): Promise<unknown> {
    const { _ctx } = this.#sequence._context;
    const read = _ctx.sampleToken(batchIndex, this.#sampler, false, false, true);
    const [[, , , logits], value] = await Promise.all([read, sample()]);
    this.last = logits ?? [];
    return value;
  }
}
