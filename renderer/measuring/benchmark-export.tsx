/** The compared runs as text: to the clipboard, and as a file if the shell lets a page save one. */
import { Download } from 'lucide-react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { exportFormats } from '../../main/shared/speed/benchmark-export.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { saveFrom } from '../controls/save-link.ts';
import { useWindow } from '../state/use-session.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.export;

const save = (text: string, file: string, type: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  saveFrom(url, file);
  // The download has read the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

export const BenchmarkExport = ({ runs }: { runs: readonly BenchmarkRun[] }) => {
  // The desktop window denies every download; a browser asks for a place or has a folder for downloads.
  const canSave = useWindow((state) => state.app?.shell === 'browser');
  return (
    <ul className="benchmark-export" aria-label={words.label}>
      {exportFormats.map(({ id, name, extension, mediaType, write }) => (
        <li key={id}>
          {name}
          <CopyButton label={words.copyAs(name)} text={() => write(runs)} />
          {canSave && (
            <button
              type="button"
              className="icon-button"
              aria-label={words.saveAs(name)}
              title={words.saveAs(name)}
              onClick={() => save(write(runs), `benchmark.${extension}`, mediaType)}
            >
              <Download aria-hidden />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
};
