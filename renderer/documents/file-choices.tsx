/** The buttons that choose files and a folder: a browser tells what is in them, and the desktop shell where they are. */
import { FileUp, FolderUp } from 'lucide-react';
import { pathOf } from '../controls/chosen-files.ts';
import { folderOfFiles } from '../state/chosen-folder.ts';
import type { Attach } from '../state/documents-actions.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';

interface Props {
  words: { files: string; folder: string };
  className: string;
  /** The focus of the panel begins here. */
  isFirst?: boolean;
  /** Takes the documents; absent: they are attached to the draft of the chat on screen. */
  attach?: Attach | undefined;
  /** Something was chosen. */
  chosen?: () => void;
}

export const FileChoices = ({ words, className, isFirst = false, attach, chosen }: Props) => {
  const session = useSession();
  const canPickFiles = useWindow((state) => state.app?.canPickFiles === true);
  const take = (input: HTMLInputElement): File[] => {
    const files = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = '';
    chosen?.();
    return files;
  };
  return (
    <>
      <label className={`button file-choice ${className}`}>
        <FileUp aria-hidden />
        {words.files}
        <input
          type="file"
          multiple
          data-first={isFirst || undefined}
          onChange={({ currentTarget }) =>
            void session.attachFiles(
              take(currentTarget).map((file) => ({ file, path: pathOf(file) })),
              attach,
            )
          }
        />
      </label>
      {canPickFiles ? (
        <button
          type="button"
          className={`button ${className}`}
          onClick={() => {
            chosen?.();
            void session.attachPickedFolder(attach);
          }}
        >
          <FolderUp aria-hidden />
          {words.folder}
        </button>
      ) : (
        <label className={`button file-choice ${className}`}>
          <FolderUp aria-hidden />
          {words.folder}
          <input
            type="file"
            webkitdirectory=""
            onChange={({ currentTarget }) => {
              const folder = folderOfFiles(take(currentTarget));
              if (folder !== null)
                void session.attachFiles([{ file: new File([], folder.name), path: null, folder }], attach);
            }}
          />
        </label>
      )}
    </>
  );
};

/** The file or folder that is being added. */
export const Adding = () => {
  const name = useWindow((state) => state.addingDocuments.at(-1));
  return name === undefined ? null : (
    <p className="attached-adding" role="status" dir="auto">
      {documentsWords.attach.addingFile(name)}
    </p>
  );
};

declare module 'react' {
  interface InputHTMLAttributes<T> {
    webkitdirectory?: T extends HTMLInputElement ? '' : never;
  }
}
