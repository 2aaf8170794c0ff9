/** The plots of an opened latency line: suggestions, the parts of the turn to scale, tokens over time, the roofline. */
import { useEffect, useState } from 'react';
import type { Anatomy, PartName, PhaseWork, Speculation } from '../../main/shared/contract/anatomy.ts';
import type { Ceilings } from '../../main/shared/contract/measuring.ts';
import type { LoadedModel } from '../../main/shared/contract/engine.ts';
import type { Message, Timings } from '../../main/shared/contract/message.ts';
import { adviceOn } from '../../main/shared/speed/advice.ts';
import { cacheBytes } from '../../main/shared/speed/phases.ts';
import { workOf } from '../../main/shared/speed/work.ts';
import { unbroken } from '../plots/quantity.ts';
import { Roofline, type RooflinePoint } from '../plots/roofline.tsx';
import { Strip } from '../plots/strip.tsx';
import { Timeline, type Segment } from '../plots/timeline.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { latencyWords } from '../words/latency.ts';
import { sentenceOf } from '../words/told.ts';

const words = latencyWords.turn;

interface Measured {
  anatomy: Anatomy | null;
  chat: PhaseWork;
  ceilings: Ceilings | null;
}

/** Answers of an earlier Hearth have the name of their model alone. */
const isBy = (model: LoadedModel, { modelId, modelName }: Message): boolean =>
  modelId === null ? model.name === modelName : model.id === modelId;

export const TurnLens = ({ message, timings }: { message: Message; timings: Timings }) => {
  const session = useSession();
  const [measured, setMeasured] = useState<Measured | null>(null);
  useEffect(() => {
    let isGone = false;
    Promise.all([
      session.call('turnAnatomy', { messageId: message.id }),
      session.call('chatWork', { messageId: message.id }),
      session.call('ceilings', {}),
    ]).then(
      ([anatomy, chat, ceilings]) => {
        if (!isGone) setMeasured({ anatomy, chat, ceilings });
      },
      // Without a connection only the figures are shown; the notice above the composer explains why.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [session, message.id]);
  const before = useWindow((state) => {
    const at = state.messages?.findIndex(({ id }) => id === message.id) ?? -1;
    // The previous answer: the question is between the two.
    return state.messages?.[at - 2]?.timings ?? null;
  });
  const loaded = useWindow((state) => state.engine?.model ?? null);
  if (measured === null || measured.anatomy === null) return null;
  const { anatomy, chat, ceilings } = measured;
  // Ceilings of another backend do not apply to this turn.
  const ownCeilings =
    ceilings?.backend === anatomy.setup.backend && ceilings.device === anatomy.setup.device ? ceilings : null;
  const isCached = isFromCache(timings, anatomy);
  const points = [
    ...pointsOf(telling(workOf(timings, anatomy), timings), (phase) => phase, isCached),
    // In a chat with a single turn, this would be the same point twice.
    ...(chat.turns > 1 ? pointsOf(chat, words.wholeChat, isCached) : []),
  ];
  const model = loaded !== null && isBy(loaded, message) ? loaded : null;
  const advice = adviceOn({ timings, before, anatomy, ceilings: ownCeilings, model });
  return (
    <div className="turn-lens">
      {advice.length > 0 && (
        <section className="advice" aria-label={words.advice}>
          <h3>{words.advice}</h3>
          {advice.map(({ rule, told }) => (
            <p key={rule}>{unbroken(sentenceOf(told))}</p>
          ))}
        </section>
      )}
      <Timeline label={words.time} empty={words.noTime} segments={segmentsOf(anatomy)} />
      {anatomy.gapsMs.length > 1 && (
        <Strip
          label={words.gaps}
          empty={words.noGaps}
          valuesMs={anatomy.gapsMs}
          guessed={anatomy.speculation?.accepted ?? 0}
          height={132}
        />
      )}
      {anatomy.speculation && <p className="speculation">{speculationWords(anatomy.speculation)}</p>}
      {points.length > 0 && (
        <Roofline
          label={words.roofline}
          empty={words.noRoofline}
          ceilings={ownCeilings}
          withoutCeilings={words.noCeilings}
          points={points}
          height={260}
        />
      )}
    </div>
  );
};

const speculationWords = ({ guessed, accepted, gain, rests }: Speculation): string =>
  guessed === 0 ? words.nothingDrafted : words.speculation(guessed, accepted, gain, rests);

const kinds: Record<PartName, Segment['kind']> = {
  send: 'wait',
  queue: 'wait',
  load: 'load',
  handover: 'wait',
  tokenise: 'load',
  lookup: 'cached',
  'make-room': 'load',
  restore: 'cached',
  prefill: 'read',
  decode: 'write',
  finish: 'paint',
  paint: 'paint',
};

const segmentsOf = ({ parts, slices }: Anatomy): Segment[] =>
  parts.map(({ name, ms }) => ({
    id: name,
    kind: kinds[name],
    label: words.parts[name],
    durationMs: ms,
    ...(name === 'prefill' ? { slicesMs: slices.map((slice) => slice.ms) } : {}),
  }));

/** Whether a decode token reads so little memory that all of it may be in the processor's cache. */
const isFromCache = ({ decodeTokens }: Timings, { decode }: Anatomy): boolean =>
  decode !== null && decodeTokens > 0 && decode.bytes / decodeTokens < cacheBytes;

const pointsOf = (work: PhaseWork, nameOf: (phase: string) => string, isCached: boolean): RooflinePoint[] =>
  (['prefill', 'decode'] as const).flatMap((kind) => {
    const done = work[kind];
    return done === null
      ? []
      : [
          {
            name: nameOf(words.parts[kind]),
            kind,
            intensity: done.flops / done.bytes,
            flopsPerS: (done.flops * 1000) / done.ms,
            isFromCache: isCached,
          },
        ];
  });

/** Fewer evaluations than this take too little time for a speed. */
const leastTokens = 8;

const telling = (work: PhaseWork, { decodeTokens }: Timings): PhaseWork => ({
  ...work,
  decode: decodeTokens < leastTokens ? null : work.decode,
});
