/** A download as the list keeps it. */
import type { Told } from '../../shared/words/told.ts';
import type { Download } from '../../shared/contract/downloads.ts';
import { isNamed } from './finish.ts';
import { fetchedBytes } from './partial-file.ts';
import type { Run } from './run-download.ts';
import { openSpeed, type Speed } from './speed.ts';
import { targetsOf } from './targets.ts';
import type { Wanted } from './wanted.ts';

export interface Item {
  wanted: Wanted;
  /** In the order of its parts. */
  targets: readonly string[];
  /** Bytes of all parts. */
  bytes: number;
  state: Download['state'];
  problem: Told | null;
  doneBytes: number;
  speed: Speed;
  /** The running download, and what stops it; `null` while it is not running. */
  run: Run | null;
  stop: AbortController | null;
  /** It waits for disk space and does not block the others. */
  needsRoom: boolean;
}

/** An item with the bytes that are already stored. Throws `Refusal` if its names cannot be used. */
export const itemOf = (wanted: Wanted): Item => {
  const { parts, folder, repository, wish, problem } = wanted;
  const targets = targetsOf(
    folder,
    repository,
    parts.map(({ path }) => path),
  );
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const fetched = parts.reduce((sum, part, index) => {
    const target = targets[index]!;
    return sum + (isNamed(target) ? part.bytes : fetchedBytes(target, part));
  }, 0);
  return {
    wanted,
    targets,
    bytes,
    state: restingState(wish),
    problem,
    doneBytes: wish === 'done' ? bytes : fetched,
    speed: openSpeed(),
    run: null,
    stop: null,
    needsRoom: false,
  };
};

/** The state that it shows while it is not running. */
export const restingState = (wish: Wanted['wish']): Download['state'] => (wish === 'go' ? 'queued' : wish);

/** What the window is told about it. */
export const downloadOf = ({ wanted, targets, bytes, state, problem, doneBytes, speed }: Item): Download => ({
  id: wanted.id,
  repository: wanted.repository,
  file: wanted.parts[0]!.path,
  target: targets[0]!,
  state,
  problem,
  bytes,
  doneBytes,
  refetchedBytes: wanted.refetchedBytes,
  bytesPerSecond: state === 'running' ? speed.now() : null,
  createdAt: wanted.createdAt,
});
