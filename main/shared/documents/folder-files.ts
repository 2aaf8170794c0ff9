/** Which files of a folder may be read as texts: for the reader, and for a page that sends it the files of a folder. */
import ignore, { type Ignore } from 'ignore';

/** The most files and folders that are looked at; a larger project is attached in parts. */
export const mostFolderFiles = 20_000;
/** Folders in folders. */
export const deepestFolder = 64;
/** The most bytes of one file: a larger one is generated or data. */
export const largestFolderFile = 1024 ** 2;

/** Folders of other people's code and of version control. */
export const skippedFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** The rules of one `.gitignore`, for the paths in its folder. */
export interface IgnoreRules {
  /** Its path ends with a slash. */
  folder: string;
  rules: Ignore;
}

/** `folder` ends with a slash. */
export const ignoreRules = (folder: string, content: string): IgnoreRules => ({
  folder,
  rules: ignore().add(content),
});

/** Whether the rules of the folders around `path` leave it out. A folder's path ends with a slash. The inner rules win, as in gitignore(5). */
export const isIgnored = (path: string, all: readonly IgnoreRules[]): boolean => {
  let result = false;
  for (const { folder, rules } of all) {
    const { ignored, unignored } = rules.test(path.slice(folder.length));
    result = ignored || (result && !unignored);
  }
  return result;
};

/** Files come before folders, as in most views of a project. */
export const inFolderOrder = (
  one: { name: string; isFolder: boolean },
  other: { name: string; isFolder: boolean },
): number => Number(one.isFolder) - Number(other.isFolder) || (one.name < other.name ? -1 : 1);
