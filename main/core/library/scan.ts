/**
 * Scans all places once: lists every file once, however many paths lead to it, with the facts of its header. A header is read
 * again only if its file has changed.
 */
import { basename } from 'node:path';
import type { ModelOwner } from '../../shared/contract/library.ts';
import { noAnswer, whyUnreadable, type Answering } from './answering.ts';
import { readFileFacts, unreadable, type FileFacts } from './file-facts.ts';
import type { Place } from './places.ts';
import { partOfName, setOf } from '../../shared/gguf/split-name.ts';
import { realPathOf, walk, type FoundFile, type Walk } from './walk.ts';

export interface ScannedFile extends FoundFile {
  facts: FileFacts;
}

/** Most time for a header of 30 MB on a slow disk, in ms. */
const headerMs = 60_000;

/** Facts of a file, which are valid as long as its stamp is the same. */
export interface KnownFacts {
  stamp: string;
  facts: FileFacts;
}

export interface ScanOptions {
  places: Place[];
  answering: Answering;
  /** Facts by path. The scan adds those that it reads. */
  known: Map<string, KnownFacts>;
  /** How long a file that cannot be used must not have changed before it is listed so, in ms. */
  restMs: number;
  /** Files that cannot be used, by path, and since when they have been unchanged. Kept from scan to scan. */
  damaged: Map<string, { stamp: string; since: number }>;
  /** Called when the facts of a file were read and should be stored. */
  onFacts: (path: string, known: KnownFacts) => void;
  /** Called after each file, with all that were found so far. */
  onProgress: (files: ScannedFile[], walks: Walk[]) => void;
}

export interface Scan {
  files: ScannedFile[];
  /** One walk for each place, even if several paths lead to it. */
  walks: Walk[];
  /** Whether a file may still be changing, so that another scan is needed soon. */
  isWaiting: boolean;
}

/** Scans all places. Leaves out files that are still being downloaded or written. Unreadable files do not make it reject. */
export const scan = async (options: ScanOptions): Promise<Scan> => {
  const { answering, known, onFacts, onProgress } = options;
  // A walk through a place whose disk does not answer would hang.
  const answers = await Promise.all(options.places.map(({ path }) => answering.answers(path)));
  const places = options.places.filter((_, index) => answers[index]);
  const roots = new Set<string>();
  const walks = places
    .filter(({ path }) => !roots.has(realPathOf(path)) && roots.add(realPathOf(path)))
    .map(walk);
  for (const place of options.places.filter((_, index) => !answers[index]))
    walks.push({ place, files: [], isThere: false, folders: [], problem: noAnswer(place.path) });
  const files: ScannedFile[] = [];
  const waiting: FoundFile[] = [];
  for (const file of withoutDoubles(walks)) {
    let facts: FileFacts;
    const before = known.get(file.path);
    if (before?.stamp === file.stamp) ({ facts } = before);
    else
      try {
        const answer = await answering.ask(file.path, () => readFileFacts(file.path), headerMs);
        facts = answer ?? unreadable(noAnswer(file.path));
        const read = { stamp: file.stamp, facts };
        if (answer !== null) {
          known.set(file.path, read);
          onFacts(file.path, read);
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        // The file may become readable without a change of its stamp, so these facts are not kept.
        facts = unreadable(whyUnreadable(file.path, error));
      }
    if (facts.problem !== null && isDownloading(file)) continue;
    if (facts.problem !== null && !isAtRest(file, options)) waiting.push(file);
    else files.push({ ...file, facts });
    onProgress(files, walks);
  }
  const incomplete = newestOfIncomplete(files);
  const downloading = incomplete.filter(isDownloading);
  waiting.push(...incomplete.filter((file) => !isDownloading(file) && !isAtRest(file, options)));
  const notYet = new Set([...waiting, ...downloading].map(({ path }) => setOf(path)));
  return {
    files: files.filter(({ path }) => !notYet.has(setOf(path))),
    walks,
    isWaiting: waiting.length > 0,
  };
};

/** The files without the parts of incomplete models, whose other parts the scan may still find. */
export const withoutIncomplete = (files: readonly ScannedFile[]): ScannedFile[] => {
  const lacking = new Set(newestOfIncomplete(files).map(({ path }) => setOf(path)));
  return files.filter(({ path }) => !lacking.has(setOf(path)));
};

/** The newest part of each split model that lacks parts: the others may be on their way. */
const newestOfIncomplete = (files: readonly FoundFile[]): FoundFile[] => {
  const sets = new Map<string, { newest: FoundFile; parts: number }>();
  for (const file of files) {
    if (partOfName(basename(file.path)) === null) continue;
    const { newest, parts } = sets.get(setOf(file.path)) ?? { newest: file, parts: 0 };
    sets.set(setOf(file.path), {
      newest: file.changedAt > newest.changedAt ? file : newest,
      parts: parts + 1,
    });
  }
  return [...sets.values()]
    .filter(({ newest, parts }) => parts < partOfName(basename(newest.path))!.count)
    .map(({ newest }) => newest);
};

/**
 * Whether the file is being downloaded. A partial download that has not been written to for a day was abandoned, and does not
 * explain why the file cannot be used.
 */
const isDownloading = ({ partialAt }: FoundFile): boolean =>
  partialAt !== null && Date.now() - partialAt < 24 * 3600 * 1000;

/** Whether the file has stopped changing. A file that is being copied looks damaged until it is complete. */
const isAtRest = ({ path, stamp, changedAt }: FoundFile, { damaged, restMs }: ScanOptions): boolean => {
  const before = damaged.get(path);
  const now = before?.stamp === stamp ? before : { stamp, since: performance.now() };
  damaged.set(path, now);
  // The first condition holds for old files, the second for files whose times come from the clock of another machine.
  return Date.now() - changedAt > restMs || performance.now() - now.since > restMs;
};

/** Owners by how much they know about a file, best first. */
const telling: ModelOwner[] = [
  'starter',
  'lm-studio',
  'jan',
  'ollama',
  'hugging-face',
  'llama-cpp',
  'hearth',
  'user',
];

/**
 * Lists each file once: under the place that contains it rather than one that refers to it, then under the owner that knows
 * most about it. The groups of all its paths are kept.
 */
const withoutDoubles = (walks: Walk[]): FoundFile[] => {
  const byIdentity = new Map<string, FoundFile>();
  for (const file of walks.flatMap(({ files }) => files)) {
    const other = byIdentity.get(file.identity);
    if (other === undefined) byIdentity.set(file.identity, file);
    else {
      const [better, worse] = isBetter(file, other) ? [file, other] : [other, file];
      byIdentity.set(file.identity, { ...better, groups: [...new Set([...better.groups, ...worse.groups])] });
    }
  }
  return [...byIdentity.values()];
};

const isBetter = (one: FoundFile, other: FoundFile): boolean =>
  one.isReference === other.isReference
    ? telling.indexOf(one.owner) < telling.indexOf(other.owner)
    : other.isReference;
