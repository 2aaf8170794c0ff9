/** Parses numbers as people type them: with thousands separators, decimal commas or full-width digits. */

/** Separators that no notation uses for decimals: spaces of all widths, apostrophes, underscores. */
const separators = /[\s'’_\u2009\u202f]/g;
/** Groups of three digits with the same separator throughout, and decimals after the other separator. */
const commaGroups = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const pointGroups = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;

/**
 * The number in `text`; `null` for an empty text, `NaN` if it is not a number. A single separator before three digits ("8,192",
 * "8.192") is a thousands separator if a whole number is expected, else a decimal separator.
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
