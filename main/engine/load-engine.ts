/** Loads a model and creates its contexts. */
import type { Told } from '../shared/words/told.ts';
import { say } from '../shared/words/catalogue.ts';
import { freemem } from 'node:os';
import { basename } from 'node:path';
import { GgmlType, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { shapeOf } from '../shared/speed/counts.ts';
import { growthOf } from '../shared/speed/pace.ts';
import {
  checkpointBounds,
  plainAttentionBytes,
  plainAttentionRoom,
  usualContextLength,
} from '../shared/memory/memory-buffers.ts';
import { memoryShapeOf } from '../shared/memory/memory-shape.ts';
import type { ModelId } from '../shared/contract/model.ts';
import type { EngineConfig } from '../shared/engine/config.ts';
import { AnswerBook } from './turn/answer-book.ts';
import { answerFormat } from './answer/answer-format.ts';
import { AnswerTokens } from './answer/answer-tokens.ts';
import { supportedArchitectures } from './load/architectures.ts';
import { KvCache } from './cache/cache.ts';
import type { Place } from './cache/hot.ts';
import { canWait, openContext } from './load/context.ts';
import { SharedContext } from './load/shared-context.ts';
import { chatTemplateOf, openTemplate, recommendedSampling } from './load/inspect.ts';
import { RefusedFile } from './process/refused-file.ts';
import { Gate, Turnstile } from './process/turnstile.ts';
import { canDropGuesses, openDraftModel, type DraftModel } from './guess/draft-model.ts';
import { Guesser } from './guess/guesser.ts';
import { engineMemory } from './load/own-memory.ts';
import { explaining, knownId, kvOptions, openModel, type OpenModel } from './load/open-model.ts';
import { post } from './process/parent-port.ts';
import { promptLookup } from './guess/prompt-lookup.ts';
import { answerReserve } from './turn/shift.ts';
import { Snapshots } from './cache/snapshots.ts';
import { Costs } from './cache/costs.ts';
import { readSpeeds, writeSpeeds } from './cache/speeds.ts';
import { engineBuild, stateKey } from './load/state-key.ts';
import { tune } from './measure/tune.ts';
import type { LoadedEngine } from './turn/loaded-engine.ts';

/** Throws `RefusedFile` with a sentence if the model cannot be loaded. */
export const loadEngine = async (
  config: EngineConfig,
  onProgress: (progress: number) => void,
  onTuning: () => void = () => undefined,
): Promise<LoadedEngine> => {
  const open = await openModel(config, onProgress);
  const { llama, model, info, facts, backend, runsOn, device, cores } = open;
  return explaining(facts, async () => {
    const contextSize = config.contextLength ?? {
      max: usualContextLength({ trainedContextLength: model.trainContextSize }),
    };
    const id = knownId(facts);
    const { folder, budgetBytes, speeds } = config.snapshots;
    const { threads, batchSize, ...tuned } = await tune(open, config, id, onTuning);
    const flashAttention =
      tuned.flashAttention ||
      (config.flashAttention === null &&
        plainAttentionRoom * scoreBytes(open, config, batchSize) > freemem());
    const sequences = config.sequences ?? (await usefulSequences(model, folder, id, config));
    const turnstile = new Turnstile();
    const makeContext = async (size: typeof contextSize): Promise<{ context: LlamaContext; gate: Gate }> => {
      const gate = new Gate(turnstile);
      const options = {
        // A length that the user set is tried unchanged; the default shrinks if memory is short.
        contextSize: size,
        // The core has checked the memory (shared/memory/memory.ts); node-llama-cpp's estimate refuses lengths that fit.
        ignoreMemorySafetyChecks: typeof size === 'number',
        batchSize,
        threads: threads.decode,
        flashAttention,
        ...kvOptions(config).context,
      };
      return { context: await openContext(model, options, gate), gate };
    };
    // Not several sequences of one context: llama.cpp ties a stored state to their number ("n_stream mismatch").
    const first = await makeContext(contextSize);
    const { context } = first;
    const contexts = [first];
    while (contexts.length < sequences) contexts.push(await makeContext(context.contextSize));
    const key = await stateKey(id, llama, backend, context);
    const { draft, problem } = await draftFor(
      open,
      config,
      contexts.map((one) => one.context.contextSize),
      turnstile,
    );
    const guesserFor = (index: number): Guesser | null => {
      const own = draft?.sources[index];
      return canDropGuesses(model) ? new Guesser(own ? [promptLookup, own] : [promptLookup]) : null;
    };
    const placeIn = ({ context: one, gate }: (typeof contexts)[number], guesser: Guesser | null): Place => ({
      sequence: one.getSequence({ checkpoints: checkpointBounds }),
      guesser,
      gate,
    });
    const most =
      config.sequences === null && canWait(context)
        ? await mostPlaces(model, config, contexts.length, context.contextSize)
        : contexts.length;
    const shape = shapeOf(info.metadata, info.fullTensorInfo ?? []);
    const cache = new KvCache(
      contexts.map((one, index) => placeIn(one, guesserFor(index))),
      await Snapshots.open(
        folder,
        key,
        id,
        (level, text) => post({ kind: 'log', level, text }),
        undefined,
        await engineBuild(llama),
        config.snapshots.writer,
      ),
      new Costs(speeds ?? readSpeeds(folder, id), growthOf(shape), speeds !== undefined),
      budgetBytes,
      {
        most,
        open: async () => {
          if (!(await fits(model, config, 1, context.contextSize))) return null;
          const opened = await makeContext(context.contextSize).catch(() => null);
          return opened && placeIn(opened, canDropGuesses(model) ? new Guesser([promptLookup]) : null);
        },
        close: ({ sequence }) => sequence.context.dispose(),
        hasRoom: () => fits(model, config, 1, context.contextSize),
      },
    );
    const source = chatTemplateOf(info, config.chatTemplate);
    const template = openTemplate(basename(config.modelPath), source, config.chatTemplate !== null, {
      bos: model.tokens.bosString ?? '',
      eos: model.tokens.eosString ?? '',
    });
    const { switchable, onByDefault, efforts, keepsEarlier, keepsEarlierByDefault } = template.thinking;
    const format = answerFormat(source, template.renderRaw);
    return {
      model,
      cache,
      turnstile,
      template,
      answers: new AnswerTokens(model, format),
      book: AnswerBook.of(info, model),
      facts: {
        ...facts,
        isStarter: config.isStarter,
        backend: runsOn,
        device,
        gpuLayers: model.gpuLayers,
        layers: model.fileInsights.totalLayers,
        contextLength: context.contextSize,
        answerReserve: answerReserve(context.contextSize),
        kvSavingBytes: await kvSaving(model, context.contextSize),
        threads,
        flashAttention: context.flashAttention === true,
        batchSize: context.batchSize,
        draftModel: draft?.name ?? null,
        recommended: recommendedSampling(info),
        thinking: {
          switchable,
          onByDefault,
          efforts,
          bounded: format.isFromTemplate,
          keepsEarlier: keepsEarlier === 'choice' ? keepsEarlierByDefault : null,
        },
      },
      shape,
      kvPrecision: config.kvPrecision,
      note: open.note ?? problem,
      isWithoutGpu: open.isWithoutGpu,
      architectures: supportedArchitectures(llama),
      cores,
      together: {
        folder,
        gains: new Map(),
        open: async (count, size) => {
          const contextOptions = {
            contextSize: size,
            ignoreMemorySafetyChecks: true,
            batchSize,
            threads: threads.decode,
            flashAttention,
            ...kvOptions(config).context,
          };
          return (await fits(model, config, count, size))
            ? SharedContext.open(model, contextOptions, count)
            : null;
        },
      },
      memory: (kinds) => engineMemory(open, open.ramBefore, kinds),
      // Contexts first, or Metal aborts at exit (tobi/qmd#366).
      dispose: async () => {
        if (speeds === undefined) writeSpeeds(folder, id, cache.costs.speeds);
        for (const { sequence } of cache.hot) await sequence.context.dispose();
        await draft?.dispose();
        await model.dispose();
        await llama.dispose();
      },
    };
  });
};

/** The draft model, or why the one that was set is not in use. A chat works without it. */
const draftFor = async (
  open: OpenModel,
  config: EngineConfig,
  contextLengths: number[],
  turnstile: Turnstile,
): Promise<{ draft: DraftModel | null; problem: Told | null }> => {
  const { draftModelPath } = config;
  if (draftModelPath === null) return { draft: null, problem: null };
  if (!canDropGuesses(open.model))
    return {
      draft: null,
      problem: say('engine.without-draft', { name: open.facts.name }),
    };
  try {
    return {
      draft: await openDraftModel(draftModelPath, open, config, contextLengths, turnstile),
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    return { draft: null, problem: error.told };
  }
};

/** Bytes that plain attention takes in addition to those of flash attention; 0 for a model whose shape is not understood. */
const scoreBytes = (
  { info, facts }: OpenModel,
  { contextLength, kvPrecision }: EngineConfig,
  batchSize: number,
): number => {
  const shape = memoryShapeOf(info.metadata, info.fullTensorInfo ?? []);
  const wished = contextLength ?? usualContextLength(facts);
  return shape === null
    ? 0
    : plainAttentionBytes(shape, {
        contextLength: wished,
        kvPrecision,
        gpuLayers: 0,
        flashAttention: null,
        batchSize,
      });
};

/** 32 values take 34 bytes as q8_0 (ggml's `block_q8_0`) and 64 as f16. */
const q8Share = 34 / 64;

/** Derived from the size in f16, which is the difference to f32 in the library's estimate. */
const kvSaving = async (model: LlamaModel, contextSize: number): Promise<number> => {
  const bytesAs = async (type: GgmlType): Promise<number> => {
    const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
      contextSize,
      modelGpuLayers: model.gpuLayers,
      flashAttention: true,
      kvCacheKeyType: type,
      kvCacheValueType: type,
    });
    return cpuRam + gpuVram;
  };
  const f16 = (await bytesAs(GgmlType.F32)) - (await bytesAs(GgmlType.F16));
  return Math.max(0, f16 * (1 - q8Share));
};

