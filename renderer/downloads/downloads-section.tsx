/** The running downloads in their order, and the finished ones. */
import { useSession, useWindow } from '../state/use-session.ts';
import { NotHere } from '../controls/not-here.tsx';
import { useAsked } from '../state/use-asked.ts';
import { DownloadRow } from './download-row.tsx';
import { downloadWords } from '../words/downloads.ts';
import { modelsWords } from '../words/models.ts';

export const DownloadsSection = () => {
  const session = useSession();
  const downloads = useWindow((state) => state.downloads);
  const asked = useAsked(downloads === null, session.askDownloads);
  if (downloads === null) return <NotHere asked={asked} waiting={downloadWords.reading} />;
  if (downloads.length === 0)
    return (
      <div className="page-note">
        <p>{downloadWords.none}</p>
        <button type="button" className="button is-main" onClick={() => session.showPage('models', 'find')}>
          {modelsWords.findModel}
        </button>
      </div>
    );
  return (
    <ul className="downloads" aria-label={downloadWords.title}>
      {downloads.map((download) => (
        <DownloadRow key={download.id} download={download} />
      ))}
    </ul>
  );
};
