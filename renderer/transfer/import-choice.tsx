/** Chooses files to import; shows how far an import is, and what it brought. */
import { FileUp } from 'lucide-react';
import type { ImportState, ImportSummary } from '../../main/shared/contract/transfer.ts';
import { importWords } from '../../main/shared/words/import-summary.ts';
import { pathOf } from '../controls/chosen-files.ts';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { transferWords } from '../words/transfer.ts';

const words = transferWords.import;

/** Chats that are offered to be processed: more would take most machines a night. */
const offered = 3;

export const ImportChoice = () => {
  const session = useSession();
  const importing = useWindow((state) => state.importing);
  const receiving = useWindow((state) => state.receiving);
  const isBusy = receiving !== null || importing?.state === 'running';
  return (
    <section className="transfer-part">
      <h2>{words.title}</h2>
      {importing?.state === 'finished' ? (
        <Summary summary={importing.summary} />
      ) : (
        <>
          <p>{words.about}</p>
          <p className="hint">{words.again}</p>
        </>
      )}
      <div role="status">
        {receiving !== null && <p className="panel-note">{words.receiving(receiving)}</p>}
        {importing?.state === 'running' && <Progress state={importing} />}
      </div>
      {!isBusy && (
        <label className="button transfer-file">
          <FileUp aria-hidden />
          {words.choose}
          <input
            type="file"
            multiple
            data-first
            accept=".zip,.json,.jsonl"
            onChange={({ currentTarget }) => {
              const files = [...(currentTarget.files ?? [])];
              // The same file can be chosen again.
              currentTarget.value = '';
              void session.importChats(files.map((file) => ({ file, path: pathOf(file) })));
            }}
          />
        </label>
      )}
    </section>
  );
};

const Progress = ({ state }: { state: ImportState & { state: 'running' } }) => {
  const session = useSession();
  const { file, doneBytes, bytes, chats } = state;
  return (
    <div className="transfer-progress">
      <p className="panel-note">{words.running(file, chats)}</p>
      <progress
        aria-label={words.progress}
        aria-valuetext={words.value(doneBytes, bytes)}
        max={Math.max(1, bytes)}
        value={doneBytes}
      />
      <button type="button" className="button" onClick={() => void session.attempt('stopImport', {})}>
        {words.stop}
      </button>
    </div>
  );
};

const Summary = ({ summary }: { summary: ImportSummary }) => {
  const session = useSession();
  const close = useClosePopover();
  const isPreparing = useWindow((state) => state.preparing !== null);
  const { leftOut, incomplete, newestChatId, added } = summary;
  return (
    <div className="transfer-summary" role="status">
      <p>{importWords.result(summary)}</p>
      {summary.wasStopped && <p>{importWords.stopped}</p>}
      {[
        { title: importWords.leftOut, remarks: leftOut },
        { title: importWords.incomplete, remarks: incomplete },
      ].map(
        ({ title, remarks }) =>
          remarks.length > 0 && (
            <div key={title}>
              <h3>{title}</h3>
              <ul className="transfer-remarks">
                {remarks.map((remark) => (
                  <li key={importWords.remark(remark)} dir="auto">
                    {importWords.remark(remark)}
                  </li>
                ))}
              </ul>
            </div>
          ),
      )}
      {added > 0 && !isPreparing && <p className="hint">{transferWords.prepare.offer}</p>}
      <div className="transfer-tools">
        {added > 0 && !isPreparing && (
          <button
            type="button"
            className="button"
            onClick={() => void session.attempt('prepareImported', { count: Math.min(offered, added) })}
          >
            {transferWords.prepare.button(Math.min(offered, added))}
          </button>
        )}
        {newestChatId !== null && (
          <button
            type="button"
            className="button"
            onClick={() => {
              close();
              session.showChat(newestChatId);
            }}
          >
            {words.show}
          </button>
        )}
        <button type="button" className="button" onClick={() => void session.attempt('dismissImport', {})}>
          {words.done}
        </button>
      </div>
    </div>
  );
};
