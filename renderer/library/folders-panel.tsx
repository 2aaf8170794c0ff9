/** The scanned folders with the number of models in each; the user can add and remove folders. */
import { sentenceOf } from '../words/told.ts';
import { Folder, TriangleAlert, X } from 'lucide-react';
import type { ModelFolder } from '../../main/shared/contract/library.ts';
import { count } from '../words/figures.ts';
import { deliberate } from '../controls/deliberate.ts';
import { Popover } from '../controls/popover.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { FileForm } from '../controls/file-form.tsx';
import { ownerNames } from '../words/models.ts';
import { Problem } from '../controls/problem.tsx';
import { addWords, folderWords as words } from '../words/library.ts';

interface Props {
  folders: readonly ModelFolder[];
  isScanning: boolean;
}

export const FoldersPanel = (props: Props) => {
  const troubled = props.folders.filter(({ problem }) => problem !== null).length;
  return (
    <Popover
      label={words.title}
      button={
        <>
          {troubled > 0 ? <TriangleAlert aria-hidden className="is-problem" /> : <Folder aria-hidden />}
          {words.title}
          <span className="button-count">{count(props.folders.length)}</span>
          {troubled > 0 && <span className="hidden">{words.unreadable(troubled)}</span>}
        </>
      }
      buttonTitle={words.hint}
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
        <h2>{words.title}</h2>
        <button
          type="button"
          className="button"
          disabled={isScanning}
          onClick={() => void attempt(session.call('rescanLibrary', {}))}
        >
          {isScanning ? words.scanning : words.rescan}
        </button>
      </div>
      <ul className="folders">
        {folders.map((folder) => (
          <li key={folder.path}>
            <div>
              <p className="path">{folder.path}</p>
              <p className={folder.problem === null ? 'hint' : 'field-problem'}>
                {folder.problem === null
                  ? words.about(ownerNames[folder.owner], folder.models)
                  : sentenceOf(folder.problem)}
              </p>
            </div>
            {folder.owner === 'user' && (
              <button
                type="button"
                className="icon-button"
                aria-label={words.removeNamed(folder.path)}
                title={words.removeHint}
                onClick={deliberate(
                  () => void attempt(session.call('removeModelFolder', { path: folder.path })),
                )}
              >
                <X aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      <Problem text={problem} />
      <h3>{words.add}</h3>
      <FileForm
        label={words.path}
        action={addWords.button}
        isFirst
        busyWords={words.scanningOne}
        pickWords={words.choose}
        pick={() => session.call('pickFolder', {})}
        use={(path) => session.call('addModelFolder', { path })}
      />
      <p className="hint">{words.detected}</p>
    </>
  );
};
