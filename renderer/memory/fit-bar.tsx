/** What a model needs of one kind of memory, compared with the free memory, also in figures. */
import type { MemoryNeed } from '../../main/shared/contract/memory.ts';
import { bytes, unbroken } from '../words/figures.ts';
import { fitWords } from '../words/fit.ts';

const parts = ['weights', 'kvCache', 'compute', 'engine'] as const satisfies (keyof MemoryNeed)[];

export const totalOf = (need: MemoryNeed): number => need.weights + need.kvCache + need.compute + need.engine;

interface Props {
  /** The name of the memory. */
  label: string;
  need: MemoryNeed;
  free: number;
  /** Bytes that the loaded model frees when it is unloaded. */
  returned: number;
}

export const FitBar = ({ label, need, free, returned }: Props) => {
  const total = totalOf(need);
  const room = free + returned;
  const scale = Math.max(total, room, 1);
  const share = (value: number): string => `${(100 * value) / scale}%`;
  const shown = parts.filter((id) => need[id] > 0);
  return (
    <div className="fit-memory">
      <p className="fit-head">
        <span>{label}</span>
        <span>{fitWords.used(total, room)}</span>
      </p>
      {/* The figures below say the same. */}
      <div className="fit-bar" aria-hidden>
        {shown.map((id) => (
          <span key={id} className="fit-part" data-part={id} style={{ width: share(need[id]) }} />
        ))}
        {total > room && <span className="fit-over" style={{ insetInlineStart: share(room) }} />}
      </div>
      <dl className="fit-parts">
        {shown.map((id) => (
          <div key={id} title={fitWords.parts[id].meaning}>
            <dt>
              <span className="fit-swatch" data-part={id} />
              {fitWords.parts[id].name}
            </dt>
            <dd>{bytes(need[id])}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">{unbroken(fitWords.free(free, returned))}</p>
    </div>
  );
};
