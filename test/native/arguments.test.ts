/** Arguments of a start. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { askedIn } from '../../main/native/arguments.ts';

it.each([
  ['nothing', ['.', '--data', '/x.gguf', '--enable-logging'], []],
  ['a file by its path', ['a/b.GGUF'], [{ what: 'file', path: resolve('/here', 'a/b.GGUF') }]],
  ['an absolute path', ['/m/a.gguf'], [{ what: 'file', path: '/m/a.gguf' }]],
  ['no other file', ['/etc/passwd', 'a.gguf.exe', 'gguf'], []],
  ['a link', ['hearth:chat?prompt=a'], [{ what: 'prompt', prompt: 'a' }]],
  ['a link that is none', ['hearth://app/'], [null]],
  [
    'no option that a link contains',
    ['--', 'hearth:chat?prompt=--data'],
    [{ what: 'prompt', prompt: '--data' }],
  ],
])('ask for %s', (_name, args, asked) => {
  expect(askedIn(args, '/here')).toEqual(asked);
});

it('ask for a few things at most', () => {
  expect(
    askedIn(
      Array.from({ length: 50 }, (_, index) => `/m/${index}.gguf`),
      '/',
    ),
  ).toHaveLength(5);
});
