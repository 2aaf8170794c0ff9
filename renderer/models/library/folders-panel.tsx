/** The folders that are looked into, with what was found in each; the user's own come and go here. */
import { Folder, TriangleAlert, X } from 'lucide-react';
import type { ModelFolder } from '../../../main/contract/model-types.ts';
import { count } from '../../latency/figures.ts';
import { deliberate } from '../../parts/deliberate.ts';
import { Popover } from '../../parts/popover.tsx';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useSession } from '../../state/use-session.ts';
import { FileForm } from '../file-form.tsx';
import { ownerNames } from '../model-words.ts';
import { Problem } from '../../parts/problem.tsx';

interface Props {
  folders: readonly ModelFolder[];
  isScanning: boolean;
}

export const FoldersPanel = (props: Props) => {
  const troubled = props.folders.filter(({ problem }) => problem !== null).length;
  return (
    <Popover
      label="Folders"
      button={
        <>
          {troubled > 0 ? <TriangleAlert aria-hidden className="is-problem" /> : <Folder aria-hidden />}
          Folders
          <span className="button-count">{count(props.folders.length)}</span>
          {troubled > 0 && <span className="hidden">, {count(troubled)} cannot be read</span>}
        </>
      }
      buttonTitle="Folders that are looked into"
      buttonClass="button"
      panelClass="folders-panel"
    >
      <Content {...props} />
    </Popover>
  );
};

const Content = ({ folders, isScanning }: Props) => {
  const session = useSession();
  const [problem, attempt] = useAttempt();
  return (
    <>
      <div className="panel-head">
        <h2>Folders</h2>
        <button
          type="button"
          className="button"
          disabled={isScanning}
          onClick={() => void attempt(session.rescanLibrary())}
        >
          {isScanning ? 'Looking…' : 'Look again'}
        </button>
      </div>
      <ul className="folders">
        {folders.map((folder) => (
          <li key={folder.path}>
            <div>
              <p className="path">{folder.path}</p>
              <p className={folder.problem === null ? 'hint' : 'field-problem'}>
                {folder.problem ?? `${ownerNames[folder.owner]} · ${modelWords(folder.models)}`}
              </p>
            </div>
            {folder.owner === 'user' && (
              <button
                type="button"
                className="icon-button"
                aria-label={`Remove ${folder.path}`}
                title="Look into it no longer; its files stay"
                onClick={deliberate(() => void attempt(session.removeModelFolder(folder.path)))}
              >
                <X aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      <Problem text={problem} />
      <h3>Add a folder</h3>
      <FileForm
        label="Path of a folder"
        action="Add"
        isFirst
        busyWords="Looking into the folder…"
        pickWords="Choose a folder…"
        pick={session.pickFolder}
        use={(path) => session.addModelFolder(path)}
      />
      <p className="hint">
        Models of LM Studio, Ollama, Jan, llama.cpp and the Hugging Face cache are found by themselves.
      </p>
    </>
  );
};

const modelWords = (models: number): string => `${count(models)} ${models === 1 ? 'model' : 'models'}`;
