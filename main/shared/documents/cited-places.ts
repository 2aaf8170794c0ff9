/** Places as models write them in citations. */

/** Offsets are UTF-16 code units of what is in the bracket. */
export interface WrittenPlace {
  at: number;
  end: number;
  unit: 'page' | 'line' | 'row';
  number: number;
  /** It is a citation only beside the name of a document: `L2` can be many things. */
  needsName: boolean;
}

const units = {
  page: String.raw`pages?|pgs?\.?|pp?\.?|seiten?|s\.|slides?|folien?|página|стр\.?`,
  row: String.raw`rows?|reihen?`,
  line: String.raw`lines?|lns?\.?|ll?\.|ll?(?=\s)|zeilen?|z\.`,
};
const numbers = String.raw`(\d{1,7})(?:\s*(?:[-–—]|to|bis)\s*(?:pp?\.|ll?\.)?\s*\d{1,7})?`;
/** In Chinese, Japanese and Korean, the unit is behind the number. */
const cjk = String.raw`第?\s*(\d{1,7})\s*(?:([页頁쪽]|ページ|페이지)|(行|줄))`;
const place = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(?:(${units.page})|(${units.row})|(${units.line}))\s*:?\s*(?:#|no\.)?\s*${numbers}|${cjk}|(l)(\d{1,7})(?![\p{L}\p{N}]))|(:)(\d{1,7})(?![\p{L}\p{N}])`,
  'giu',
);
const another = /^\s*(?:,|and|und|&|、|，)\s*(\d{1,7})(?:\s*[-–—]\s*\d{1,7})?(?![\p{L}\p{N}])/iu;

/** The places in what is in a bracket, in order. */
export const placesIn = (content: string): WrittenPlace[] => {
  const places: WrittenPlace[] = [];
  for (const found of content.matchAll(place)) {
    const [all, page, row, , number, ofCjk, cjkPage, , letter, ofLetter, colon, ofColon] = found;
    let unit: WrittenPlace['unit'] = 'line';
    if ((page ?? cjkPage) !== undefined) unit = 'page';
    else if (row !== undefined) unit = 'row';
    const needsName = (letter ?? colon) !== undefined;
    let end = found.index + all.length;
    places.push({
      at: found.index,
      end,
      unit,
      number: Number(number ?? ofCjk ?? ofLetter ?? ofColon),
      needsName,
    });
    for (;;) {
      const next = another.exec(content.slice(end));
      if (next === null) break;
      places.push({ at: end, end: end + next[0].length, unit, number: Number(next[1]), needsName });
      end += next[0].length;
    }
  }
  return places;
};
