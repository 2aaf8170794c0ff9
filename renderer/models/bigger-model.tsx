/**
 * On the empty chat of the guide: the best model of the catalogue for this machine, in three steps that are one button
 * after another: download it, wait, and chat with it.
 */
import { Download, MessageSquare } from 'lucide-react';
import type { CatalogueModel, CatalogueModelAdvice } from '../../main/contract/model-types.ts';
import { ownPaceWords, paceWords } from '../../main/lens/recommend.ts';
import { bytes, percent, unbroken } from '../latency/figures.ts';
import { Problem } from '../parts/problem.tsx';
import { useAttempt } from '../settings/use-attempt.ts';
import { focusComposer } from '../shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { LoadBar } from './load-button.tsx';
import { loadStateOf, useLoadProgress } from './load-state.ts';
import { modelOfFile } from './model-words.ts';
import { useCatalogue } from './use-catalogue.ts';

export const BiggerModel = () => {
  const { known } = useCatalogue();
  if (known === null) return null;
  const best = known.advice?.models.find(({ id }) => id === known.advice?.best);
  const model = known.models.find(({ id }) => id === best?.id);
  return (
    <section className="bigger" aria-label="A bigger model">
      {best === undefined || model === undefined ? (
        <None isTold={known.advice !== null} />
      ) : (
        <Offer model={model} advice={best} />
      )}
    </section>
  );
};

const AllModels = () => {
  const session = useSession();
  return (
    <button type="button" className="text-button" onClick={() => session.showModels('find')}>
      See all models
    </button>
  );
};

const None = ({ isTold }: { isTold: boolean }) => (
  <p>
    {isTold
      ? 'None of the recommended models fits the memory that is free now and writes fast enough to chat with.'
      : 'For more than questions about Hearth, get a bigger model.'}{' '}
    <AllModels />
  </p>
);

const Offer = ({ model, advice }: { model: CatalogueModel; advice: CatalogueModelAdvice }) => {
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
          ? `should run well on this computer: ${bytes(size)}.`
          : unbroken(
              `is the best of the recommended models for this computer: ${bytes(size)}, ${isOwnSpeed ? ownPaceWords(speed) : paceWords(speed)}.`,
            )}
      </p>
      {path !== null ? (
        <ChatWith path={path} name={name} />
      ) : download ? (
        <Progress name={name} repository={repository} file={file} />
      ) : isOffline ? (
        <p className="hint">Offline is on in Settings, so nothing can be downloaded.</p>
      ) : (
        <button
          type="button"
          className="button is-main"
          aria-label={`Get a bigger model: download ${name}, ${bytes(size)}`}
          onClick={() => void attempt(session.startDownload(repository, file))}
        >
          <Download aria-hidden />
          Get a bigger model
        </button>
      )}
      <Problem text={problem} />
      {speed === null && path === null && (
        <p className="bigger-foot">
          How fast it will write is not known until this computer is measured.{' '}
          <button type="button" className="text-button" onClick={() => session.showPage('lens')}>
            Measure it
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
  const { state, doneBytes, bytes: size, problem } = download;
  const words =
    state === 'running'
      ? `Downloading ${percent(doneBytes / size)}`
      : state === 'checking'
        ? 'Verifying'
        : state === 'failed'
          ? 'The download failed'
          : state === 'paused'
            ? 'Paused'
            : 'Queued';
  return (
    <>
      <div className="bigger-progress">
        <progress className="load-bar" max={1} value={doneBytes / size} aria-label={`Downloading ${name}`} />
        <span role="status">{words}</span>
        <button type="button" className="text-button" onClick={() => session.showModels('downloads')}>
          Show downloads
        </button>
      </div>
      <Problem text={problem} />
    </>
  );
};

/** Opens a new chat and loads the model for it: what is sent before it is loaded waits. */
const ChatWith = ({ path, name }: { path: string; name: string }) => {
  const session = useSession();
  const state = useWindow((window) => loadStateOf(window, path));
  const progress = useLoadProgress();
  const refusal = useWindow(({ load }) => (load?.path === path ? load.problem : null));
  if (state === 'loading')
    return (
      <div className="bigger-progress">
        <LoadBar progress={progress} />
        <span role="status">Loading {name}</span>
      </div>
    );
  return (
    <>
      <button
        type="button"
        className="button is-main"
        aria-label={`Chat with it: ${name}`}
        onClick={() => {
          session.showChat(null);
          void session.load(path);
          focusComposer();
        }}
      >
        <MessageSquare aria-hidden />
        Chat with it
      </button>
      <Problem text={refusal} />
    </>
  );
};
