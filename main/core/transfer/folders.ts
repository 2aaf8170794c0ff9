/** Finds the folder for an imported chat by its name, and creates it if there is none. */
import { foldersIn } from '../chats/folders.ts';
import type { Db } from '../database/connection.ts';

export const createFolders = (db: Db): ((name: string) => string) => {
  const folders = foldersIn(db);
  return (name) => (folders.all().find((folder) => folder.name === name) ?? folders.create(name)).id;
};
