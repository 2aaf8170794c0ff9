/** The models as commands name them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Library, LibraryModel } from '../shared/contract/library.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import type { Session } from './session.ts';

export interface NamedModel {
  /** Unique. */
  name: string;
  model: LibraryModel;
}

/** All models of the library, once it is complete. */
export const libraryOf = async (session: Session): Promise<NamedModel[]> => {
  // A core that has just started has not scanned its folders.
  if (session.isOwn) await session.call('rescanLibrary', {});
  const scanned = new Promise<Library>((done) => {
    session.on('library.changed', ({ library }) => {
      if (!library.isScanning) done(library);
    });
  });
  const now = await session.call('library', {});
  return namesOf((now.isScanning ? await scanned : now).models);
};

/** Letters, digits and what programs write in names of models. */
const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[^\w.]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();

/** A name for each model: its own and, where several have the same, with its quantization or a number. */
export const namesOf = (models: readonly LibraryModel[]): NamedModel[] => {
  const taken = new Set<string>();
  const shared = new Map<string, number>();
  for (const { name } of models) shared.set(plainName(name), (shared.get(plainName(name)) ?? 0) + 1);
  return models.map((model) => {
    const own = plainName(model.name) || 'model';
    const full =
      (shared.get(plainName(model.name)) ?? 0) > 1 && model.quantization !== null
        ? `${own}:${plainName(model.quantization)}`
        : own;
    let name = full;
    for (let number = 2; taken.has(name); number += 1) name = `${full}-${number}`;
    taken.add(name);
    return { name, model };
  });
};

/**
 * The model that is meant by a name, by the only beginning of a name, or by the path of its file. Throws `Refusal` if there is none
 * or more than one.
 */
export const findModel = (models: readonly NamedModel[], given: string): NamedModel => {
  const wanted = given.toLowerCase();
  const exact = models.find(({ name, model }) => name === wanted || model.path === resolve(given));
  if (exact !== undefined) return exact;
  const begun = models.filter(({ name }) => name.startsWith(wanted));
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1)
    throw new Refusal('cli.several-models', { name: given, names: begun.map(({ name }) => name) });
  throw new Refusal('cli.no-such-model', { name: given });
};

/** The path of a file that is named by its path; `null` if `given` is no path of a GGUF file. */
export const modelFileAt = (given: string): string | null =>
  /\.gguf$/i.test(given) && existsSync(given) ? resolve(given) : null;
