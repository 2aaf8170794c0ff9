/** Where the time of a turn went, from what the core and the engine noted of it. */
import type { Anatomy } from '../../shared/contract/anatomy.ts';
import type { Supervisor, TurnEnd } from '../engines/llama/supervisor.ts';
import { gapsOf, partsOf } from '../../shared/message/anatomy.ts';
import { decodeCost, prefillCost } from '../../shared/speed/counts.ts';

interface CoreTimes {
  /** The core received the message, handed it to the engine, and had stored the answer; ms of its clock. */
  sentAt: number;
  postedAt: number;
  finishedAt: number;
}

/** `null` where the engine did not come to tell. */
export const anatomyOf = (
  supervisor: Supervisor,
  { timings, trace }: TurnEnd,
  { sentAt, postedAt, finishedAt }: CoreTimes,
): Anatomy | null => {
  const { status, shape, config } = supervisor;
  const { model } = status;
  if (timings === null || trace === null || model === null || config === null) return null;
  const { cachedTokens, newTokens, decodeTokens } = timings;
  const kv = config.kvPrecision;
  /** A turn that was stopped has ended for the user before the engine's last step. */
  const until = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : Math.min(at, finishedAt);
  return {
    parts: partsOf({
      sentAt,
      loadMs: supervisor.loadMsWithin(sentAt, postedAt),
      postedAt,
      startedAt: trace.startedAt,
      tokenisedAt: trace.tokenisedAt,
      makeRoomMs: trace.makeRoomMs,
      restoreMs: trace.restoreMs,
      foundAt: trace.foundAt,
      firstAt: until(trace.tokensAt[0]) ?? null,
      lastAt: until(trace.tokensAt.at(-1) ?? trace.endedAt)!,
      finishedAt,
    }),
    slices: trace.slices,
    gapsMs: gapsOf(trace.tokensAt),
    prefill:
      shape &&
      prefillCost(shape, { cached: cachedTokens, slices: trace.slices.map(({ tokens }) => tokens), kv }),
    decode: shape && decodeCost(shape, { context: cachedTokens + newTokens, tokens: decodeTokens, kv }),
    setup: {
      backend: model.backend,
      device: model.device,
      gpuLayers: model.gpuLayers,
      layers: model.layers,
      threads: model.threads,
      cores: supervisor.cores ?? model.threads.decode,
      kvPrecision: kv,
      flashAttention: model.flashAttention,
      draftModel: model.draftModel,
    },
    surroundings: trace.surroundings,
    speculation: trace.speculation,
    tokenToPaint: null,
  };
};
