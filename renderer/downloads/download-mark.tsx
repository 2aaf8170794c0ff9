/** In the header during downloads: their total progress, and a button that opens them. */
import { Download } from 'lucide-react';
import { useSession, useWindow } from '../state/use-session.ts';
import { together } from './together.ts';
import { downloadWords } from '../words/downloads.ts';

export const DownloadMark = () => {
  const session = useSession();
  const count = useWindow(({ downloads }) => together(downloads ?? []).count);
  // Whole percents, so that it is not redrawn for each piece.
  const done = useWindow(({ downloads }) => Math.floor(100 * together(downloads ?? []).share));
  if (count === 0) return null;
  const words = downloadWords.underWay(count, done / 100);
  return (
    <button
      type="button"
      className="header-mark"
      aria-label={words}
      title={words}
      onClick={() => session.showPage('models', 'downloads')}
    >
      <Download aria-hidden />
      <span className="header-mark-bar" aria-hidden>
        <span style={{ width: `${done}%` }} />
      </span>
    </button>
  );
};