/** The most turns beside each other: a person's and those of three programs. Each takes the memory of a whole context. */
const mostBeside = 4;

/** The most places, with `open` that are there; further ones are opened when they are needed, if memory is free then. */
const mostPlaces = async (
  model: LlamaModel,
  config: EngineConfig,
  open: number,
  contextSize: number,
): Promise<number> => {
  let more = mostBeside - open;
  while (more > 0 && !(await fits(model, config, more, contextSize))) more -= 1;
  return open + Math.max(0, more);
};

/** The share of the free memory that may be used for answers that are generated at once. */
const mostShare = 0.5;

/** Whether memory is free for `count` sequences of `contextSize` tokens each beside what is loaded. */
const fits = async (
  model: LlamaModel,
  config: EngineConfig,
  count: number,
  contextSize: number,
): Promise<boolean> => {
  const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
    contextSize,
    sequences: count,
    modelGpuLayers: model.gpuLayers,
    ...kvOptions(config).estimate,
  });
  const { free: vramFree } = model.gpuLayers > 0 ? await model.llama.getVramState() : { free: 0 };
  return cpuRam <= freemem() * mostShare && gpuVram <= vramFree * mostShare;
};

/** The time in ms that another sequence must save at a switch to be worth its memory. */
const leastSwitchMs = 50;
const mostSequences = 4;

/**
 * The number of chats to keep hot. Each one saves restoring a snapshot, whose time was measured on this machine, and costs a
 * whole context; all together may take at most a quarter of the free memory.
 */
const usefulSequences = async (
  model: LlamaModel,
  folder: string,
  id: ModelId,
  config: EngineConfig,
): Promise<number> => {
  const { restore } = readSpeeds(folder, id);
  if (restore === null) return 1;
  const contextSize =
    config.contextLength ?? usualContextLength({ trainedContextLength: model.trainContextSize });
  const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
    contextSize,
    modelGpuLayers: model.gpuLayers,
    ...kvOptions(config).estimate,
  });
  const each = { ram: cpuRam, vram: gpuVram };
  if (((each.ram + each.vram) * 1000) / restore < leastSwitchMs) return 1;
  const { free: vramFree } = model.gpuLayers > 0 ? await model.llama.getVramState() : { free: 0 };
  const fitting = Math.min(
    each.ram > 0 ? freemem() / 4 / each.ram : Infinity,
    each.vram > 0 ? (vramFree - each.vram) / 4 / each.vram : Infinity,
  );
  return 1 + Math.max(0, Math.min(mostSequences - 1, Math.floor(fitting)));
};
