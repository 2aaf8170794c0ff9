/** The paper clip of the message box: a panel that attaches files by the browser's picker or their path, and documents used before. */
import { Paperclip } from 'lucide-react';
import { commands, titleOf } from '../commands/commands.ts';
import { FileForm } from '../controls/file-form.tsx';
import { Popover, useClosePopover } from '../controls/popover.tsx';
import type { Attach } from '../state/documents-actions.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { FileChoices } from './file-choices.tsx';
import { KindIcon } from './kind-icon.tsx';

const words = documentsWords.attach;

/** Documents that are offered again. */
const mostRecent = 5;

interface Props {
  /** Takes the documents; absent: they are attached to the draft of the shown chat, and the panel can be opened from elsewhere. */
  attach?: Attach;
}

export const AttachButton = ({ attach }: Props) => (
  // The forms of the panel are not the message's.
  <span className="attach" onSubmit={(event) => event.stopPropagation()}>
    <Popover
      {...(attach === undefined ? { panel: 'attach' as const } : {})}
      label={commands.attach.name}
      button={<Paperclip aria-hidden />}
      buttonLabel={commands.attach.name}
      buttonTitle={attach === undefined ? titleOf(commands.attach) : commands.attach.name}
      buttonClass="icon-button attach-button"
      panelClass="attach-panel"
    >
      <AttachPanel attach={attach} />
    </Popover>
  </span>
);

const AttachPanel = ({ attach }: { attach: Attach | undefined }) => {
  const session = useSession();
  const close = useClosePopover();
  const documents = useWindow((state) => state.documents);
  useAsked(documents === null, session.askDocuments);
  const recent = (documents ?? []).slice(0, mostRecent);
  return (
    <>
      <div className="attach-choices">
        <FileChoices words={words} className="is-wide" isFirst attach={attach} chosen={close} />
      </div>
      <p className="hint">{words.formats}</p>
      <FileForm
        label={words.path}
        action={words.add}
        busyWords={words.adding}
        pick={null}
        use={async (path) => {
          await session.attachPath(path, attach);
          close();
        }}
      />
      {recent.length > 0 && (
        <section className="attach-recent">
          <h3>{words.recent}</h3>
          <ul>
            {recent.map((document) => (
              <li key={document.id}>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    session.attachDocuments([document], attach);
                  }}
                >
                  <KindIcon kind={document.facts?.kind ?? null} />
                  <span dir="auto">{document.name}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};
