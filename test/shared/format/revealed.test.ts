/** Hidden characters become visible; everything else stays as it is. */
import { expect, it } from 'vitest';
import { revealed } from '../../../main/shared/format/revealed.ts';

it.each([
  ['bidirectional controls', 'pay\u202eno\u2066', 'pay⟨U+202E⟩no⟨U+2066⟩'],
  ['control characters', 'a\u0000b\u001b[31m\u0085', 'a⟨U+0000⟩b⟨U+001B⟩[31m⟨U+0085⟩'],
  ['a carriage return that would hide a line', 'hidden\rshown', 'hidden⟨U+000D⟩shown'],
  ['zero-width characters', 'a\u200bb\u2060c\ufeff', 'a⟨U+200B⟩b⟨U+2060⟩c⟨U+FEFF⟩'],
  ['tags', 'a\u{e0041}\u{e007f}', 'a⟨U+E0041⟩⟨U+E007F⟩'],
  ['variation selectors', 'a\ufe0f\u{e0100}', 'a⟨U+FE0F⟩⟨U+E0100⟩'],
  ['fillers and soft hyphens', '\u3164\u00ad', '⟨U+3164⟩⟨U+00AD⟩'],
  ['separators of lines', 'a\u2028b', 'a⟨U+2028⟩b'],
  ['halves of pairs', 'a\ud800b', 'a⟨U+D800⟩b'],
])('shows %s', (_name, text, shown) => {
  expect(revealed(text)).toBe(shown);
});

it('leaves texts of all languages, line breaks and tabs', () => {
  const text = 'Grüße\n\tعربي 漢字 😀 a\r\nb';
  expect(revealed(text)).toBe('Grüße\n\tعربي 漢字 😀 a\nb');
});
