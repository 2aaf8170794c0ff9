/** Takes files that are dropped anywhere on the window: GGUF files into the library, in place, and exports of chats to be imported. */
import { useEffect, useState } from 'react';
import { useSession } from '../state/use-session.ts';
import { isExportFile, isModelFile, pathOf } from '../controls/chosen-files.ts';
import { modelsWords } from '../words/models.ts';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

export const DropTarget = () => {
  const session = useSession();
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
      const files = [...(event.dataTransfer?.files ?? [])].map((file) => ({
        file,
        name: file.name,
        isModel: isModelFile(file.name),
        path: pathOf(file),
      }));
      const chats = files.filter(({ name }) => isExportFile(name));
      if (chats.length > 0) void session.importChats(chats);
      if (files.length > chats.length)
        void session.takeDropped(files.filter((file) => !chats.includes(file)));
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
      <p>{modelsWords.drop}</p>
    </div>
  ) : null;
};
