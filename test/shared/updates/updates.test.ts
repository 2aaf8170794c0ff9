/** What a feed may say, which version is offered, and the order of steps. */
import { describe, expect, it } from 'vitest';
import type { UpdateOffer, UpdateStep } from '../../../main/shared/contract/updates.ts';
import { fileOf, newestIn } from '../../../main/shared/updates/choose.ts';
import { feedForm, sourceForm, type Feed } from '../../../main/shared/updates/feed.ts';
import { stepAfter, type UpdateEvent } from '../../../main/shared/updates/steps.ts';

const sha512 = `${'A'.repeat(86)}==`;
const file = { kind: 'deb', arch: 'x64', url: 'https://example.org/a.deb', bytes: 1000, sha512 };
const release = (version: string, more: object = {}) => ({
  version,
  date: '2026-12-01',
  engine: { library: '3.22.1', llamaCpp: 'v0.5.0' },
  files: [file],
  ...more,
});
const feedOf = (...releases: object[]): Feed => feedForm.parse({ format: 1, serial: 1, releases });
const program = { kind: 'deb', arch: 'x64' } as const;

describe('a feed', () => {
  it.each([
    ['another format', { format: 2 }],
    ['no serial number', { serial: undefined }],
    ['no release', { releases: [] }],
    ['too many releases', { releases: Array.from({ length: 51 }, (_, at) => release(`1.0.${at}`)) }],
    ['what is not a version', { releases: [release('1.0')] }],
    ['a version with a path', { releases: [release('../../1.0.0')] }],
    [
      'a file without encryption',
      { releases: [release('1.0.0', { files: [{ ...file, url: 'http://example.org/a' }] })] },
    ],
    ['a local file', { releases: [release('1.0.0', { files: [{ ...file, url: 'file:///etc/passwd' }] })] }],
    ['a file of 3 GB', { releases: [release('1.0.0', { files: [{ ...file, bytes: 3e9 }] })] }],
    ['a short digest', { releases: [release('1.0.0', { files: [{ ...file, sha512: 'AA==' }] })] }],
    ['more than is known', { more: true }],
  ])('is refused with %s', (_what, wrong) => {
    const right = { format: 1, serial: 1, releases: [release('1.0.0')] };
    expect(feedForm.safeParse(right).success).toBe(true);
    expect(feedForm.safeParse({ ...right, ...wrong }).success).toBe(false);
  });

  it('is asked for over HTTPS', () => {
    const source = { key: 'a', publishers: [] };
    expect(sourceForm.safeParse({ ...source, address: 'https://example.org/feed.json' }).success).toBe(true);
    expect(sourceForm.safeParse({ ...source, address: 'http://example.org/feed.json' }).success).toBe(false);
  });
});

describe('the version that is offered', () => {
  const newest = (current: string, ...versions: string[]): string | undefined =>
    newestIn(feedOf(...versions.map((version) => release(version))), current, program)?.release.version;

  it('is the newest by the rules of semver', () => {
    expect(newest('0.9.0', '0.10.0', '0.9.1', '0.8.0')).toBe('0.10.0');
  });

  it('is never an older one or the same', () => {
    expect(newest('1.0.0', '0.9.9', '1.0.0')).toBeUndefined();
    expect(newest('1.0.0', '1.0.0-beta.2')).toBeUndefined();
  });

  it('is one before its release only for those who run such a one', () => {
    expect(newest('1.0.0', '1.1.0-beta.1')).toBeUndefined();
    expect(newest('1.1.0-beta.1', '1.1.0-beta.2')).toBe('1.1.0-beta.2');
    expect(newest('1.1.0-beta.1', '1.1.0')).toBe('1.1.0');
  });

  it('has a file for this program', () => {
    const feed = feedOf(release('1.2.0', { files: [{ ...file, arch: 'arm64' }] }), release('1.1.0'));
    expect(newestIn(feed, '1.0.0', program)?.release.version).toBe('1.1.0');
    expect(newestIn(feed, '1.0.0', { kind: 'rpm', arch: 'x64' })).toBeNull();
    expect(fileOf(feed, '1.1.0', program)?.bytes).toBe(1000);
    expect(fileOf(feed, '1.0.0', program)).toBeNull();
  });
});

describe('the steps', () => {
  const offer: UpdateOffer = { version: '1.1.0', date: '2026-12-01', bytes: 10, host: 'example.org' };
  const steps: Record<UpdateStep['step'], UpdateStep> = {
    unavailable: { step: 'unavailable', why: 'no-address' },
    idle: { step: 'idle', checkedAt: null, problem: null },
    checking: { step: 'checking' },
    offered: { step: 'offered', offer, problem: null },
    downloading: { step: 'downloading', offer, receivedBytes: 0 },
    ready: { step: 'ready', offer, cold: null, problem: null },
    installing: { step: 'installing', version: '1.1.0' },
  };
  const events: UpdateEvent[] = [
    { event: 'check' },
    { event: 'checked', offer, at: 1 },
    { event: 'download' },
    { event: 'received', bytes: 5 },
    { event: 'downloaded', cold: null },
    { event: 'install' },
    { event: 'ended', problem: null },
  ];

  it('follow one another, and none can be skipped', () => {
    const table = Object.values(steps).map((now) => [
      now.step,
      ...events.map((event) => stepAfter(now, event)?.step ?? '-'),
    ]);
    expect(table).toEqual([
      ['unavailable', '-', '-', '-', '-', '-', '-', '-'],
      ['idle', 'checking', '-', '-', '-', '-', '-', '-'],
      ['checking', '-', 'offered', '-', '-', '-', '-', 'idle'],
      ['offered', 'checking', '-', 'downloading', '-', '-', '-', '-'],
      ['downloading', '-', '-', '-', 'downloading', 'ready', '-', 'offered'],
      ['ready', '-', '-', '-', '-', '-', 'installing', '-'],
      ['installing', '-', '-', '-', '-', '-', '-', '-'],
    ]);
  });

  it('say when there is nothing newer', () => {
    const none = stepAfter(steps.checking, { event: 'checked', offer: null, at: 7 });
    expect(none).toEqual({ step: 'idle', checkedAt: 7, problem: null });
  });
});
