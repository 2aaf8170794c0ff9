/** Which file of a model is best on this machine, and why. */
import { sentenceOf } from '../words/told.ts';
import type { HubModelDetails } from '../../main/shared/contract/hub.ts';
import { unbroken } from '../words/figures.ts';
import { fileName } from '../state/model-names.ts';
import { FetchButton } from './fetch-button.tsx';
import type { HubPage } from './use-hub-model.ts';
import { hubPageWords as words } from '../words/find.ts';

export const HubAdvice = ({ model, advice }: { model: HubModelDetails; advice: HubPage['advice'] }) => {
  if (advice.is === 'asked')
    return (
      <p className="hint" role="status">
        {words.checking}
      </p>
    );
  // A text above it explains why a gated model has no advice.
  if (advice.is === 'failed' && model.isGated) return null;
  if (advice.is === 'failed') return <p className="hint">{advice.problem}</p>;
  if (advice.value === null) return <p className="panel-note">{words.noneFits}</p>;
  const { file, fit, why } = advice.value;
  const name = file.quantization ?? fileName(file.path);
  return (
    <div className="best">
      <p>
        <strong>{words.best(name)}</strong> {unbroken(`${sentenceOf(fit.words)} ${sentenceOf(why)}`)}
      </p>
      <FetchButton repository={model.id} file={file} what={name} isGated={model.isGated} isMain />
    </div>
  );
};
