/** A download as the list holds it. */
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
  /** Of all parts. */
  bytes: number;
  state: Download['state'];
  problem: Told | null;
  doneBytes: number;
  speed: Speed;
  /** While it runs, and what stops that. */
  run: Run | null;
  stop: AbortController | null;
  /** It waits for room, and does not stand in the others' way. */
  needsRoom: boolean;
}

/** With what is there of its files. Throws `Refusal` where its names cannot be used. */
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

/** The state that it shows while it is not run. */
export const restingState = (wish: Wanted['wish']): Download['state'] => (wish === 'go' ? 'queued' : wish);

/** What the window is told of it. */
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
