/** Which models of the catalogue suit this machine best, from their sizes and from what was measured of its memory. */
import type { Told } from '../words/told.ts';
import type { Ceilings } from '../contract/measuring.ts';
import type { CatalogueAdvice, CatalogueModel, CatalogueModelAdvice } from '../contract/hub.ts';
import type { Fit, MachineMemory } from '../contract/memory.ts';
import { reached } from './decode-speed.ts';
import { usualContextLength } from './memory-buffers.ts';
import { roomOf } from './memory-room.ts';
import { roughNeed, roughVerdict } from './rough-need.ts';

type Sizes = Pick<
  CatalogueModel,
  'bytes' | 'parameters' | 'activeParameters' | 'kvBytesPerToken' | 'trainedContextLength'
>;

/** Tokens/s below which a model is slower than people read: four words a second (doi:10.1016/j.jml.2019.104047). */
export const readingSpeed = 5;

/** Whether a model finds room with the usual context. */
const roughFit = (
  { bytes, kvBytesPerToken, trainedContextLength }: Sizes,
  machine: MachineMemory,
): Fit['verdict'] =>
  roughVerdict(
    roughNeed({ bytes, kvBytesPerToken, contextLength: usualContextLength({ trainedContextLength }) }),
    machine,
  );

/** Bytes of weights that one token goes through. */
const readBytes = ({ bytes, parameters, activeParameters }: Sizes): number =>
  bytes * Math.min(1, activeParameters / parameters);

/** How much of the model has room on the GPU. */
const gpuShare = (model: Sizes, machine: MachineMemory): number => {
  if (machine.gpu === null) return 0;
  const need = roughNeed({
    ...model,
    contextLength: usualContextLength({ trainedContextLength: model.trainedContextLength }),
  });
  const room = machine.gpu.isUnified ? roomOf(machine).ram : roomOf(machine).vram;
  return Math.min(1, room / need);
};

/**
 * Tokens/s behind an empty context, by the bandwidth that was measured for the GPU and the processor; `null` if one that
 * it needs was not measured.
 */
const roughSpeed = (model: Sizes, machine: MachineMemory, ceilings: readonly Ceilings[]): number | null => {
  const onGpu = gpuShare(model, machine);
  const seconds = (share: number, backend: string | undefined): number => {
    if (share === 0) return 0;
    const bandwidth = ceilings.find((one) => one.backend === backend)?.bandwidthBytesPerS ?? 0;
    return (share * readBytes(model)) / (bandwidth * reached);
  };
  const all = seconds(1 - onGpu, 'cpu') + seconds(onGpu, machine.gpu?.backend);
  return Number.isFinite(all) && all > 0 ? 1 / all : null;
};

/**
 * Bytes that a token may go through on a processor that was not measured: ordinary machines read 15 to 50 GB/s, with which
 * this is 5 to 16 tokens/s.
 */
export const mostReadUnmeasured = 2.5e9;

/**
 * How able a model is, only for comparing: its parameters, those of a mixture of experts as the geometric mean of all and
 * of those that a token goes through, a usual rule of thumb.
 */
const ability = ({ parameters, activeParameters }: Sizes): number => Math.sqrt(parameters * activeParameters);

/** What is known of the catalogue's models besides their sizes; all of it is `null` if nothing is. */
interface Known {
  /** Tokens/s that a model wrote in the user's own chats. */
  ownSpeed: (model: CatalogueModel) => number | null;
  /** Why a model cannot be used here, as one sentence. */
  problem: (model: CatalogueModel) => Told | null;
}

const nothingKnown: Known = { ownSpeed: () => null, problem: () => null };

interface Judged extends Omit<CatalogueModelAdvice, 'id'> {
  model: CatalogueModel;
  /** It can be used, fits, and writes as fast as people read, as far as that is known. */
  isGood: boolean;
}

const judge = (
  model: CatalogueModel,
  machine: MachineMemory,
  ceilings: readonly Ceilings[],
  known: Known,
): Judged => {
  const verdict = roughFit(model, machine);
  const own = known.ownSpeed(model);
  const tokensPerS = own ?? roughSpeed(model, machine, ceilings);
  const problem = known.problem(model);
  const isQuick =
    tokensPerS === null
      ? gpuShare(model, machine) === 1 || readBytes(model) <= mostReadUnmeasured
      : tokensPerS >= readingSpeed;
  return {
    model,
    verdict,
    speed: tokensPerS,
    isOwnSpeed: own !== null,
    problem,
    isGood: problem === null && verdict !== 'too-large' && isQuick,
  };
};

/**
 * Good ones first, those that leave room before the tight ones; then slow ones, those that do not fit, and those that cannot be
 * used at all.
 */
const rank = ({ verdict, isGood, problem }: Judged): number =>
  problem !== null ? 4 : verdict === 'too-large' ? 3 : !isGood ? 2 : verdict === 'tight' ? 1 : 0;

/**
 * All of `models`, the best for this machine first: the most able of those that fit and write as fast as people read. What
 * is slow comes after them, the quickest first, and what does not fit at the end, the smallest first. `best` is for chats,
 * and for anyone to download.
 */
export const recommend = (
  models: readonly CatalogueModel[],
  machine: MachineMemory,
  ceilings: readonly Ceilings[],
  known: Known = nothingKnown,
): CatalogueAdvice => {
  const judged = models
    .map((model) => judge(model, machine, ceilings, known))
    .toSorted((one, other) => {
      if (rank(one) !== rank(other)) return rank(one) - rank(other);
      if (one.isGood) return ability(other.model) - ability(one.model) || one.model.bytes - other.model.bytes;
      return readBytes(one.model) - readBytes(other.model);
    });
  // On a slow machine the quickest one, as long as one can wait for it.
  const best = judged.find(
    ({ model, verdict, isGood, problem, speed: tokensPerS }) =>
      problem === null &&
      verdict !== 'too-large' &&
      (isGood || (tokensPerS ?? 0) >= 1) &&
      model.uses.includes('chat') &&
      !model.isGated,
  );
  return {
    best: best?.model.id ?? null,
    models: judged.map(({ model, verdict, speed: tokensPerS, isOwnSpeed, problem }) => ({
      id: model.id,
      verdict,
      speed: tokensPerS,
      isOwnSpeed,
      problem,
    })),
  };
};

/** How fast an answer is generated, compared with reading it. */
export type Pace = 'unusable' | 'slower' | 'alike' | 'faster';

/** `tokensPerS`: of decode. */
export const paceOf = (tokensPerS: number): Pace => {
  if (tokensPerS < 1) return 'unusable';
  if (tokensPerS < readingSpeed) return 'slower';
  return tokensPerS < 3 * readingSpeed ? 'alike' : 'faster';
};
