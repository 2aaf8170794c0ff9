/**
 * Takes files that are dropped anywhere on the window: GGUF files into the library, in place, exports of chats to be imported, and on
 * the pages of the chat and of the documents everything else as documents.
 */
import { useEffect, useState } from 'react';
import type { ChosenFile } from '../state/transfer-actions.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { filesIn, isExportFile, isModelFile, isNamedAsExport } from '../controls/chosen-files.ts';
import { documentsWords } from '../words/documents.ts';
import { modelsWords } from '../words/models.ts';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

export const DropTarget = () => {
  const session = useSession();
  const takesDocuments = useWindow(({ page }) => page === 'chat' || page === 'documents');
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    /** Between two elements of the page, a drag leaves one and enters the other. */
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setOver(false);
    };
    // Without this, the page would be replaced by the file.
    const over = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      const files = event.dataTransfer === null ? [] : filesIn(event.dataTransfer);
      const { page } = session.store.getState();
      const areDocuments = page === 'chat' || page === 'documents';
      const isExport = areDocuments ? isNamedAsExport : isExportFile;
      const chats = files.filter(({ file, folder }) => folder === undefined && isExport(file.name));
      const others = files.filter((file) => !chats.includes(file));
      const isModel = ({ file, folder }: ChosenFile): boolean =>
        folder === undefined && isModelFile(file.name);
      const models = areDocuments ? others.filter(isModel) : others;
      if (chats.length > 0) void session.importChats(chats);
      if (models.length > 0)
        void session.takeDropped(
          models.map((one) => ({ name: one.file.name, path: one.path, isModel: isModel(one) })),
        );
      void session.attachFiles(others.filter((file) => !models.includes(file)));
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop };
    for (const [type, listener] of Object.entries(listeners))
      window.addEventListener(type as 'drop', listener);
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        window.removeEventListener(type as 'drop', listener);
    };
  }, [session]);
  return isOver ? (
    <div className="drop-target">
      <p>{takesDocuments ? documentsWords.attach.drop : modelsWords.drop}</p>
    </div>
  ) : null;
};
