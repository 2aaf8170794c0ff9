/**
 * Keeps the library current, in a thread of its own: scans all places, watches them, and scans again after a change. Posts
 * every change to the core.
 */
import { parsed } from '../database/stored-values.ts';
import { basename, dirname, join } from 'node:path';
import { readdirSync } from 'node:fs';
import type { Library, LibraryModel, MetadataLine, ModelFolder } from '../../shared/contract/library.ts';
import { createAnswering, noAnswer, type AnsweringOptions } from './answering.ts';
import { assemble } from './assemble.ts';
import { factsVersion, type FileFacts } from './file-facts.ts';
import { kindOfName } from '../../shared/model/name-kind.ts';
import { openFileSource } from '../../system/file-source.ts';
import { isSameTold, say } from '../../shared/words/catalogue.ts';
import { BadGguf, toldOf } from '../../shared/gguf/bad-gguf.ts';
import { readGgufHeader } from '../../shared/gguf/gguf-header.ts';
import type {
  Answers,
  FromLibraryThread,
  LibraryThreadOptions,
  LookedAt,
  Question,
  ToLibraryThread,
} from './library-protocol.ts';
import type { FactsRow } from './library-store.ts';
import { metadataLines } from '../../shared/gguf/metadata-lines.ts';
import { placesOf, programOf, type OwnPlaces, type Place } from './places.ts';
import { scan, withoutIncomplete, type KnownFacts, type Scan, type ScannedFile } from './scan.ts';
import { partOfName } from '../../shared/gguf/split-name.ts';
import { concernsLibrary, type Walk } from './walk.ts';
import { watchFolders } from './watch-folders.ts';

/** Facts of files that are posted in one message. */
const factsAtOnce = 100;
/** A scan that takes longer than `first` posts what it has found so far, and posts again every `next`. */
const progressMs = { first: 300, next: 1000 };
/** Pause between scans while files keep changing: `restPerScan` times as long as the last scan took, at most `mostRestMs`. */
const pace = { restPerScan: 10, mostRestMs: 5000 };

