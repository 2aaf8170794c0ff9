/** What an opened latency line shows of one turn: what would help, its parts to scale, tokens in time, the roofline. */
import { useEffect, useState } from 'react';
import type { Anatomy, Ceilings, PartName, PhaseWork, Speculation } from '../../main/contract/lens-types.ts';
import type { Message, Timings } from '../../main/contract/types.ts';
import { adviceOn } from '../../main/lens/advice.ts';
import { count, percent } from '../../main/lens/figures.ts';
import { cacheBytes } from '../../main/lens/phases.ts';
import { workOf } from '../../main/lens/work.ts';
import { Roofline, type RooflinePoint } from '../plots/roofline.tsx';
import { Strip } from '../plots/strip.tsx';
import { Timeline, type Segment } from '../plots/timeline.tsx';
import { useSession, useWindow } from '../state/use-session.ts';

interface Measured {
  anatomy: Anatomy | null;
  chat: PhaseWork;
  ceilings: Ceilings | null;
}

export const TurnLens = ({ message, timings }: { message: Message; timings: Timings }) => {
  const session = useSession();
  const [measured, setMeasured] = useState<Measured | null>(null);
  useEffect(() => {
    let isGone = false;
    Promise.all([session.turnAnatomy(message.id), session.chatWork(message.id), session.ceilings()]).then(
      ([anatomy, chat, ceilings]) => {
        if (!isGone) setMeasured({ anatomy, chat, ceilings });
      },
      // Without a connection the figures stand alone; the notice above the composer says why.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [session, message.id]);
  const before = useWindow((state) => {
    const at = state.messages?.findIndex(({ id }) => id === message.id) ?? -1;
    // The answer before it: between them stands the question.
    return state.messages?.[at - 2]?.timings ?? null;
  });
  const loaded = useWindow((state) => state.engine?.model ?? null);
  if (measured === null || measured.anatomy === null) return null;
  const { anatomy, chat, ceilings } = measured;
  // Those of another backend say nothing of this turn.
  const ownCeilings =
    ceilings?.backend === anatomy.setup.backend && ceilings.device === anatomy.setup.device ? ceilings : null;
  const isCached = isFromCache(timings, anatomy);
  const points = [
    ...pointsOf(telling(workOf(timings, anatomy), timings), '', isCached),
    // Of one turn alone it would say the same twice.
    ...(chat.turns > 1 ? pointsOf(chat, ', whole chat', isCached) : []),
  ];
  const model = loaded?.name === message.modelName ? loaded : null;
  const advice = adviceOn({ timings, before, anatomy, ceilings: ownCeilings, model });
  return (
    <div className="turn-lens">
      {advice.length > 0 && (
        <section className="advice" aria-label="What would help">
          <h3>What would help</h3>
          {advice.map(({ rule, sentence }) => (
            <p key={rule}>{sentence}</p>
          ))}
        </section>
      )}
      <Timeline label="Where the time went" empty="Nothing was measured." segments={segmentsOf(anatomy)} />
      {anatomy.gapsMs.length > 1 && (
        <Strip
          label="Time between tokens"
          empty="There was one token only."
          valuesMs={anatomy.gapsMs}
          guessed={anatomy.speculation?.accepted ?? 0}
          height={132}
        />
      )}
      {anatomy.speculation && <p className="speculation">{speculationWords(anatomy.speculation)}</p>}
      {points.length > 0 && (
        <Roofline
          label="Against what this machine can do"
          empty="Nothing was counted."
          ceilings={ownCeilings}
          withoutCeilings="What this machine can do at most is measured under This machine, in the lens."
          points={points}
          height={260}
        />
      )}
    </div>
  );
};

const speculationWords = ({ guessed, accepted, gain, rests }: Speculation): string => {
  if (guessed === 0)
    return 'Speculative decoding: nothing was guessed, because that made earlier answers slower.';
  const share = `${count(accepted)} of ${count(guessed)} guessed tokens were right (${percent(accepted / guessed)})`;
  const speed = gain === null ? '' : `, and decode was ${gain.toFixed(2)} times as fast as without`;
  return `Speculative decoding: ${share}${speed}${rests ? '; it rests for now' : ''}.`;
};

const kinds: Record<PartName, [kind: Segment['kind'], label: string]> = {
  send: ['wait', 'Send'],
  queue: ['wait', 'Queue'],
  load: ['load', 'Model load'],
  handover: ['wait', 'Handover'],
  tokenise: ['load', 'Tokenise'],
  lookup: ['cached', 'Cache lookup'],
  'make-room': ['load', 'Make room'],
  restore: ['cached', 'Restore'],
  prefill: ['read', 'Prefill'],
  decode: ['write', 'Decode'],
  finish: ['paint', 'Store'],
  paint: ['paint', 'Paint'],
};

const segmentsOf = ({ parts, slices }: Anatomy): Segment[] =>
  parts.map(({ name, ms }) => {
    const [kind, label] = kinds[name];
    return {
      id: name,
      kind,
      label,
      durationMs: ms,
      ...(name === 'prefill' ? { slicesMs: slices.map((slice) => slice.ms) } : {}),
    };
  });

/** Whether a token of decode reads so little that all of it may be in a cache of the processor. */
const isFromCache = ({ decodeTokens }: Timings, { decode }: Anatomy): boolean =>
  decode !== null && decodeTokens > 0 && decode.bytes / decodeTokens < cacheBytes;

const pointsOf = (work: PhaseWork, of: string, isCached: boolean): RooflinePoint[] =>
  (['prefill', 'decode'] as const).flatMap((kind) => {
    const done = work[kind];
    const name = kind === 'prefill' ? 'Prefill' : 'Decode';
    return done === null
      ? []
      : [
          {
            name: `${name}${of}`,
            kind,
            intensity: done.flops / done.bytes,
            flopsPerS: (done.flops * 1000) / done.ms,
            isFromCache: isCached,
          },
        ];
  });

/** Fewer evaluations than this take too short for a speed. */
const leastTokens = 8;

const telling = (work: PhaseWork, { decodeTokens }: Timings): PhaseWork => ({
  ...work,
  decode: decodeTokens < leastTokens ? null : work.decode,
});
