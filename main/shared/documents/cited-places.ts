/** Places as models write them in citations. */

/** Offsets are UTF-16 code units of the text that was searched. */
export interface WrittenPlace {
  at: number;
  end: number;
  /** `any`: a number alone, which is a page, a row or a line by the kind of the document. */
  unit: 'page' | 'line' | 'row' | 'any';
  number: number;
  /** It is a citation only beside the name of a document: `L2` can be many things. */
  needsName: boolean;
}

/** Stands for each code unit of a name, so that nothing within a name counts. */
export const named = '\uE000';

const digits = String.raw`[\d０-９٠-٩۰-۹]{1,7}`;
const units = {
  page: String.raw`pages?|pages?\s+no\.?|pgs?\.?|pp?\.?|seiten?|s\.|slides?|folien?|p[aá]ginas?|p[aá]gs?\.?|blz\.?|sidan?|sider?|sivu|sayfa|oldal|stron[ay]|str\.|страниц[аыеу]|стр\.?|с\.|σελ\.?|صفحة|ص\.?|עמוד|עמ['׳]`,
  row: String.raw`rows?|reihen?|filas?`,
  cell: String.raw`(?:cells?|zellen?|celdas?|cellules?)\s+\$?[a-z]{1,3}\$?`,
  line: String.raw`lines?|lns?\.?|ll?\.|ll?(?=\s)|zeilen?|z\.|lignes?|l[ií]neas?|righ?[ae]|linhas?|regels?|строк[аиу]`,
};
const range = String.raw`(?:\s*(?:[-‐‑–—−~～]|to|bis|à|до)\s*(?:pp?\.|ll?\.?|s\.|\$?[a-z]{1,3}\$?)?\s*${digits}|:\$?[a-z]{1,3}\$?\d{1,7})?(?:\s*(?:ff?|sqq?)(?:\.|(?![\p{L}\p{N}])))?`;
/** In Chinese, Japanese and Korean, the unit is behind the number. */
const cjk = String.raw`第?\s*(${digits}|[〇零一二三四五六七八九十百]{1,7})(?:\s*[-–—~～至到]\s*第?\s*${digits})?\s*(?:([页頁쪽]|ページ|페이지)|(行|줄))`;
const place = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])(?:(${units.page})|(${units.row})|(${units.cell})|(${units.line}))[\s:*_=]*(?:#|n[o.rº°]\.?º?|№)?[\s:*_]*(${digits})${range}`,
    cjk,
    String.raw`(?<![\p{L}\p{N}])#?(l)(\d{1,7})(?:[-–—]l?\d{1,7})?(?![\p{L}\p{N}])`,
    String.raw`([:@#])\s?(\d{1,7})(?::\d{1,4})?(?:[-–—]\d{1,7})?(?![\p{L}\p{N}†])`,
    String.raw`!\$?[a-z]{1,3}\$?(\d{1,7})(?::\$?[a-z]{1,3}\$?\d{1,7})?(?![\p{L}\p{N}])`,
    String.raw`(?<=${named})["'”’»*_\x60]*[\s,|([]{1,3}(\d{1,5})(?:\s?[-–—]\s?\d{1,5})?(?=[\s)\]"'*_]*(?:$|[;,]))`,
  ].join('|'),
  'giu',
);
const another =
  /^\s*(?:,|;|\/|\+|and|und|et|y|e|sowie|&|、|，|；)\s*(\d{1,7})(?:\s*[-–—]\s*\d{1,7})?(?![\p{L}\p{N}.])/iu;

/** The places in a text in which names of documents are masked by `named`, in order. */
export const placesIn = (content: string): WrittenPlace[] => {
  const places: WrittenPlace[] = [];
  let last = 0;
  for (const found of content.matchAll(place)) {
    if (found.index < last) continue;
    const [
      all,
      page,
      row,
      cell,
      ,
      number,
      ofCjk,
      cjkPage,
      ,
      letter,
      ofLetter,
      colon,
      ofColon,
      ofCell,
      alone,
    ] = found;
    let unit: WrittenPlace['unit'] = 'line';
    if ((page ?? cjkPage) !== undefined) unit = 'page';
    else if ((row ?? cell ?? ofCell) !== undefined) unit = 'row';
    else if ((colon ?? alone) !== undefined) unit = 'any';
    const needsName = (letter ?? colon ?? alone) !== undefined;
    last = found.index + all.length;
    const value = valueOf((number ?? ofCjk ?? ofLetter ?? ofColon ?? ofCell ?? alone)!);
    // A year beside a name is not a place.
    if (alone !== undefined && value >= 1900 && value < 2100) continue;
    places.push({ at: found.index, end: last, unit, number: value, needsName });
    for (;;) {
      const next = another.exec(content.slice(last, last + 40));
      if (next === null) break;
      places.push({ at: last, end: last + next[0].length, unit, number: Number(next[1]), needsName });
      last += next[0].length;
    }
  }
  return places;
};

/** The value of ASCII, full-width and Arabic digits, and of Chinese numerals below 1,000. */
const valueOf = (written: string): number => {
  const plain = written.normalize('NFKC').replaceAll(/[٠-٩۰-۹]/g, (one) => String(one.charCodeAt(0) & 0xf));
  if (/^\d+$/.test(plain)) return Number(plain);
  let [sum, digit] = [0, 0];
  for (const one of plain) {
    if (one === '十' || one === '百') {
      sum += Math.max(1, digit) * (one === '十' ? 10 : 100);
      digit = 0;
    } else digit = '零一二三四五六七八九'.indexOf(one.replace('〇', '零'));
  }
  return sum + digit;
};
