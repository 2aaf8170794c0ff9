/** Numbers as people type them: with separators of thousands, with a decimal comma, in full-width digits. */

/** Separators that no notation uses for decimals: spaces of all widths, apostrophes, underscores. */
const separators = /[\s'’_\u2009\u202f]/g;
/** Groups of three with one kind of separator throughout, and decimals behind the other kind. */
const commaGroups = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const pointGroups = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;

/**
 * The number that `text` says; `null` for an empty text, `NaN` where it is no number. A single separator before three
 * digits ("8,192", "8.192") is one of thousands if a whole number is expected, else a decimal separator.
 */
export const readNumber = (text: string, isWhole: boolean): number | null => {
  const bare = text.normalize('NFKC').replace(separators, '');
  if (bare === '') return null;
  const count = (bare.match(/[.,]/g) ?? []).length;
  const isGrouped = (groups: RegExp): boolean => groups.test(bare) && (isWhole || count > 1);
  if (isGrouped(commaGroups)) return Number(bare.replaceAll(',', ''));
  if (isGrouped(pointGroups)) return Number(bare.replaceAll('.', '').replace(',', '.'));
  return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/.test(bare) ? Number(bare.replace(',', '.')) : NaN;
};
