/** Which version of a feed is offered. Versions are compared as semver does; an older one is never offered. */
import { compare, gt, prerelease, rcompare } from 'semver';
import type { Feed, FeedFile, InstallerKind, Release } from './feed.ts';

/** What this program is, and so which file of a release replaces it. */
export interface ProgramKind {
  kind: InstallerKind;
  arch: string;
}

export interface Chosen {
  release: Release;
  file: FeedFile;
}

const fileFor = ({ files }: Release, { kind, arch }: ProgramKind): FeedFile | null =>
  files.find((file) => file.kind === kind && file.arch === arch) ?? null;

/**
 * The newest version above `current` that has a file for this program; `null` if there is none. Versions before a release are only
 * offered to those who run one.
 */
export const newestIn = ({ releases }: Feed, current: string, program: ProgramKind): Chosen | null => {
  const takesPrereleases = prerelease(current) !== null;
  for (const release of releases.toSorted((one, other) => rcompare(one.version, other.version))) {
    if (!gt(release.version, current)) break;
    const file = fileFor(release, program);
    if (file !== null && (takesPrereleases || prerelease(release.version) === null)) return { release, file };
  }
  return null;
};

/** The file that installs exactly this version; `null` if the feed has none. */
export const fileOf = ({ releases }: Feed, version: string, program: ProgramKind): FeedFile | null => {
  const release = releases.find((one) => compare(one.version, version) === 0);
  return release === undefined ? null : fileFor(release, program);
};
