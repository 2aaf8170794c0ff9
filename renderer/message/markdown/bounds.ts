/**
 * Bounds of what is parsed and drawn. Text beyond them is shown plain: models in a loop write it, and a page that
 * nests elements a thousand deep dies. Each task stays under 200 ms with them (test/renderer/message/markdown.test.ts).
 */

/** Blocks within each other; an item counts as two, itself and its list. */
export const deepestBlock = 96;
/** Emphasis and links within each other. */
export const deepestInline = 60;
/** Characters of a paragraph, a heading or a cell. */
export const longestLine = 20_000;
/** Characters of a block that still grows, which are parsed again for each piece. Code and finished items are not. */
export const longestOpenBlock = 40_000;
/** Elements of a top-level block. */
export const mostElements = 8_000;
/** Cells of a table. Further rows are text. */
export const mostCells = 4_000;
/** Characters of a formula. */
export const longestTex = 2_500;
/** Braces within each other in a formula. */
export const deepestBraces = 50;
/** Elements within each other in a drawn formula: a fraction makes seven. */
export const deepestTex = 300;
/** Characters of a formula that defines macros, and how often macros may be expanded in it. */
export const longestTexWithMacros = 200;
export const mostExpansions = 20;
/** Characters of a piece of code that is coloured. */
export const longestColoured = 20_000;
/** Scopes of highlighting within each other; those within are drawn as their parents. */
export const deepestScope = 30;
