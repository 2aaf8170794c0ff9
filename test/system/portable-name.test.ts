/** Names from outside that become files: of repositories, chats, documents, backups. */
import { join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../main/core/downloads/targets.ts';
import type { Refusal } from '../../main/shared/rpc/refusal.ts';
import { isPortableName, portableName, sameFileKey } from '../../main/system/portable-name.ts';

/** None of them is a name on every system. */
const hostile = [
  '',
  '.',
  '..',
  '...',
  'a/b',
  'a\\b',
  '..\\..\\a',
  '/etc/passwd',
  'C:\\a',
  'a:stream',
  'a\0.gguf',
  'a\n.gguf',
  'a\u001b[2J',
  'a\u0085b',
  'a\u009bb',
  'safe\u202efugg.exe',
  'a\u2066b',
  'a\u200fb',
  'a\u2028b',
  '\ufeffa',
  '\ud800',
  'a\udc00.gguf',
  'trailing.',
  'trailing ',
  'a. .',
  'CON',
  'con.gguf',
  'Nul.tar.gz',
  'nul .txt',
  'aux  ',
  'COM1',
  'com¹.txt',
  'LPT9.gguf',
  'conin$',
  'CLOCK$.gguf',
  'a?b',
  'a*b',
  'a<b',
  'a|b',
  'a"b',
];

describe('a name from outside', () => {
  it.each(hostile)('%j is refused, and made into one that is not', (name) => {
    expect(isPortableName(name)).toBe(false);
    const made = portableName(name);
    expect(made === '' || isPortableName(made)).toBe(true);
  });

  it.each([
    'a.gguf',
    'Qwen3-0.6B-Q8_0.gguf',
    '.gitattributes',
    'con-text.txt',
    'Ünïcode 模型.gguf',
    'a b.md',
    'com.txt',
    '👩‍🚀.txt',
  ])('%j is one', (name) => expect(isPortableName(name)).toBe(true));

  it('is cut to a length that every system takes, at no half of a character', () => {
    for (const long of [
      'x'.repeat(100_000),
      '😀'.repeat(1000),
      `${'x'.repeat(79)}😀`,
      'e\u0301'.repeat(500),
      '.'.repeat(1000),
    ]) {
      const made = portableName(long);
      expect(Buffer.byteLength(made)).toBeLessThan(250);
      expect(made === '' || isPortableName(made)).toBe(true);
    }
  });

  it('is the same file as another one without regard to case and composition', () => {
    for (const [one, other] of [
      ['A.gguf', 'a.GGUF'],
      ['\u00e9', 'e\u0301'],
      ['\u00c9', 'e\u0301'],
      ['\ufb01le', 'file'],
      ['stra\u00dfe', 'STRASSE'],
      ['K', '\u212a'],
    ])
      expect(sameFileKey(one!)).toBe(sameFileKey(other!));
    expect(sameFileKey('a')).not.toBe(sameFileKey('b'));
  });
});

describe('the files of a repository', () => {
  const folder = resolve('models');
  /** The code of the refusal; `null`: all is right. */
  const refusal = (repository: string, ...paths: string[]): string | null => {
    try {
      targetsOf(folder, repository, paths);
      return null;
    } catch (error) {
      return (error as Refusal).told.code;
    }
  };

  it.each(hostile.filter((name) => !name.includes('/')))(
    '%j are refused as a name of anything in it',
    (name) => {
      expect(refusal('owner/name', name)).toBe('downloads.bad-file-name');
      expect(refusal('owner/name', `sub/${name}`)).toBe('downloads.bad-file-name');
      expect(refusal(`${name}/name`, 'a.gguf')).toBe('downloads.bad-repository');
      expect(refusal(`owner/${name}`, 'a.gguf')).toBe('downloads.bad-repository');
    },
  );

  it.each([
    '../a',
    'a/../../b',
    '/a',
    'a//b',
    `${'a/'.repeat(20)}b`,
    'x'.repeat(300),
    `${'x'.repeat(200)}/`.repeat(4),
    'a.gguf.part',
  ])('do not lead to %j', (path) => expect(refusal('owner/name', path)).toBe('downloads.bad-file-name'));

  it('are in their folder, each for itself', () => {
    const targets = targetsOf(folder, 'owner/name', ['a.gguf', 'sub/b.gguf']);
    expect(targets).toEqual([
      join(folder, 'owner', 'name', 'a.gguf'),
      join(folder, 'owner', 'name', 'sub', 'b.gguf'),
    ]);
    for (const target of targets) expect(target.startsWith(folder + sep)).toBe(true);
    expect(refusal('owner/name', 'a.gguf', 'A.gguf')).toBe('downloads.same-file-names');
    expect(refusal('owner/name', '\u00e9.gguf', 'e\u0301.gguf')).toBe('downloads.same-file-names');
  });
});
