/** What a model takes of one kind of memory, against what is free of it, in figures as well. */
import type { MemoryNeed } from '../../../main/contract/model-types.ts';
import { bytes, unbroken } from '../../latency/figures.ts';

const parts: { id: keyof MemoryNeed; name: string; meaning: string }[] = [
  { id: 'weights', name: 'Weights', meaning: 'The model itself, as it lies in its file' },
  { id: 'kvCache', name: 'KV cache', meaning: 'What was read of a chat; it grows with the context length' },
  { id: 'compute', name: 'Compute', meaning: 'Intermediate results of an evaluation' },
  { id: 'engine', name: 'Engine', meaning: 'The engine process itself' },
];

export const totalOf = (need: MemoryNeed): number => need.weights + need.kvCache + need.compute + need.engine;

interface Props {
  /** Which memory it is. */
  label: string;
  need: MemoryNeed;
  free: number;
  /** What the loaded model gives back when it makes way. */
  returned: number;
}

export const FitBar = ({ label, need, free, returned }: Props) => {
  const total = totalOf(need);
  const room = free + returned;
  const scale = Math.max(total, room, 1);
  const share = (value: number): string => `${(100 * value) / scale}%`;
  const shown = parts.filter(({ id }) => need[id] > 0);
  return (
    <div className="fit-memory">
      <p className="fit-head">
        <span>{label}</span>
        <span>
          {bytes(total)} of {bytes(room)}
        </span>
      </p>
      {/* The figures below say the same. */}
      <div className="fit-bar" aria-hidden>
        {shown.map(({ id }) => (
          <span key={id} className="fit-part" data-part={id} style={{ width: share(need[id]) }} />
        ))}
        {total > room && <span className="fit-over" style={{ left: share(room) }} />}
      </div>
      <dl className="fit-parts">
        {shown.map(({ id, name, meaning }) => (
          <div key={id} title={meaning}>
            <dt>
              <span className="fit-swatch" data-part={id} />
              {name}
            </dt>
            <dd>{bytes(need[id])}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">
        {unbroken(
          returned > 0
            ? `${bytes(free)} free now, ${bytes(returned)} more once the loaded model makes way.`
            : `${bytes(free)} free now.`,
        )}
      </p>
    </div>
  );
};
