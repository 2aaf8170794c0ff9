/** The models as commands name them. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { ApiModelName } from '../../shared/contract/api.ts';
import type { Library, LibraryModel } from '../../shared/contract/library.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Session } from './session.ts';

export interface NamedModel {
  /** Unique. */
  name: string;
  model: LibraryModel;
}

/** All models of the library, once it is complete. */
export const libraryOf = async (session: Session): Promise<NamedModel[]> => {
  const scanned = new Promise<Library>((done) => {
    session.on('library.changed', ({ library }) => {
      if (!library.isScanning) done(library);
    });
  });
  const first = await session.call('library', {});
  // The guide is always listed, so a core without models has not scanned its folders yet.
  if (first.models.length === 0 && !first.isScanning) await session.call('rescanLibrary', {});
  const { models } = first.isScanning ? await scanned : await session.call('library', {});
  return namesOf(models, await session.call('apiModels', {}));
};

/** The names under which programs ask for them; those that no program can ask for have the names of their files. */
export const namesOf = (
  models: readonly LibraryModel[],
  known: readonly Pick<ApiModelName, 'name' | 'path'>[],
): NamedModel[] => {
  const names = new Map(known.map(({ path, name }) => [path, name]));
  const taken = new Set(names.values());
  return models.map((model) => {
    const file = basename(model.path).replace(/\.gguf$/i, '');
    let name = names.get(model.path) ?? file;
    if (!names.has(model.path)) {
      for (let number = 2; taken.has(name); number += 1) name = `${file}-${number}`;
      taken.add(name);
    }
    return { name, model };
  });
};

/**
 * The model that is meant by a name, by the only beginning of a name, or by the path of its file. Throws `Refusal` if there is none
 * or more than one.
 */
export const findModel = (models: readonly NamedModel[], given: string): NamedModel => {
  const wanted = given.toLowerCase();
  const exact = models.find(
    ({ name, model }) => name.toLowerCase() === wanted || model.path === resolve(given),
  );
  if (exact !== undefined) return exact;
  const begun = models.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1)
    throw new Refusal('cli.several-models', { name: given, names: begun.map(({ name }) => name) });
  throw new Refusal('cli.no-such-model', { name: given });
};

/** The path of a file that is named by its path; `null` if `given` is no path of a GGUF file. */
export const modelFileAt = (given: string): string | null =>
  /\.gguf$/i.test(given) && existsSync(given) ? resolve(given) : null;

/**
 * The name by which the server is asked for a model. Names that no model here has may be aliases, which the server knows. The file of a
 * path becomes a model of the library, as when it is opened in the window. Throws `Refusal` if several models could be meant.
 */
export const nameToAsk = async (session: Session, given: string): Promise<string> => {
  const path = modelFileAt(given);
  const target = path === null ? null : await session.call('importModel', { path, how: 'in-place' });
  const models = await libraryOf(session);
  try {
    return findModel(models, target ?? given).name;
  } catch (error) {
    if (error instanceof Refusal && error.told.code === 'cli.no-such-model' && path === null) return given;
    throw error;
  }
};
