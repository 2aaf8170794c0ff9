/** What is being fetched, in its order, and what was. */
import { useSession, useWindow } from '../../state/use-session.ts';
import { NotHere } from '../not-here.tsx';
import { useAsked } from '../use-asked.ts';
import { DownloadRow } from './download-row.tsx';

export const DownloadsSection = () => {
  const session = useSession();
  const downloads = useWindow((state) => state.downloads);
  const asked = useAsked(downloads === null, session.askDownloads);
  if (downloads === null) return <NotHere asked={asked} waiting="Reading the downloads…" />;
  if (downloads.length === 0)
    return (
      <div className="page-note">
        <p>Nothing is being fetched. What you fetch shows here, and goes on where it was if it is cut off.</p>
        <button type="button" className="button is-main" onClick={() => session.showModels('find')}>
          Find a model
        </button>
      </div>
    );
  return (
    <ul className="downloads" aria-label="Downloads">
      {downloads.map((download) => (
        <DownloadRow key={download.id} download={download} />
      ))}
    </ul>
  );
};