/** Returns the handler of the core's messages. `answeringOptions`: how long to wait for a disk, for example. */
export const keepLibrary = (
  { system, restMs, settleMs }: LibraryThreadOptions,
  post: (message: FromLibraryThread) => void,
  answeringOptions: AnsweringOptions = {},
): ((message: ToLibraryThread) => void) => {
  const known = new Map<string, KnownFacts>();
  const damaged = new Map<string, { stamp: string; since: number }>();
  let own: OwnPlaces = { starterModel: '', modelFolder: '', userFolders: [], userFiles: [] };
  let last: Scan = { files: [], walks: [], isWaiting: false };
  let models: LibraryModel[] = [];
  let posted = '';

  const show = (files: ScannedFile[], walks: Walk[], isScanning: boolean): void => {
    models = assemble(files);
    const library: Library = { models, folders: foldersOf(walks), isScanning };
    const text = JSON.stringify(library);
    if (text !== posted) post({ type: 'library', library });
    posted = text;
  };

  let unsaved: FactsRow[] = [];
  const save = (): void => {
    if (unsaved.length > 0) post({ type: 'facts', rows: unsaved });
    unsaved = [];
  };

  const answering = createAnswering({ ...answeringOptions, onAnswer: () => scanLater(settleMs) });
  const watch = watchFolders({
    concerns: concernsLibrary,
    onChange: () => scanLater(settleMs),
    onProblem: (reason) => post({ type: 'log', level: 'warn', text: `watching model folders: ${reason}` }),
  });

  const scanOnce = async (): Promise<void> => {
    const places = placesOf(own, system);
    let showAt = performance.now() + progressMs.first;
    if (last.walks.length === 0)
      post({ type: 'library', library: { models, folders: [], isScanning: true } });
    last = await scan({
      places,
      answering,
      known,
      damaged,
      restMs,
      onFacts: (path, { stamp, facts }) => {
        unsaved.push([path, stamp, JSON.stringify(facts)]);
        if (unsaved.length >= factsAtOnce) save();
      },
      onProgress: (files, walks) => {
        // A model that was listed before must not disappear while the scan is under way.
        if (performance.now() < showAt || files.length < last.files.length) return;
        show(withoutIncomplete(files), walks, true);
        showAt = performance.now() + progressMs.next;
      },
    });
    save();
    show(last.files, last.walks, false);
    forgetGone(places);
    if (last.isWaiting) scanLater(restMs);
    const absent = places.filter(
      (place) =>
        place.owner !== 'starter' && (place.isFile || !isThere(last, place.path)) && !isSilent(last, place),
    );
    void watch(
      last.walks.flatMap(({ folders }) => folders),
      absent.map(({ path }) => path),
    );
  };

  const forgetGone = (places: Place[]): void => {
    const found = new Set(last.walks.flatMap(({ files }) => files.map(({ path }) => path)));
    // A disk that is not connected now will come back with the same files, so their facts are kept.
    const unclear = [
      ...last.walks.filter(({ problem }) => problem !== null).map(({ place }) => place),
      ...places.filter(({ path, owner }) => programOf(owner) === null && !isThere(last, path)),
    ].map(({ path }) => path);
    const gone = [...known.keys()].filter(
      (path) => !found.has(path) && !unclear.some((place) => path.startsWith(place)),
    );
    for (const path of gone) {
      known.delete(path);
      damaged.delete(path);
    }
    if (gone.length > 0) post({ type: 'gone', paths: gone });
  };

  /** Ids of the questions that wait for a scan which has not begun yet. */
  let waiting: number[] = [];
  let isScanning = false;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;
  let tookMs = 0;

  const scanLater = (ms: number): void => {
    const rest = Math.max(ms, Math.min(tookMs * pace.restPerScan, pace.mostRestMs));
    if (performance.now() + rest >= dueAt) return;
    clearTimeout(timer);
    dueAt = performance.now() + rest;
    timer = setTimeout(scanNow, rest);
  };
  const scanNow = (): void => {
    clearTimeout(timer);
    dueAt = Infinity;
    if (isScanning) return scanLater(settleMs);
    isScanning = true;
    const answered = waiting;
    waiting = [];
    const startedAt = performance.now();
    scanOnce()
      .catch((error: unknown) => post({ type: 'log', level: 'warn', text: `models: ${String(error)}` }))
      .finally(() => {
        isScanning = false;
        tookMs = performance.now() - startedAt;
        for (const id of answered) post({ type: 'answer', id, answer: null });
        if (waiting.length > 0) scanNow();
      });
  };

  const lookAt = async (path: string): Promise<LookedAt> => {
    const place = (of: string): Place => ({ path: of, owner: 'user', isFile: true, janDataFolder: null });
    const beside = namesBeside(path).map((name) => place(join(dirname(path), name)));
    const { files } = await scan({
      places: [place(path), ...beside],
      answering: createAnswering(),
      known: new Map(known),
      damaged: new Map(),
      // The user waits for this import, so a file that may still be changing is judged as it is now.
      restMs: -1,
      onFacts: () => undefined,
      onProgress: () => undefined,
    });
    const identity = files.find((file) => file.path === path)?.identity;
    const before = last.files.find((file) => file.identity === identity)?.path;
    const holds = (of: string | undefined) => (model: LibraryModel) =>
      model.files.some((file) => file.path === of);
    return { known: models.find(holds(before)) ?? null, model: assemble(files).find(holds(path)) ?? null };
  };

  const answer = (question: Question, id: number): Promise<Answers[Question['ask']]> | null => {
    switch (question.ask) {
      case 'scan':
        ({ own } = question);
        waiting.push(id);
        if (!isScanning) scanNow();
        return null;
      case 'metadata':
        return readMetadata(question.path);
      case 'look':
        return lookAt(question.path);
    }
  };

  return (message) => {
    if (message.type === 'known') {
      for (const [path, stamp, text] of message.rows) {
        const facts = parsed(text) as FileFacts | null | undefined;
        // Facts that are damaged or were stored by another version of Hearth are not used: their files are read again.
        if (facts?.version === factsVersion) known.set(path, { stamp, facts });
      }
      return;
    }
    const { id, question } = message;
    answer(question, id)?.then(
      (value) => post({ type: 'answer', id, answer: value }),
      (error: unknown) =>
        post({
          type: 'refused',
          id,
          told: error instanceof BadGguf ? toldOf(error.fault, basename(fileOf(question))) : null,
          reason: String(error),
        }),
    );
  };
};

/** Whether the disk of a place does not answer. Watching such a place would block the watcher. */
const isSilent = ({ walks }: Scan, place: Place): boolean =>
  walks.some((each) => each.place === place && isSameTold(each.problem, noAnswer(place.path)));

const isThere = ({ walks }: Scan, path: string): boolean =>
  walks.some((each) => each.isThere && each.place.path === path);

/** Names of files in the same folder that are parts of the same model, or projectors. */
const namesBeside = (path: string): string[] => {
  const part = partOfName(basename(path));
  const isPart = (name: string): boolean =>
    part !== null && partOfName(name)?.prefix === part.prefix && partOfName(name)?.count === part.count;
  try {
    return readdirSync(dirname(path)).filter(
      (name) =>
        name !== basename(path) &&
        (isPart(name) || (kindOfName(name) === 'projector' && /\.gguf$/i.test(name))),
    );
  } catch {
    return [];
  }
};

const fileOf = (question: Question): string => ('path' in question ? question.path : '');

const readMetadata = async (path: string): Promise<MetadataLine[]> => {
  const source = await openFileSource(path);
  try {
    return metadataLines(await readGgufHeader(source));
  } finally {
    await source.close();
  }
};

/** The folders to list: those that exist or could not be read, and Hearth's and the user's own even if they do not exist. */
const foldersOf = (walks: readonly Walk[]): ModelFolder[] =>
  walks
    .filter(
      ({ place, isThere: isHere, problem }) =>
        !place.isFile && (isHere || problem !== null || programOf(place.owner) === null),
    )
    .map(({ place, files, isThere: isHere, problem }) => ({
      path: place.path,
      owner: place.owner,
      models: files.filter(({ path }) => (partOfName(basename(path))?.part ?? 1) === 1).length,
      problem:
        problem ??
        (isHere || place.owner !== 'user' ? null : say('library.folder-gone', { path: place.path })),
    }));
