/** Links of other programs: what is understood, and that everything else is refused. */
import { describe, expect, it } from 'vitest';
import { longestLink, readLink } from '../../../main/shared/desktop/link.ts';
import { randomFrom } from '../../fixtures/random.ts';

describe('a link', () => {
  it.each([
    ['hearth:chat?prompt=Hello', { what: 'prompt', prompt: 'Hello' }],
    ['HEARTH:chat?prompt=a+b%2Bc%0A%E2%80%AE', { what: 'prompt', prompt: 'a b+c\n\u202e' }],
    ['hearth:chat?id=0b0c-4', { what: 'chat', chatId: '0b0c-4' }],
    ['hearth:model?name=Qwen/Qwen3-0.6B-GGUF', { what: 'model', repository: 'Qwen/Qwen3-0.6B-GGUF' }],
    ['hearth:model?name=owner%2Fname', { what: 'model', repository: 'owner/name' }],
  ])('%s is understood', (link, asked) => {
    expect(readLink(link)).toEqual(asked);
  });

  it.each([
    // The page's own address, in every spelling.
    'hearth://app/',
    'hearth://app/?chat=1',
    'hearth:/app/index.html',
    'hearth:///chat?prompt=a',
    'hearth:app',
    // Other names and parameters.
    'hearth:',
    'hearth:chat',
    'hearth:chat?',
    'hearth:chat?prompt=',
    'hearth:chat?prompt',
    'hearth:chat?prompt=a&prompt=b',
    'hearth:chat?prompt=a&send=true',
    'hearth:chat?prompt=a&id=b',
    'hearth:chat?id=../a',
    'hearth:chat?__proto__=a',
    'hearth:constructor?name=a',
    'hearth:__proto__?name=a',
    'hearth:open?path=/etc/passwd',
    'hearth:file?path=/a.gguf',
    'hearth:model?name=https://example.com/a',
    'hearth:model?name=owner/../name',
    'hearth:model?name=owner/name/more',
    'hearth:model?name=/name',
    'hearth:model?name=owner',
    // Broken or padded.
    'hearth:chat?prompt=%E2%28%A1',
    'hearth:chat?prompt=%',
    'hearth:chat?prompt=a b',
    'hearth:chat?prompt=a#b',
    ' hearth:chat?prompt=a',
    'hearth:chat?prompt=a\n',
    `hearth:chat?prompt=${'a'.repeat(8_001)}`,
    `hearth:chat?prompt=a&${'b'.repeat(longestLink)}`,
  ])('%s is refused', (link) => {
    expect(readLink(link)).toBe(null);
  });

  it('of random pieces never makes it throw, and is short', () => {
    const random = randomFrom(7);
    const lengths: number[] = [];
    const pieces = [
      'hearth:',
      'chat',
      'model',
      '?',
      'prompt=',
      'name=',
      'a/b',
      '%',
      '%00',
      '%ff',
      '&',
      '//',
      '\u202e',
      '.',
    ];
    for (let round = 0; round < 5_000; round += 1) {
      const length = 1 + Math.floor(random() * 8);
      const link = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]!).join('');
      lengths.push(JSON.stringify(readLink(link)).length);
    }
    expect(Math.max(...lengths)).toBeLessThan(200);
  });
});
