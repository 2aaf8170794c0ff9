import { describe, expect, it } from 'vitest';
import {
  bodyDigest,
  contentRange,
  fileDigest,
  strongTag,
} from '../../../main/core/downloads/answer-headers.ts';
import { targetsOf } from '../../../main/core/downloads/targets.ts';

describe('a response', () => {
  it.each([
    ['bytes 0-9/100', { from: 0, to: 10, total: 100 }],
    ['bytes 5-5/*', { from: 5, to: 6, total: null }],
    ['bytes */100', null],
    ['items 0-9/100', null],
    ['', null],
  ])('is read with the range %j', (value, range) => {
    expect(contentRange({ 'content-range': value })).toEqual(range);
  });

  it.each([
    ['"abc"', 'abc'],
    ['W/"abc"', null],
    ['abc', null],
    ['""', null],
    [`"${'x'.repeat(200)}"`, null],
    [undefined, null],
  ])('is read with the tag %j', (value, tag) => {
    expect(strongTag(value)).toBe(tag);
  });

  it('may carry a digest of its body or of the whole file', () => {
    const md5 = '1B2M2Y8AsgTpgAmY7PhCfg==';
    expect(bodyDigest({ 'content-digest': 'sha-512=:AA==:, sha-256=:BB==:' })).toEqual({
      algorithm: 'sha256',
      base64: 'BB==',
    });
    expect(bodyDigest({ 'content-digest': 'sha-512=:AA==:' })).toEqual({
      algorithm: 'sha512',
      base64: 'AA==',
    });
    expect(bodyDigest({ 'content-digest': 'unixsum=:AA==:', 'content-md5': md5 })).toEqual({
      algorithm: 'md5',
      base64: md5,
    });
    expect(bodyDigest({ 'content-md5': 'no' })).toBe(null);
    expect(fileDigest({ 'repr-digest': 'sha-256=:q80=:' })).toBe('abcd');
    expect(fileDigest({ 'repr-digest': 'sha-512=:q80=:' })).toBe(null);
  });
});

describe('the target of a file', () => {
  const of = (repository: string, ...paths: string[]): string[] =>
    targetsOf('/models', repository, paths).map((path) => path.replaceAll('\\', '/').replace(/^[A-Z]:/, ''));

  it('is in a folder for each repository', () => {
    expect(of('owner/name-GGUF', 'a.gguf', 'Q8/b-00001-of-00002.gguf')).toEqual([
      '/models/owner/name-GGUF/a.gguf',
      '/models/owner/name-GGUF/Q8/b-00001-of-00002.gguf',
    ]);
  });

  it.each([
    '../a.gguf',
    'x/../../a.gguf',
    './a.gguf',
    '/etc/passwd',
    'a//b.gguf',
    '',
    'x\\..\\a.gguf',
    'c:a.gguf',
    'a.gguf:stream',
    'con',
    'Aux.gguf',
    'x/lpt1.txt/a.gguf',
    'COM¹.gguf',
    'a.gguf.',
    'a.gguf ',
    'a\u0000.gguf',
    'a\n.gguf',
    'a.gguf.part',
    'a.gguf.hearth.json',
    `${'ü'.repeat(120)}.gguf`,
    'x/'.repeat(20) + 'a.gguf',
  ])('is never made from a path such as %j', (path) => {
    expect(() => of('owner/name', path)).toThrow('has a name that cannot be used on a disk');
  });

  it.each(['owner', 'a/b/c', '../b', 'a/..', 'nul/b', 'a/', '/b'])(
    'is never made from a repository such as %j',
    (id) => {
      expect(() => of(id, 'a.gguf')).toThrow('is not the name of a repository');
    },
  );

  it('is never the same for two files', () => {
    expect(() => of('owner/name', 'a.gguf', 'A.gguf')).toThrow('have the same name');
  });
});
