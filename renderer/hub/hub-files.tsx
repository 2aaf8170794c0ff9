/** The quantizations of a model; each can be opened to show its memory use on this machine. */
import { useState } from 'react';
import type { HubFile, HubModelDetails } from '../../main/shared/contract/hub.ts';
import type { Fit } from '../../main/shared/contract/memory.ts';
import { bytes } from '../words/figures.ts';
import { DisclosureButton } from '../controls/disclosure.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { FitSection } from '../memory/fit-section.tsx';
import { FitMark } from '../memory/fit-view.tsx';
import { wishOf } from '../memory/use-fit.ts';
import { fileName } from '../state/model-names.ts';
import { FetchButton } from './fetch-button.tsx';
import type { HubPage } from './use-hub-model.ts';
import { downloadWords } from '../words/downloads.ts';
import { hubPageWords as words } from '../words/find.ts';
import { fitWords } from '../words/fit.ts';
import { modelsWords } from '../words/models.ts';

interface Props {
  model: HubModelDetails;
  files: readonly HubFile[];
  page: HubPage;
}

export const HubFiles = ({ model, files, page: { fits, advice } }: Props) => {
  const [open, setOpen] = useState<string | null>(null);
  const best = advice.is === 'here' ? advice.value?.file.path : undefined;
  return (
    <section className="pane-section" aria-label={words.quantizations}>
      <h3>{words.quantizations}</h3>
      {fits.is === 'failed' && !model.isGated && <p className="hint">{fits.problem}</p>}
      <div className="hub-files" role="table" aria-label={words.quantizations}>
        <div role="rowgroup">
          <div role="row" className="hub-file is-head">
            <div role="columnheader">{modelsWords.quantization}</div>
            <div role="columnheader" className="is-number">
              {modelsWords.size}
            </div>
            <div role="columnheader">{words.fit}</div>
            <div role="columnheader" className="is-number" title={fitWords.speedHint}>
              {words.speed}
            </div>
            <div role="columnheader">
              <span className="hidden">{downloadWords.start}</span>
            </div>
          </div>
        </div>
        <div role="rowgroup">
          {files.map((file) => (
            <FileRow
              key={file.path}
              model={model}
              file={file}
              fit={fits.is === 'here' ? fits.value.get(file.path) : undefined}
              isBest={file.path === best}
              isOpen={file.path === open}
              toggle={() => setOpen(file.path === open ? null : file.path)}
            />
          ))}
        </div>
      </div>
    </section>
  );
};

interface RowProps {
  model: HubModelDetails;
  file: HubFile;
  fit: Fit | undefined;
  isBest: boolean;
  isOpen: boolean;
  toggle: () => void;
}

const FileRow = ({ model, file, fit, isBest, isOpen, toggle }: RowProps) => {
  const session = useSession();
  const settings = useWindow((state) => state.settings);
  const name = file.quantization ?? fileName(file.path);
  const id = `hub-file-${file.path}`;
  return (
    <>
      <div role="row" className="hub-file">
        <div role="cell" className="hub-file-name">
          <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id}>
            <span title={file.path}>{name}</span>
          </DisclosureButton>
          {isBest && <span className="best-mark">{words.bestMark}</span>}
          {file.parts.length > 1 && <span className="hint">{words.parts(file.parts.length)}</span>}
        </div>
        <div role="cell" className="is-number">
          {bytes(file.bytes)}
        </div>
        <div role="cell">{fit && <FitMark fit={fit} />}</div>
        <div role="cell" className="is-number" title={fitWords.speedHint}>
          {fit &&
            fit.verdict !== 'too-large' &&
            fit.decodeSpeed !== null &&
            fitWords.shortSpeed(fit.decodeSpeed)}
        </div>
        <div role="cell" className="hub-file-act">
          <FetchButton repository={model.id} file={file} what={name} isGated={model.isGated} isShort />
        </div>
      </div>
      {isOpen && (
        <div role="row" className="hub-file-open" id={id}>
          <div role="cell" aria-colspan={5}>
            <FitSection
              wish={settings && wishOf(settings, {})}
              trained={model.trainedContextLength ?? 0}
              ask={(wish) => session.call('fitHubFile', { repository: model.id, file: file.path, wish })}
            />
          </div>
        </div>
      )}
    </>
  );
};
