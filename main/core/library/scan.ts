/**
 * One look through all places: every file once, however often it is reached, with what its header says. Headers that
 * were read before are not read again while their file is the same.
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

/** A header of 30 MB from a slow disk. */
const headerMs = 60_000;

export interface KnownFacts {
  stamp: string;
  facts: FileFacts;
}

export interface ScanOptions {
  places: Place[];
  answering: Answering;
  /** By path; what is read is added. */
  known: Map<string, KnownFacts>;
  /** How long a file that cannot be used must have been left alone before that is taken for final. */
  restMs: number;
  /** Of files that cannot be used: since when they are as they are; kept from scan to scan. */
  damaged: Map<string, { stamp: string; since: number }>;
  /** The facts of a file were read and are worth keeping. */
  onFacts: (path: string, known: KnownFacts) => void;
  /** Now and then, with what there is by then. */
  onProgress: (files: ScannedFile[], walks: Walk[]) => void;
}

export interface Scan {
  files: ScannedFile[];
  /** Of each place once, whichever way it is named. */
  walks: Walk[];
  /** Some file still changes: look again soon. */
  isWaiting: boolean;
}

export const scan = async (options: ScanOptions): Promise<Scan> => {
  const { answering, known, onFacts, onProgress } = options;
  // A walk would hang with the place.
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
        // It may become readable without a change of the file: that is not kept.
        facts = unreadable(whyUnreadable(file.path, error));
      }
    if (facts.problem !== null && isDownloading(file)) continue;
    if (facts.problem !== null && !isAtRest(file, options)) waiting.push(file);
    else files.push({ ...file, facts });
    onProgress(files, walks);
  }
  const incomplete = newestOfIncomplete(files);
  waiting.push(...incomplete.filter((file) => file.partialAt === null && !isAtRest(file, options)));
  const downloading = incomplete.filter(({ partialAt }) => partialAt !== null);
  const notYet = new Set([...waiting, ...downloading].map(({ path }) => setOf(path)));
  return {
    files: files.filter(({ path }) => !notYet.has(setOf(path))),
    walks,
    isWaiting: waiting.length > 0,
  };
};

/** Those without the parts of models that lack others, which the scan may still come to. */
export const withoutIncomplete = (files: readonly ScannedFile[]): ScannedFile[] => {
  const lacking = new Set(newestOfIncomplete(files).map(({ path }) => setOf(path)));
  return files.filter(({ path }) => !lacking.has(setOf(path)));
};

/** Of split models that lack parts, the part that came last: others may be on their way. */
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

/** A partial download that nobody wrote to for a day was left behind, and does not explain why the file cannot be used. */
const isDownloading = ({ partialAt }: FoundFile): boolean =>
  partialAt !== null && Date.now() - partialAt < 24 * 3600 * 1000;

/** A file that is being copied here looks damaged until all of it is there. */
const isAtRest = ({ path, stamp, changedAt }: FoundFile, { damaged, restMs }: ScanOptions): boolean => {
  const before = damaged.get(path);
  const now = before?.stamp === stamp ? before : { stamp, since: performance.now() };
  damaged.set(path, now);
  // The first holds for what has long been here, the second where another machine's clock sets the time.
  return Date.now() - changedAt > restMs || performance.now() - now.since > restMs;
};

/** The more one says of a file, the earlier it stands. */
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

/** Each file once: as the place names it in which it lies, and of several as the one that says most of it. */
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
