/** The compared runs as text: to the clipboard, and as a file. */
import { Download } from 'lucide-react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { exportFormats } from '../../main/shared/speed/benchmark-export.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { saveFile } from '../controls/save-file.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.export;

export const BenchmarkExport = ({ runs }: { runs: readonly BenchmarkRun[] }) => (
  <ul className="benchmark-export" aria-label={words.label}>
    {exportFormats.map(({ id, name, extension, mediaType, write }) => (
      <li key={id}>
        {name}
        <CopyButton label={words.copyAs(name)} text={() => write(runs)} />
        <button
          type="button"
          className="icon-button"
          aria-label={words.saveAs(name)}
          title={words.saveAs(name)}
          onClick={() => saveFile(write(runs), `benchmark.${extension}`, mediaType)}
        >
          <Download aria-hidden />
        </button>
      </li>
    ))}
  </ul>
);
