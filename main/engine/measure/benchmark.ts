/**
 * Measures a model: prefill and decode over prompt lengths, depths and batch sizes, in the way of llama-bench, so that the
 * figures can be compared with its own (tools/llama-bench in llama.cpp 0.5.0): random tokens, a warm-up before each row, the
 * logits of the last token, no sampling, and only the time of the evaluations. The repeats of a row follow each other.
 * Alternating rows would spread disturbances evenly, but a benchmark that is stopped keeps its complete rows this way, and each
 * depth is processed once instead of once per repeat.
 */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Cost } from '../../shared/contract/anatomy.ts';
import type { BenchmarkPlan, BenchmarkRow } from '../../shared/contract/measuring.ts';
import type { KvPrecision, Threads } from '../../shared/contract/engine.ts';
import { stagesOf, workOf, type Stage } from '../../shared/speed/benchmark-stages.ts';
import { decodeCost, prefillCost, shapeOf, type ModelShape } from '../../shared/speed/counts.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import type { BenchmarkSubject } from '../../shared/engine/protocol.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { explaining, knownId, kvOptions, openModel, type OpenModel } from '../load/open-model.ts';
import { post } from '../process/parent-port.ts';
import { evaluateUnsampled, openContext, useThreads } from '../load/context.ts';
import { tune } from './tune.ts';
import { WorkMeter } from './work-meter.ts';

/** Throws `RefusedFile` with a sentence if nothing can be measured. */
export const benchmark = async (config: EngineConfig, plan: BenchmarkPlan): Promise<void> => {
  const tellLoading = (loaded: number): void =>
    post({ kind: 'measuring', progress: 0, step: say('measuring.loading', { loaded }), row: null });
  tellLoading(0);
  const opened = await openModel(config, tellLoading);
  const { model, facts } = opened;
  const shape = shapeOf(opened.info.metadata, opened.info.fullTensorInfo ?? []);
  const { stages, leftOut } = stagesOf(plan, model.trainContextSize);
  if (stages.length === 0) throw new RefusedFile(nothingFits(leftOut, facts.name, model.trainContextSize));
  const tuning = await explaining(facts, async () =>
    tune(opened, config, knownId(facts), () =>
      post({ kind: 'measuring', progress: 0, step: say('measuring.tuning'), row: null }),
    ),
  );

  let meter: WorkMeter | null = null;
  for (const stage of stages) {
    const context = await explaining(facts, () =>
      openContext(model, {
        contextSize: stage.contextSize,
        batchSize: stage.batchSize,
        threads: tuning.threads.decode,
        flashAttention: tuning.flashAttention,
        ...kvOptions(config).context,
      }),
    );
    if (meter === null)
      post({ kind: 'benchmark-began', about: aboutOf(opened, config, tuning.threads, context) });
    // Checkpoints would be taken during the measurement.
    const sequence = context.getSequence({ checkpoints: { interval: false } });
    meter ??= new WorkMeter(workOf(stages, plan, !sequence.needsCheckpoints));
    const stepOf = (step: Told): Told =>
      leftOut.length === 0
        ? step
        : say('measuring.without-tests', { step, tests: leftOut, contextLength: model.trainContextSize });
    const costOf: CostOf = (count) => shape && count(shape, config.kvPrecision);
    await measureStage(new Bench(sequence, tuning.threads, meter, stepOf), stage, plan, costOf);
    await context.dispose();
  }
  post({ kind: 'benchmark-done' });
};

/** Applies a count to the model and its KV cache; `null` if the model's shape is not understood. */
type CostOf = (count: (shape: ModelShape, kv: KvPrecision) => Cost) => Cost | null;

const measureStage = async (
  bench: Bench,
  stage: Stage,
  plan: BenchmarkPlan,
  costOf: CostOf,
): Promise<void> => {
  const { batchSize } = stage;
  const { repeats, decodeTokens } = plan;
  const toldBatch = plan.batchSizes.length > 1 ? batchSize : null;
  for (const tokens of stage.promptLengths) {
    await bench.clear();
    const about = { tokens, batchSize: toldBatch };
    await bench.read(Math.min(tokens, batchSize), say('measuring.warming-prefill', about));
    const slices = Array.from({ length: Math.ceil(tokens / batchSize) }, (_, index) =>
      Math.min(batchSize, tokens - index * batchSize),
    );
    const cost = costOf((shape, kv) => prefillCost(shape, { cached: 0, slices, kv }));
    const row: BenchmarkRow = { test: 'pp', tokens, depth: 0, batchSize, speeds: [], cost };
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      await bench.clear();
      const ms = await bench.read(tokens, say('measuring.prefilling', { ...about, repeat, repeats }));
      row.speeds.push((tokens * 1000) / ms);
    }
    bench.tellRow(row);
  }
  if (stage.depths.length > 0) {
    await bench.clear();
    await bench.write(1, say('measuring.warming-decode'));
  }
  for (const depth of stage.depths) {
    const cost = costOf((shape, kv) => decodeCost(shape, { context: depth, tokens: decodeTokens, kv }));
    const row: BenchmarkRow = { test: 'tg', tokens: decodeTokens, depth, batchSize, speeds: [], cost };
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      await bench.goTo(depth, say('measuring.filling', { depth }));
      const step = say('measuring.decoding', { tokens: decodeTokens, depth, repeat, repeats });
      const ms = await bench.write(decodeTokens, step);
      row.speeds.push((decodeTokens * 1000) / ms);
    }
    bench.tellRow(row);
  }
};

