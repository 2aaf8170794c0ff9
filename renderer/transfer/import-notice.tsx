/** The notice of an import while its panel is closed: that it runs, or what it brought. */
import { X } from 'lucide-react';
import { importWords } from '../../main/shared/words/import-summary.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { transferWords } from '../words/transfer.ts';

const words = transferWords.import;

export const ImportNotice = () => {
  const session = useSession();
  const importing = useWindow((state) => state.importing);
  const isPanelOpen = useWindow((state) => state.panel?.id === 'transfer');
  if (importing === null || isPanelOpen) return null;
  return (
    <p className="notice">
      <span className="notice-text">
        {importing.state === 'running'
          ? words.running(importing.file, importing.chats)
          : importWords.result(importing.summary)}
      </span>
      <button type="button" className="text-button" onClick={() => session.openPanel('transfer')}>
        {words.details}
      </button>
      {importing.state === 'finished' && (
        <button
          type="button"
          className="icon-button"
          aria-label={common.dismiss}
          title={common.dismiss}
          onClick={() => void session.attempt('dismissImport', {})}
        >
          <X aria-hidden />
        </button>
      )}
    </p>
  );
};
