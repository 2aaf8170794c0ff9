/** What can be done with the selected documents of the library. */
import { X } from 'lucide-react';
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import { Confirm } from '../controls/confirm.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.library;

interface Props {
  selected: readonly DocumentInfo[];
  /** Selects none. */
  leave: () => void;
}

export const DocumentActions = ({ selected, leave }: Props) => {
  const session = useSession();
  const hasModel = useWindow(({ engine }) => engine !== null && engine.model !== null);
  const documentIds = selected.map(({ id }) => id);
  const readable = selected.filter(({ facts }) => (facts?.characters ?? 0) > 0);
  const readAhead = (night: boolean): void => {
    void session.attempt('readAhead', { documentIds: readable.map(({ id }) => id), night });
    leave();
  };
  return (
    <div className="documents-selection" role="group" aria-label={words.selected(selected.length)}>
      <button
        type="button"
        className="icon-button"
        aria-label={words.selectNone}
        title={words.selectNone}
        onClick={leave}
      >
        <X aria-hidden />
      </button>
      <span role="status">{words.selected(selected.length)}</span>
      <button
        type="button"
        className="button is-main"
        title={words.askHint}
        disabled={readable.length === 0}
        onClick={() => session.askAboutDocuments(readable)}
      >
        {words.ask}
      </button>
      <button
        type="button"
        className="button"
        title={words.readNowHint}
        disabled={readable.length === 0 || !hasModel}
        onClick={() => readAhead(false)}
      >
        {words.readNow}
      </button>
      <button
        type="button"
        className="button"
        title={words.readTonightHint}
        disabled={readable.length === 0 || !hasModel}
        onClick={() => readAhead(true)}
      >
        {words.readTonight}
      </button>
      <Confirm
        label={words.remove}
        question={words.removeQuestion(selected)}
        yes={words.removeYes}
        act={async () => {
          if (await session.attempt('removeDocuments', { documentIds })) leave();
        }}
      />
    </div>
  );
};
