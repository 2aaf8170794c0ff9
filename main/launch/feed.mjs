/**
 * Makes the update feed of a release: `node main/launch/feed.mjs FOLDER ADDRESS [OLD]`. FOLDER has the installers, ADDRESS is where they
 * are downloaded from, OLD is the feed of the release before, beside its signature. Signs with the key in the environment variable HEARTH_UPDATE_KEY (Ed25519,
 * PEM), and writes hearth-updates.json and its signature into FOLDER.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled, root } from './build.mjs';

const feedName = 'hearth-updates.json';
/** The feed keeps this many releases, so that an update from each of them has a way back. */
const mostReleases = 20;

/** What replaces which program. A dmg and a portable program are downloaded by hand. */
const installer =
  /^hearth-(.+)-(linux|mac|win)-(x64|x86_64|amd64|arm64|aarch64)(-setup)?\.(AppImage|deb|rpm|zip|exe)$/;
const kinds = /** @type {Record<string, string>} */ ({
  AppImage: 'appimage',
  deb: 'deb',
  rpm: 'rpm',
  zip: 'mac',
  exe: 'nsis',
});
const archs = /** @type {Record<string, string>} */ ({
  x64: 'x64',
  x86_64: 'x64',
  amd64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
});

const filesIn = (
  /** @type {string} */ folder,
  /** @type {string} */ address,
  /** @type {string} */ version,
) =>
  readdirSync(folder).flatMap((name) => {
    const [, of, os, arch = '', setup, extension = ''] = installer.exec(name) ?? [];
    if (
      of !== version ||
      (extension === 'exe' && setup === undefined) ||
      (extension === 'zip' && os !== 'mac')
    )
      return [];
    const bytes = readFileSync(join(folder, name));
    return [
      {
        kind: kinds[extension],
        arch: archs[arch],
        url: `${address.replace(/\/$/, '')}/${encodeURIComponent(name)}`,
        bytes: statSync(join(folder, name)).size,
        sha512: createHash('sha512').update(bytes).digest('base64'),
      },
    ];
  });

/**
 * The text of the feed and its signature. Throws if the feed is not one that Hearth would read, or if the old one is not signed by the
 * same key.
 * @param {{ folder: string, address: string, old: { text: string, signature: string } | null, key: string, date: string }} options
 */
export const makeFeed = async ({ folder, address, old, key, date }) => {
  const { feedForm } = await compiled('main/shared/updates/feed.js');
  const { ownEngineBuild } = await compiled('main/core/updates/engine-build.js');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const privateKey = createPrivateKey(key);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Error('the key of the feed is not an Ed25519 key');
  const isOwn = (/** @type {{ text: string, signature: string }} */ { text, signature }) =>
    verify(null, Buffer.from(text), createPublicKey(privateKey), Buffer.from(signature, 'base64'));
  if (old !== null && !isOwn(old)) throw new Error('the feed of the release before has another signature');
  const before = old === null ? { serial: 0, releases: [] } : feedForm.parse(JSON.parse(old.text));
  const files = filesIn(folder, address, version);
  if (files.length === 0) throw new Error(`there is no installer of version ${version} in ${folder}`);
  const release = { version, date, engine: ownEngineBuild(root), files };
  const others = before.releases.filter((/** @type {{ version: string }} */ one) => one.version !== version);
  const feed = {
    format: 1,
    serial: before.serial + 1,
    releases: [release, ...others].slice(0, mostReleases),
  };
  const text = JSON.stringify(feedForm.parse(feed), null, 1);
  return { text, signature: sign(null, Buffer.from(text), privateKey).toString('base64') };
};

/** The public half of a private key, as package.json has it (`updates.key`). */
export const publicKeyOf = (/** @type {string} */ key) =>
  createPublicKey(createPrivateKey(key)).export({ format: 'der', type: 'spki' }).toString('base64');

const [script, folder, address, old] = process.argv.slice(1);
if (script !== undefined && import.meta.filename === script) {
  const key = process.env['HEARTH_UPDATE_KEY'];
  if (!key) throw new Error('HEARTH_UPDATE_KEY is not set');
  if (folder === '--public-key') console.log(publicKeyOf(key));
  else {
    if (folder === undefined || address === undefined)
      throw new Error('Usage: node main/launch/feed.mjs FOLDER ADDRESS [OLD]');
    const made = await makeFeed({
      folder,
      address,
      old:
        old !== undefined && existsSync(old)
          ? { text: readFileSync(old, 'utf8'), signature: readFileSync(`${old}.sig`, 'utf8') }
          : null,
      key,
      date: new Date().toISOString().slice(0, 10),
    });
    writeFileSync(join(folder, feedName), made.text);
    writeFileSync(join(folder, `${feedName}.sig`), `${made.signature}\n`);
  }
}
