/** Why a model or a folder of models cannot be used, imported or removed. */
import { bytes, count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

interface Name {
  name: string;
}
interface Path {
  path: string;
}
/** `reason`: the operating system's code. */
interface Reason {
  reason: string;
}
/** Other programs that keep models, as sentences name them. */
export const programNames = {
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'hugging-face': 'Hugging Face’s cache',
  jan: 'Jan',
  'llama-cpp': 'llama.cpp',
} as const;

/** `program`: the other program whose file it is. */
interface Program {
  program: keyof typeof programNames;
}

/** "part 2", "parts 2 and 3", or "parts 2, 3, 4 and 7 others". */
const partsNamed = (numbers: number[], others: number): string =>
  others > 0
    ? `parts ${numbers.join(', ')} and ${count(others)} others`
    : `${numbers.length === 1 ? 'part' : 'parts'} ${numbers.join(', ').replace(/, (?=\d+$)/, ' and ')}`;

export const librarySentences = {
  'library.scan-failed': () => ['Looking for models failed.', 'Choose “Rescan” to try again.'],
  'library.path-empty': () => ['The path is empty.', 'Enter the path of a GGUF file.'],
  'library.path-too-long': () => ['The path is too long.', 'Move the file to a folder with a shorter path.'],
  'library.closing': () => 'Hearth is closing.',
  'library.file-unreadable': () => 'The file can no longer be read.',
  'library.no-answer': ({ path }: Path) => [
    `${path} does not respond.`,
    'Check the network connection or the disk that it is on.',
  ],
  'library.not-permitted': ({ path }: Path) => [
    `Hearth has no permission to read ${path}.`,
    'Check its permissions.',
  ],
  'library.cannot-read': ({ path, reason }: Path & Reason) => [
    `${path} cannot be read (${reason}).`,
    'Check the disk that it is on.',
  ],
  'library.too-many-folders': ({ path, most }: Path & { most: number }) => [
    `${path} contains more than ${count(most)} folders.`,
    'Add the folders that contain models instead.',
  ],
  'library.too-deep': ({ path, folder, most }: Path & { folder: string; most: number }) => [
    `Folders more than ${most} levels below ${folder} are not scanned.`,
    `Add ${path} itself.`,
  ],
  'library.not-utf8': ({ name, folder }: Name & { folder: string }) => [
    `The name of “${name}” in ${folder} is not valid UTF-8, so llama.cpp cannot open it.`,
    'Rename it.',
  ],
  'library.aria2-unfinished': ({ path }: Path) => [
    `aria2 has not finished downloading ${path}.`,
    'The model is listed once the .aria2 file beside it is gone.',
  ],
  'library.folder-gone': ({ path }: Path) => [
    `${path} does not exist.`,
    'Connect the disk that it is on, or remove it from the list.',
  ],
  'library.part-without-number': ({ name, parts, example }: Name & { parts: number; example: string }) => [
    `${name} is one of ${parts} parts of a model, but its name does not say which.`,
    `Give all parts their original names, such as ${example}.`,
  ],
  'library.missing-parts': ({
    name,
    missing,
    others,
    parts,
  }: Name & { missing: number[]; others: number; parts: number }) => [
    `${name} lacks ${partsNamed(missing, others)} of ${count(parts)}.`,
    'Put all parts into one folder, or download the model again.',
  ],
  'library.misnumbered-parts': ({ name }: Name) => [
    `${name} has parts with the wrong numbers in their names.`,
    'Download the model again.',
  ],
  'library.no-vocabulary': ({ name }: Name) => [
    `${name} has no vocabulary, so it is not a language model.`,
    'Choose another file.',
  ],
  'library.no-weights': ({ name }: Name) => [
    `${name} contains a vocabulary but no weights.`,
    'Choose a complete model file.',
  ],
  'library.unsupported': ({ architecture }: { architecture: string }) => [
    `This version of llama.cpp does not support models of the architecture “${architecture}”.`,
    'Choose another model, or look for a newer version of Hearth.',
  ],

  'library.not-listed': ({ name }: Name) => [`${name} is no longer in the library.`, 'Choose “Rescan”.'],
  'library.no-such-folder': ({ path }: Path) => [`There is no folder at ${path}.`, 'Check the path.'],
  'library.no-such-file': ({ path }: Path) => [`There is no file at ${path}.`, 'Check the path.'],
  'library.not-a-folder': ({ path }: Path) => [
    `${path} is a file.`,
    'Enter the path of its folder, or import the file.',
  ],
  'library.is-a-folder': ({ path }: Path) => [
    `${path} is a folder.`,
    'Enter the path of a GGUF file in it, or add the folder.',
  ],
  'library.not-a-file': ({ path }: Path) => [
    `${path} is not a regular file.`,
    'Enter the path of a GGUF file.',
  ],
  'library.folder-not-added': ({ path }: Path) => `You did not add ${path}, so it cannot be removed.`,
  'library.folder-of-program': ({ path, program }: Path & Program) =>
    `${path} belongs to ${programNames[program]}, so it cannot be removed.`,
  'library.used-by-program': ({ name, program }: Name & Program) => [
    `${programNames[program]} uses ${name}.`,
    'Use it in place or copy it instead of moving it.',
  ],
  'library.not-a-model': ({ name }: Name) => [
    `${name} is not a model; it is only used to make one.`,
    'Choose another file.',
  ],
  'library.model-of-program': ({ name, program }: Name & Program) => [
    `${name} belongs to ${programNames[program]}.`,
    `Delete it in ${programNames[program]}, and it disappears from this list.`,
  ],
  'library.built-in': ({ name }: Name) =>
    `${name} is built in and cannot be removed, so you always have a working model.`,

  'library.changed-while-copied': ({ name }: Name) => [
    `${name} changed while it was copied.`,
    'Try again when it is complete.',
  ],
  'library.no-room': ({ needed, reserve, missing }: { needed: number; reserve: number; missing: number }) => [
    `Not enough disk space: the model needs ${bytes(needed)}, and Hearth leaves ${bytes(reserve)} of the disk free.`,
    `Free up ${bytes(missing)}, or use the model in place.`,
  ],
  'library.source-not-removed': ({ path, reason }: Path & Reason) => [
    `The model was moved to Hearth’s folder, but ${path} could not be removed (${reason}).`,
    'Delete that file yourself.',
  ],
  'library.disk-full': ({ name }: Name) => [
    'The disk is full.',
    `Free up some space, or use ${name} in place.`,
  ],
  'library.import-not-permitted': ({ name }: Name) => [
    `${name} could not be moved or copied to Hearth’s folder.`,
    'Check the permissions of both folders.',
  ],
  'library.import-failed': ({ name, reason }: Name & Reason) => [
    `${name} could not be moved or copied to Hearth’s folder (${reason}).`,
    'Try again, or use it in place.',
  ],
  'library.not-removed': ({ name, path, reason }: Name & Path & Reason) => [
    `${name} could not be deleted (${reason}).`,
    `Unload it if it is in use, and check the permissions of ${path}.`,
  ],
  'library.no-bin': ({ name }: Name) => ['This system has no Trash.', `Delete ${name} permanently instead.`],
  'library.bin-failed': ({ name }: Name) => [
    `${name} could not be moved to the Trash.`,
    'Unload it and try again, or delete it permanently instead.',
  ],
  'library.bin-refused': ({ name, path }: Name & Path) => [
    `The Trash did not accept ${path}.`,
    `Delete ${name} permanently instead.`,
  ],
} as const satisfies Sentences<'library'>;
