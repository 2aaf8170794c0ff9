/** Notes in answers: `[1]`, `[^1]` or `¹` in the text, and below it a line such as `[1] report.pdf, p. 3`. */
import type { Citation } from './cited-names.ts';

/** A line that begins with the mark of a note. */
const noteLine =
  /^[ \t]{0,3}(?:[-*+] )?(?:\*\*)?(?:\[\^?(\d{1,3})\](?:\*\*)?:?|([⁰¹²³⁴-⁹]{1,3})|(\d{1,3})[.)])[ \t]/gmu;
/** The heading of a numbered list of sources. */
const heading =
  /^[ \t#*_]*(?:sources?|references?|footnotes?|notes|citations?|quellen?|nachweise|literatur|fuentes?|références|fonti|источники|参考文献|参考资料|来源)[ \t:*_：]*$/imu;
const mark = /\[\^?(\d{1,3})\](?![(:])|(?<=\S)([⁰¹²³⁴-⁹]{1,3})/gu;

const numberOf = (written: string): number => Number(written.normalize('NFKC'));

/** The marks of notes that cite. `masked`: the answer; `citations`: those in it, in any order. */
export const notesIn = (masked: string, citations: readonly Citation[]): Citation[] => {
  if (citations.length === 0) return [];
  const sorted = citations.toSorted((one, other) => one.at - other.at);
  const listed = heading.exec(masked)?.index ?? Infinity;
  const notes = new Map<number, Citation>();
  const lines = new Set<number>();
  let nth = 0;
  for (const found of masked.matchAll(noteLine)) {
    const [all, bracket, raised, item] = found;
    if (item !== undefined && found.index < listed) continue;
    const lineBreak = masked.indexOf('\n', found.index + all.length);
    const end = lineBreak === -1 ? masked.length : lineBreak;
    while (nth < sorted.length && sorted[nth]!.at < found.index) nth += 1;
    const cited = sorted[nth];
    if (cited === undefined || cited.at >= end) continue;
    const number = numberOf((bracket ?? raised ?? item)!);
    if (!notes.has(number)) notes.set(number, cited);
    lines.add(found.index + all.search(/[[\d⁰¹²³⁴-⁹]/u));
  }
  if (notes.size === 0) return [];
  const marks: Citation[] = [];
  for (const found of masked.matchAll(mark)) {
    const note = notes.get(numberOf((found[1] ?? found[2])!));
    const [at, end] = [found.index, found.index + found[0].length];
    if (note !== undefined && !lines.has(at)) marks.push({ ...note, at, end });
  }
  return marks;
};