/** A sequence that random tokens pass through. */
class Bench {
  readonly #sequence: LlamaContextSequence;
  readonly #threads: Threads;
  readonly #meter: WorkMeter;
  /** What is told of a step. */
  readonly #stepOf: (step: Told) => Told;
  readonly #vocabulary: Token[];
  #state = 1;
  /** The step that was told last. */
  #step = say('measuring.waiting');

  constructor(
    sequence: LlamaContextSequence,
    threads: Threads,
    meter: WorkMeter,
    stepOf: (step: Told) => Told,
  ) {
    this.#sequence = sequence;
    this.#threads = threads;
    this.#meter = meter;
    this.#stepOf = stepOf;
    this.#vocabulary = [...sequence.model.iterateAllTokens()];
  }

  async clear(): Promise<void> {
    await this.#sequence.clearHistory();
  }

  /** Processes `tokens` tokens in batches; resolves with the ms that their evaluations took. */
  async read(tokens: number, step: Told): Promise<number> {
    const { batchSize } = this.#sequence.context;
    let ms = 0;
    for (let left = tokens; left > 0; left -= batchSize)
      ms += await this.#evaluate('prefill', Math.min(batchSize, left), step);
    return ms;
  }

  /** Generates `tokens` tokens one by one; resolves with the ms that their evaluations took. */
  async write(tokens: number, step: Told): Promise<number> {
    let ms = 0;
    for (let count = 0; count < tokens; count += 1) ms += await this.#evaluate('decode', 1, step);
    return ms;
  }

  /** Leaves `depth` tokens in the sequence. */
  async goTo(depth: number, step: Told): Promise<void> {
    const held = this.#sequence.nextTokenIndex;
    // Models with a sliding window or a recurrent state cannot rewind to the middle of the context.
    if (depth === 0 || (held > depth && this.#sequence.needsCheckpoints)) await this.clear();
    else if (held > depth) await this.#sequence.eraseContextTokenRanges([{ start: depth, end: held }]);
    await this.read(depth - this.#sequence.nextTokenIndex, step);
  }

  tellRow(row: BenchmarkRow): void {
    this.#tell(row);
  }

  #tell(row: BenchmarkRow | null): void {
    post({ kind: 'measuring', progress: this.#meter.progress(), step: this.#stepOf(this.#step), row });
  }

  async #evaluate(phase: 'prefill' | 'decode', count: number, step: Told): Promise<number> {
    const tokens = Array.from({ length: count }, () => this.#randomToken());
    if (this.#step !== step || this.#meter.isDue) {
      this.#step = step;
      this.#tell(null);
    }
    useThreads(this.#sequence.context, this.#threads[phase]);
    const startedAt = performance.now();
    await evaluateUnsampled(this.#sequence, tokens);
    const ms = performance.now() - startedAt;
    this.#meter.done(phase, count, ms);
    return ms;
  }

  /** The same tokens in every run: a linear congruential generator (Numerical Recipes), of which the upper bits are used. */
  #randomToken(): Token {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#vocabulary[Math.floor((this.#state / 2 ** 32) * this.#vocabulary.length)]!;
  }
}

const aboutOf = (
  opened: OpenModel,
  config: EngineConfig,
  threads: Threads,
  context: LlamaContext,
): BenchmarkSubject => ({
  model: opened.facts,
  parameters: (opened.info.fullTensorInfo ?? []).reduce(
    (total, { dimensions }) =>
      total + dimensions.reduce<number>((product, size) => product * Number(size), 1),
    0,
  ),
  backend: opened.runsOn,
  device: opened.device,
  gpuLayers: opened.model.gpuLayers,
  threads,
  kvPrecision: config.kvPrecision,
  flashAttention: context.flashAttention === true,
  llamaCpp: opened.llama.llamaCppRelease.release,
});

const nothingFits = (leftOut: string[], name: string, limit: number): Told =>
  leftOut.length === 0
    ? say('measuring.no-tests')
    : say('measuring.nothing-fits', { name, contextLength: limit });
