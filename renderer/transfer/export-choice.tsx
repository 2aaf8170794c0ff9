/** The formats in which the chosen chats, or all of them, can be exported. */
import { Download, Printer } from 'lucide-react';
import { exportFormats } from '../../main/shared/transfer/export-formats.ts';
import { useClosePopover } from '../controls/popover.tsx';
import { saveFrom } from '../controls/save-link.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { transferWords } from '../words/transfer.ts';

const words = transferWords.export;

export const ExportChoice = () => {
  const session = useSession();
  const close = useClosePopover();
  const chosen = useWindow((state) => state.exported);
  const chats = useWindow((state) => state.chats);
  const isExporting = useWindow((state) => state.isExporting);
  const exportedTo = useWindow((state) => state.exportedTo);
  const only = chosen?.length === 1 ? chats.find(({ id }) => id === chosen[0]) : undefined;
  const title = chosen === null ? words.all : words.title(only?.title ?? chosen.length);
  return (
    <section className="transfer-part">
      <h2 dir="auto">{title}</h2>
      {chats.length === 0 ? (
        <p className="hint">{words.none}</p>
      ) : (
        <ul className="transfer-formats">
          {exportFormats.map(({ id, name }, index) => (
            <li key={id}>
              <button
                type="button"
                data-first={(index === 0 && chosen !== null) || undefined}
                disabled={isExporting}
                onClick={() => void session.exportAs(id, saveFrom)}
              >
                <Download aria-hidden />
                <span>
                  {name}
                  <span className="hint">{words.about[id]}</span>
                </span>
              </button>
            </li>
          ))}
          {only !== undefined && (
            <li>
              <button
                type="button"
                onClick={() => {
                  close();
                  void session.printChat(only.id);
                }}
              >
                <Printer aria-hidden />
                <span>
                  {words.print}
                  <span className="hint">{words.printAbout}</span>
                </span>
              </button>
            </li>
          )}
        </ul>
      )}
      {chosen !== null && (
        <p>
          <button type="button" className="text-button" onClick={() => session.offerExport(null)}>
            {words.allAsked}
          </button>
        </p>
      )}
      <p className="hint" role="status">
        {isExporting ? words.writing : exportedTo === null ? '' : words.saved(exportedTo)}
      </p>
    </section>
  );
};
