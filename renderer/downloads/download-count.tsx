/** The number of running downloads, beside the name of their tab. */
import { useWindow } from '../state/use-session.ts';
import { together } from './together.ts';

export const DownloadCount = () => {
  const count = useWindow(({ downloads }) => together(downloads ?? []).count);
  return count > 0 && <span className="tab-count">{count}</span>;
};
