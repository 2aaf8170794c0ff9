/** Where the files of a repository go: `<folder>/<owner>/<name>/<path in the repository>`, and nowhere else. */
import { resolve } from 'node:path';
import { isPortableName, sameFileKey } from '../../system/portable-name.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** Names that Hearth uses beside a file. */
const ours = /\.(part|part\.state|hearth\.json)$/i;
/** Every file system takes 255 bytes for a name, and Hearth's own endings need some of them. */
const longestNameBytes = 230;
const longestPathBytes = 600;
const deepest = 12;

const isGoodName = (name: string): boolean =>
  isPortableName(name) && Buffer.byteLength(name) <= longestNameBytes;

/** In the order of `paths`. Throws `Refusal` for a path that cannot be a file on every system, or would leave `folder`. */
export const targetsOf = (folder: string, repository: string, paths: readonly string[]): string[] => {
  const owner = repository.split('/');
  if (owner.length !== 2 || !owner.every(isGoodName))
    throw new Refusal('downloads.bad-repository', { repository });
  const targets = paths.map((path) => {
    const names = path.split('/');
    const isGood =
      names.length <= deepest &&
      Buffer.byteLength(path) <= longestPathBytes &&
      names.every(isGoodName) &&
      !ours.test(path);
    if (!isGood) throw new Refusal('downloads.bad-file-name', { repository });
    return resolve(folder, ...owner, ...names);
  });
  if (new Set(targets.map(sameFileKey)).size < targets.length)
    throw new Refusal('downloads.same-file-names', { repository });
  return targets;
};
