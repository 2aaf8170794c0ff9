/** The characters and encodings of RTF (Microsoft's specification, version 1.9.1). */

/** Control words that mean characters. */
export const characters: Readonly<Record<string, string>> = {
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  tab: '\t',
  emspace: ' ',
  enspace: ' ',
  '~': '\u00a0',
  _: '\u2011',
};

/** Code pages that `TextDecoder` knows by another name. */
const pages: Readonly<Record<number, string>> = {
  437: 'windows-1252',
  850: 'windows-1252',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  65001: 'utf-8',
};
/** The code pages of `\fcharset`. */
export const charsets: Readonly<Record<number, number>> = {
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

/** Encodings in which a byte from 0x81 on is the first of two; the second one can be a letter or a backslash. */
const doubleByte = new Set(['shift_jis', 'gb18030', 'gbk', 'euc-kr', 'big5']);

/** Whether these bytes end with the first half of a character. */
export const isHalf = (bytes: readonly number[], label: string): boolean => {
  if (!doubleByte.has(label) || bytes.length === 0) return false;
  // A decoder keeps what is half of a character until more bytes come.
  const decoder = new TextDecoder(label);
  decoder.decode(Uint8Array.from(bytes), { stream: true });
  return decoder.decode() !== '';
};

/** The name of a code page for `TextDecoder`. */
export const labelOf = (page: number): string => pages[page] ?? `windows-${page}`;
