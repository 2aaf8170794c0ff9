/** Whether a model fits this machine: in a word, in a sentence, and as a bar for each memory. */
import { sentenceOf, whatHappened, whatNext } from '../words/told.ts';
import type { Fit, MemoryNeed } from '../../main/shared/contract/memory.ts';
import { unbroken } from '../words/figures.ts';
import { useSession } from '../state/use-session.ts';
import { FitBar, totalOf } from './fit-bar.tsx';
import { fitWords } from '../words/fit.ts';
import { modelsWords } from '../words/models.ts';

export const FitView = ({ fit }: { fit: Fit }) => {
  const { ram, vram, machine, gpuLayers, layers, verdict, words } = fit;
  const { gpu } = machine;
  return (
    <div className="fit">
      <p className="fit-words" role="status">
        <strong data-verdict={verdict}>{unbroken(whatHappened(words))}</strong>{' '}
        {unbroken(whatNext(words) ?? '')}
      </p>
      <Speed fit={fit} />
      {gpu && totalOf(vram) > 0 && (
        <FitBar
          label={fitWords.gpu(gpu.name, gpuLayers, layers)}
          need={vram}
          free={gpu.free}
          returned={gpu.returned}
        />
      )}
      <FitBar label={fitWords.ram} need={ram} free={machine.ramFree} returned={machine.ramReturned} />
    </div>
  );
};

const Speed = ({ fit }: { fit: Fit }) => {
  const session = useSession();
  if (fit.verdict === 'too-large') return null;
  if (fit.decodeSpeed !== null)
    return (
      <p className="fit-speed" title={fitWords.speedHint}>
        {unbroken(fitWords.speed(fit.decodeSpeed))}
      </p>
    );
  return (
    <p className="fit-speed">
      {modelsWords.measureFirst}{' '}
      <button type="button" className="text-button" onClick={() => session.showPage('lens', 'machine')}>
        {modelsWords.measure}
      </button>
    </p>
  );
};

/** How full the fuller memory would be, with a word: small enough for a row of a table. */
export const FitMark = ({ fit }: { fit: Fit }) => {
  const { machine, ram, vram, verdict } = fit;
  const fullness = (need: MemoryNeed, room: number): number => (totalOf(need) > 0 ? totalOf(need) / room : 0);
  const full = Math.max(
    fullness(ram, machine.ramFree + machine.ramReturned),
    machine.gpu ? fullness(vram, machine.gpu.free + machine.gpu.returned) : 0,
  );
  return (
    <span className="fit-mark" title={unbroken(sentenceOf(fit.words))}>
      <span className="fit-mark-bar" data-verdict={verdict} aria-hidden>
        <span style={{ width: `${Math.min(100, 100 * full)}%` }} />
      </span>
      <span data-verdict={verdict}>{fitWords.verdicts[verdict]}</span>
    </span>
  );
};
