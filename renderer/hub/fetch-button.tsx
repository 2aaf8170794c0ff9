/**
 * Downloads a file from Hugging Face, shows the progress, and opens the file once it is installed. Shows nothing in offline
 * mode.
 */
import { Download } from 'lucide-react';
import type { HubFile } from '../../main/shared/contract/hub.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { modelOfFile } from '../state/model-names.ts';
import { downloadWords as words, shortState } from '../words/downloads.ts';

interface Props {
  repository: string;
  /** The path of its first part, the size of all parts, and whether it was installed when the page was opened. */
  file: Pick<HubFile, 'path' | 'bytes' | 'isHere'>;
  /** The name of the download. */
  what: string;
  isMain?: boolean;
  /** Its licence has to be accepted first, which needs an access token. */
  isGated?: boolean;
  /** Leaves out the size if it is shown beside the button. */
  isShort?: boolean;
}

export const FetchButton = (props: Props) => {
  const { repository, file, what, isMain = false, isGated = false, isShort = false } = props;
  const session = useSession();
  const [problem, attempt] = useAttempt();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  const lacksToken = useWindow((state) => isGated && state.app?.hasHubToken !== true);
  const download = useWindow(({ downloads }) =>
    downloads?.find((one) => one.repository === repository && one.file === file.path),
  );
  const known = useWindow(({ library }) => modelOfFile(library?.models, repository, file.path));
  const path = download?.state === 'done' ? download.target : known;
  if (path !== null || file.isHere)
    return (
      <span className="fetch">
        <span className="fetch-here">{words.installed}</span>
        {path !== null && (
          <button
            type="button"
            className="text-button"
            aria-label={words.openNamed(what)}
            onClick={() => session.showInLibrary(path)}
          >
            {words.open}
          </button>
        )}
      </span>
    );
  if (download)
    return (
      <span className="fetch">
        <button
          type="button"
          className="text-button"
          title={words.show}
          onClick={() => session.showPage('models', 'downloads')}
        >
          {shortState(download)}
        </button>
      </span>
    );
  if (isOffline) return null;
  return (
    <>
      <span className="fetch">
        <button
          type="button"
          className={isMain ? 'button is-main' : 'button'}
          disabled={lacksToken}
          title={lacksToken ? words.needsToken : undefined}
          aria-label={isShort ? words.startNamed(what) : words.startNamedSized(what, file.bytes)}
          onClick={() => void attempt(session.call('startDownload', { repository, file: file.path }))}
        >
          <Download aria-hidden />
          {isShort ? words.start : words.startSized(file.bytes)}
        </button>
      </span>
      {problem !== null && (
        <p className="field-problem fetch-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
};
