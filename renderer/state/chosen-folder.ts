/** A folder that a browser gave: it tells what is in it, and not where it is. */

export interface ChosenFolder {
  name: string;
  isFolder: true;
  entries: () => Promise<readonly (ChosenFolder | ChosenFolderFile)[]>;
}

interface ChosenFolderFile {
  name: string;
  isFolder: false;
  file: () => Promise<File>;
}

/** The folder of files that were chosen with `<input webkitdirectory>`; `null` if there are none. */
export const folderOfFiles = (chosen: readonly File[]): ChosenFolder | null => {
  const [first] = chosen;
  if (first === undefined) return null;
  const inFolder = (name: string, files: readonly { rest: string[]; file: File }[]): ChosenFolder => ({
    name,
    isFolder: true,
    entries: async () => {
      const groups = new Map<string, { rest: string[]; file: File }[]>();
      for (const one of files) {
        const group = groups.get(one.rest[0]!);
        if (group === undefined) groups.set(one.rest[0]!, [one]);
        else group.push(one);
      }
      return [...groups].map(([entry, its]): ChosenFolder | ChosenFolderFile =>
        its[0]!.rest.length > 1
          ? inFolder(
              entry,
              its.map(({ rest, file }) => ({ rest: rest.slice(1), file })),
            )
          : { name: entry, isFolder: false, file: async () => its[0]!.file },
      );
    },
  });
  const paths = chosen.map((file) => ({ rest: file.webkitRelativePath.split('/').slice(1), file }));
  return inFolder(first.webkitRelativePath.split('/')[0]!, paths);
};

/** The folder that was dropped. */
export const folderOfEntry = (entry: FileSystemDirectoryEntry): ChosenFolder => ({
  name: entry.name,
  isFolder: true,
  entries: async () => {
    const reader = entry.createReader();
    const all: (ChosenFolder | ChosenFolderFile)[] = [];
    for (;;) {
      // A browser gives 100 at most at a time, and none after the last.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (some.length === 0) return all;
      for (const one of some)
        all.push(
          one.isDirectory
            ? folderOfEntry(one as FileSystemDirectoryEntry)
            : {
                name: one.name,
                isFolder: false,
                file: () =>
                  new Promise<File>((resolve, reject) => (one as FileSystemFileEntry).file(resolve, reject)),
              },
        );
    }
  },
});
