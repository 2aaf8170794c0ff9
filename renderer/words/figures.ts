/** How figures are written; the core writes some of them too. */
export * from '../../main/shared/format/figures.ts';
export { dateLocale, numberLocale } from '../../main/shared/language/language.ts';
