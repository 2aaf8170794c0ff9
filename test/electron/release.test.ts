/** The feed of a release, and what the workflows may contain. */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFeed, publicKeyOf } from '../../main/launch/feed.mjs';
import { feedForm } from '../../main/shared/updates/feed.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { readYaml, root } from '../fixtures/packaging/builder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

describe('the feed', () => {
  const make = (old: { text: string; signature: string } | null = null) =>
    makeFeed({ folder: folder.path, address: 'https://example.org/download/', old, key, date: '2026-12-01' });
  const leave = (...names: string[]): void => {
    for (const name of names) writeFileSync(join(folder.path, name), name);
  };

  it('names the installers that can replace a program, signed', async () => {
    leave(`hearth-${version}-linux-x86_64.AppImage`, `hearth-${version}-linux-arm64.AppImage`);
    leave(`hearth-${version}-linux-amd64.deb`, `hearth-${version}-linux-aarch64.rpm`);
    leave(`hearth-${version}-mac-arm64.zip`, `hearth-${version}-mac-arm64.dmg`);
    leave(`hearth-${version}-win-x64-setup.exe`, `hearth-${version}-win-x64-portable.exe`);
    leave('hearth-0.0.1-linux-amd64.deb', 'hearth-sbom-Linux-x64.cdx.json', 'SHA256SUMS');
    const { text, signature } = await make();
    const feed = feedForm.parse(JSON.parse(text));
    expect(feed.releases[0]!.files.map(({ kind, arch }) => `${kind} ${arch}`).toSorted()).toEqual([
      'appimage arm64',
      'appimage x64',
      'deb x64',
      'mac arm64',
      'nsis x64',
      'rpm arm64',
    ]);
    expect(
      feed.releases[0]!.files.every(({ url }) => url.startsWith('https://example.org/download/hearth-')),
    ).toBe(true);
    expect(verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    expect(publicKeyOf(key)).toBe(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'));
  });

  it('continues the one before it, so that those who run an earlier version have a way back', async () => {
    leave(`hearth-${version}-linux-amd64.deb`);
    const first = feedForm.parse(JSON.parse((await make()).text));
    const older = {
      ...first,
      serial: 7,
      releases: first.releases.map((one) => ({ ...one, version: '0.0.1' })),
    };
    const text = JSON.stringify(older);
    const signature = sign(null, Buffer.from(text), privateKey).toString('base64');
    const next = feedForm.parse(JSON.parse((await make({ text, signature })).text));
    expect([next.serial, next.releases.map((one) => one.version)]).toEqual([8, [version, '0.0.1']]);
    await expect(make({ text: `${text} `, signature })).rejects.toThrow('another signature');
  });

  it('is not made of nothing, nor with another kind of key', async () => {
    await expect(make()).rejects.toThrow('there is no installer');
    mkdirSync(join(folder.path, 'more'));
    leave(`hearth-${version}-linux-amd64.deb`);
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = other.export({ format: 'pem', type: 'pkcs8' }).toString();
    const options = { folder: folder.path, address: 'https://example.org', old: null, date: '2026-12-01' };
    await expect(makeFeed({ ...options, key: pem })).rejects.toThrow('Ed25519');
  });
});

describe('the workflows', () => {
  const read = (name: string): string => readFileSync(join(root, '.github/workflows', name), 'utf8');

  it.each(['test.yml', 'release.yml'])(
    '%s gives no more rights than it needs, and only names secrets',
    (name) => {
      const workflow = readYaml(`.github/workflows/${name}`) as {
        permissions: object;
        jobs: Record<
          string,
          { permissions?: object; steps: { uses?: string; with?: Record<string, unknown> }[] }
        >;
      };
      expect(workflow.permissions).toEqual({ contents: 'read' });
      const allowed = Object.entries(workflow.jobs).filter(([, job]) => job.permissions !== undefined);
      expect(allowed.map(([job]) => job)).toEqual(name === 'release.yml' ? ['publish'] : []);
      const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
      const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkouts.every((step) => step.with?.['persist-credentials'] === false)).toBe(true);
      // Only actions of GitHub itself.
      expect(
        steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^actions\/[\w-]+@/.test(uses)),
      ).toEqual([]);
      // A pull request of a stranger gets no secret, and no text of an event becomes a part of a script.
      expect(read(name)).not.toMatch(/pull_request_target|github\.event\./);
      expect(read(name).includes('secrets.')).toBe(name === 'release.yml');
    },
  );

  it('packs every target of docs/packaging.md', () => {
    const { jobs } = readYaml('.github/workflows/release.yml') as {
      jobs: { pack: { strategy: { matrix: { include: { target: string; arch: string }[] } } } };
    };
    const packed = jobs.pack.strategy.matrix.include.map(({ target, arch }) => `${target.slice(2)}-${arch}`);
    const text = readFileSync(join(root, 'docs/packaging.md'), 'utf8').split('## Sizes')[0]!;
    const rows = [...text.matchAll(/^\| (linux|darwin|win32)-(x64|arm64) +\| (?!none)/gm)];
    const names: Record<string, string> = { linux: 'linux', darwin: 'mac', win32: 'win' };
    expect(packed.toSorted()).toEqual(rows.map(([, os, arch]) => `${names[os!]}-${arch}`).toSorted());
  });
});
