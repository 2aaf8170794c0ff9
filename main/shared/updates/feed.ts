/**
 * The feed: one signed JSON file that names the versions which can be installed. Nothing in it counts before its signature was checked
 * (core/updates/read-feed.ts), and everything is bounded even then.
 */
import { valid } from 'semver';
import { z } from 'zod';

/** How a version is installed. `mac` is the zip, which replaces the bundle. */
export const installerKinds = ['appimage', 'deb', 'rpm', 'mac', 'nsis'] as const;
export type InstallerKind = (typeof installerKinds)[number];

/** Of the feed, and of one installer, in bytes. The largest installers, with CUDA, have about 0.5 GB. */
export const largestFeed = 256 * 1024;
const largestInstaller = 2 * 1024 ** 3;

const version = z
  .string()
  .max(40)
  .refine((text) => valid(text) === text);

/** Only over HTTPS; on this computer, as in tests, also without. */
const address = z
  .string()
  .max(500)
  .refine((text) => URL.canParse(text) && /^(https:\/\/|http:\/\/127\.0\.0\.1:\d)/.test(text));

const file = z.strictObject({
  kind: z.enum(installerKinds),
  arch: z.enum(['x64', 'arm64']),
  url: address,
  bytes: z.int().min(1).max(largestInstaller),
  /** Base64 of 64 bytes. */
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});
export type FeedFile = z.infer<typeof file>;

const release = z.strictObject({
  version,
  date: z.iso.date(),
  /** The builds that a KV state belongs to: see core/updates/engine-build.ts. */
  engine: z.strictObject({ library: z.string().max(40), llamaCpp: z.string().max(40) }),
  files: z.array(file).max(20),
});
export type Release = z.infer<typeof release>;

export const feedForm = z.strictObject({
  format: z.literal(1),
  /** Grows with each feed, so that an old one cannot be passed off as new. */
  serial: z
    .int()
    .min(1)
    .max(2 ** 40),
  releases: z.array(release).min(1).max(50),
});
export type Feed = z.infer<typeof feedForm>;

/** Where this build asks for new versions: part of package.json in the archive, written by the release workflow. */
export const sourceForm = z.strictObject({
  address,
  /** The public key of the feed: Ed25519, DER, base64. */
  key: z.string().max(200),
  /** The names in the certificate of Windows installers; electron-updater compares them. Empty: they are not signed. */
  publishers: z.array(z.string().max(200)).max(5),
});
export type UpdateSource = z.infer<typeof sourceForm>;
