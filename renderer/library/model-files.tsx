/** Every file of a model with its path, which can be copied. */
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { bytes } from '../words/figures.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { fileName } from '../state/model-names.ts';
import { modelPageWords } from '../words/library.ts';

export const ModelFiles = ({ model: { files, projector } }: { model: LibraryModel }) => (
  <ul className="files">
    {[...files, ...(projector ? [projector] : [])].map((file) => (
      <li key={file.path}>
        <p className="path">{file.path}</p>
        <span className="hint">{bytes(file.bytes)}</span>
        <CopyButton label={modelPageWords.copyPath(fileName(file.path))} text={() => file.path} />
      </li>
    ))}
  </ul>
);
