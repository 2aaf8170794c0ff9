/** Adds a file to the library: in place, or moved or copied into Hearth's own folder. */
import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Popover, useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { canAskForPaths } from '../controls/chosen-files.ts';
import { FileForm } from '../controls/file-form.tsx';
import { addWords as words } from '../words/library.ts';

const ways = ['in-place', 'copy', 'move'] as const;

export const AddPanel = () => {
  const session = useSession();
  return (
    <Popover
      label={words.title}
      panel="add-model"
      button={
        <>
          <Plus aria-hidden />
          {words.button}
        </>
      }
      buttonTitle={words.hint}
      buttonClass="button"
      panelClass="add-panel"
      onClose={() => session.askForPath(null)}
    >
      <Content />
    </Popover>
  );
};

const Content = () => {
  const session = useSession();
  const close = useClosePopover();
  const dropped = useWindow((state) => state.dropped);
  const folder = useWindow((state) => state.app?.modelFolder ?? '');
  const isCopying = useWindow((state) => state.imports.length > 0);
  const isOpen = useRef(false);
  const isBusy = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  // The library behind this panel shows the progress of the copy.
  useEffect(() => {
    if (isCopying && isBusy.current) close();
  }, [isCopying, close]);
  const [how, setHow] = useState<(typeof ways)[number]>('in-place');
  return (
    <>
      <h2>{words.title}</h2>
      {dropped !== null && (
        <p className="panel-note" role="status">
          {words.dropped(dropped)}
        </p>
      )}
      <fieldset className="choices">
        <legend className="hidden">{words.how}</legend>
        {ways.map((way) => (
          <label key={way}>
            <input type="radio" name="how" checked={how === way} onChange={() => setHow(way)} />
            {words.ways[way]}
          </label>
        ))}
      </fieldset>
      {how !== 'in-place' && <p className="path">{folder}</p>}
      <FileForm
        label={words.filePath}
        action={words.button}
        isFirst
        busyWords={how === 'in-place' ? words.checking : words.copying}
        use={async (path) => {
          isBusy.current = true;
          try {
            await session.importModel(path, how);
            close();
          } catch (error) {
            if (isOpen.current) throw error;
            session.tellProblem(error);
          } finally {
            isBusy.current = false;
          }
        }}
      />
      <p className="hint">
        {canAskForPaths() ? `${words.canDrop} ` : ''}
        {words.split}
      </p>
    </>
  );
};
