/**
 * Shown on the empty chat of the guide: the best model that is installed already, to chat with at once, and the best recommended
 * model for this machine, in three steps with one button each: download it, wait, and chat with it.
 */
import { Download, MessageSquare } from 'lucide-react';
import type { CatalogueModel, CatalogueModelAdvice } from '../../main/shared/contract/hub.ts';
import { paceOf } from '../../main/shared/memory/recommend.ts';
import { unbroken } from '../words/figures.ts';
import { sentenceOrNull } from '../words/told.ts';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { LoadBar } from '../engines/load-button.tsx';
import { loadStateOf, useLoadProgress } from '../engines/load-state.ts';
import { modelOfFile } from '../state/model-names.ts';
import { useBestInstalled, type InstalledOffer } from './use-best-installed.ts';
import { useCatalogue } from './use-catalogue.ts';
import { common } from '../words/common.ts';
import { shortState } from '../words/downloads.ts';
import { paceWords } from '../words/find.ts';
import { biggerModelWords as words, modelsWords, ownerNames } from '../words/models.ts';

export const BiggerModel = () => {
  const { known } = useCatalogue();
  const installed = useBestInstalled();
  // Both are known before one is shown, so that no button moves under the pointer.
  if (known === null || installed === undefined) return null;
  const best = known.advice?.models.find(({ id }) => id === known.advice?.best);
  const model = known.models.find(({ id }) => id === best?.id);
  // The best recommended model itself is offered once, with its own button.
  const isOther =
    installed !== null &&
    (model === undefined || modelOfFile([installed.model], model.repository, model.file) === null);
  return (
    <>
      {isOther && <Installed offer={installed} />}
      <section className="bigger" aria-label={words.title}>
        {best === undefined || model === undefined ? (
          <None isTold={known.advice !== null} />
        ) : (
          <Offer model={model} advice={best} isSecond={isOther} />
        )}
      </section>
    </>
  );
};

/** A model that another program or the user put on this computer. */
const Installed = ({ offer: { model, speed, isOwnSpeed } }: { offer: InstalledOffer }) => (
  <section className="bigger" aria-label={words.installedTitle}>
    <p>
      <strong dir="auto">{model.name}</strong>{' '}
      {unbroken(
        words.installed(
          model.owner === 'hearth' || model.owner === 'user' ? null : ownerNames[model.owner],
          model.bytes,
          speed === null ? null : paceWords(speed, paceOf(speed), isOwnSpeed),
        ),
      )}
    </p>
    <ChatWith path={model.path} name={model.name} />
  </section>
);

const AllModels = () => {
  const session = useSession();
  return (
    <button type="button" className="text-button" onClick={() => session.showPage('models', 'find')}>
      {words.all}
    </button>
  );
};

const None = ({ isTold }: { isTold: boolean }) => (
  <p>
    {isTold ? words.noneFits : words.unknown} <AllModels />
  </p>
);

interface OfferProps {
  model: CatalogueModel;
  advice: CatalogueModelAdvice;
  /** Another model is offered above it. */
  isSecond: boolean;
}

const Offer = ({ model, advice, isSecond }: OfferProps) => {
  const { speed, isOwnSpeed } = advice;
  const { name, repository, file, bytes: size } = model;
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  const download = useWindow(({ downloads }) =>
    downloads?.find((one) => one.repository === repository && one.file === file),
  );
  const installed = useWindow(({ library }) => modelOfFile(library?.models, repository, file));
  const [problem, attempt] = useAttempt();
  const path = download?.state === 'done' ? download.target : installed;
  return (
    <>
      <p>
        <strong>{name}</strong>{' '}
        {speed === null
          ? words.shouldRun(size)
          : unbroken(words.best(size, paceWords(speed, paceOf(speed), isOwnSpeed)))}
      </p>
      {path !== null ? (
        <ChatWith path={path} name={name} />
      ) : download ? (
        <Progress name={name} repository={repository} file={file} />
      ) : isOffline ? (
        <p className="hint">{words.offline}</p>
      ) : (
        <button
          type="button"
          className={isSecond ? 'button' : 'button is-main'}
          aria-label={words.getNamed(name, size)}
          onClick={() => void attempt(session.call('startDownload', { repository, file }))}
        >
          <Download aria-hidden />
          {words.get}
        </button>
      )}
      <Problem text={problem} />
      {speed === null && path === null && (
        <p className="bigger-foot">
          {modelsWords.measureFirst}{' '}
          <button type="button" className="text-button" onClick={() => session.showPage('lens', 'machine')}>
            {modelsWords.measure}
          </button>
        </p>
      )}
      <p className="bigger-foot">
        <AllModels />
      </p>
    </>
  );
};

const Progress = ({ name, repository, file }: { name: string; repository: string; file: string }) => {
  const session = useSession();
  const download = useWindow(({ downloads }) =>
    downloads?.find((one) => one.repository === repository && one.file === file),
  );
  if (download === undefined) return null;
  const { doneBytes, bytes: size, problem } = download;
  return (
    <>
      <div className="bigger-progress">
        <progress className="load-bar" max={1} value={doneBytes / size} aria-label={words.progressOf(name)} />
        <span role="status">{shortState(download)}</span>
        <button type="button" className="text-button" onClick={() => session.showPage('models', 'downloads')}>
          {words.showDownloads}
        </button>
      </div>
      <Problem text={sentenceOrNull(problem)} />
    </>
  );
};

/** Opens a new chat and loads the model for it: a message sent before it is loaded waits. */
const ChatWith = ({ path, name }: { path: string; name: string }) => {
  const session = useSession();
  const state = useWindow((window) => loadStateOf(window, path));
  const progress = useLoadProgress();
  const refusal = useWindow(({ load }) => (load?.path === path ? load.problem : null));
  if (state === 'loading')
    return (
      <div className="bigger-progress">
        <LoadBar progress={progress} />
        <span role="status">{words.loading(name)}</span>
      </div>
    );
  return (
    <>
      <button
        type="button"
        className="button is-main"
        aria-label={words.chatWith(name)}
        onClick={() => {
          session.showChat(null);
          void session.load(path);
          focusComposer();
        }}
      >
        <MessageSquare aria-hidden />
        {common.chatNow}
      </button>
      <Problem text={refusal} />
    </>
  );
};
