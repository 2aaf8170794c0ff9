/** The report about a problem: shown whole before it is saved. */
import { useEffect, useState } from 'react';
import { CopyButton } from '../controls/copy-button.tsx';
import { Modal } from '../controls/modal.tsx';
import { Problem } from '../controls/problem.tsx';
import { saveFile } from '../controls/save-file.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { settingsWords } from '../words/settings.ts';

const words = settingsWords.logs;

export const ReportDialog = () => {
  const isOpen = useWindow(({ panel }) => panel?.id === 'report');
  const { closePanel } = useSession();
  const close = (): void => closePanel('report');
  return isOpen ? (
    <Modal label={words.reportTitle} className="report" close={close}>
      <Report close={close} />
    </Modal>
  ) : null;
};

const Report = ({ close }: { close: () => void }) => {
  const session = useSession();
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    session.call('report', {}).then(setText, (error: unknown) => setProblem(sentenceOf(error)));
  }, [session]);
  const save = (): void => {
    saveFile(text ?? '', `hearth-report-${new Date().toISOString().slice(0, 10)}.json`, 'application/json');
    close();
  };
  return (
    <div className="report-content">
      <h2>{words.reportTitle}</h2>
      <p>{words.reportAbout}</p>
      <pre tabIndex={0} aria-label={words.reportText}>
        {text}
      </pre>
      <Problem text={problem} />
      <div className="report-tools">
        <button type="button" className="button" onClick={close}>
          {words.close}
        </button>
        <CopyButton label={words.copy} text={() => text ?? ''} />
        <button type="button" className="button is-main" disabled={text === null} onClick={save}>
          {words.save}
        </button>
      </div>
    </div>
  );
};
