/** The log and crash reports, to be read, copied and saved. */
import { useState } from 'react';
import type { CrashReport, LogText } from '../../main/shared/contract/logs.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { Problem } from '../controls/problem.tsx';
import { saveFile } from '../controls/save-file.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { settingsWords } from '../words/settings.ts';

const words = settingsWords.logs;

export const LogSection = () => {
  const session = useSession();
  const [shown, setShown] = useState<{ log: LogText; reports: CrashReport[] } | null>(null);
  const [problem, attempt] = useAttempt();
  const ask = async (): Promise<void> => {
    const [log, reports] = await Promise.all([session.call('readLog', {}), session.call('crashReports', {})]);
    setShown({ log, reports });
  };
  return (
    <>
      <p className="hint">{words.about}</p>
      {shown === null ? (
        <button type="button" className="button is-wide" onClick={() => void attempt(ask())}>
          {words.show}
        </button>
      ) : (
        <>
          <Text label={words.log} name="hearth.log" text={shown.log.text} />
          {shown.log.isCut && <p className="hint">{words.cut(shown.log.path)}</p>}
          {shown.reports.length === 0 ? (
            <p className="hint">{words.noReports}</p>
          ) : (
            shown.reports.map(({ name, text }) => <Text key={name} label={name} name={name} text={text} />)
          )}
        </>
      )}
      <button type="button" className="button is-wide" onClick={() => session.openPanel('report')}>
        {words.report}
      </button>
      <Problem text={problem} />
    </>
  );
};

const Text = ({ label, name, text }: { label: string; name: string; text: string }) => (
  <details className="log-text">
    <summary>{label}</summary>
    {/* A box that scrolls can be reached with the keyboard. */}
    <pre tabIndex={0} aria-label={label}>
      {text === '' ? words.empty : text}
    </pre>
    <p className="field-row">
      <button type="button" className="button" onClick={() => saveFile(text, name)}>
        {words.save}
      </button>
      <CopyButton label={words.copy} text={() => text} />
    </p>
  </details>
);
