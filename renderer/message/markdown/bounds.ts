/**
 * Bounds for parsing and drawing. Text beyond them is shown plain: models in a loop generate such text, and a page with
 * elements nested a thousand deep crashes. They keep each task under 200 ms (test/renderer/message/markdown.test.ts).
 */

/** Nesting depth of blocks; an item counts as two, itself and its list. */
export const deepestBlock = 96;
/** Nesting depth of emphasis and links. */
export const deepestInline = 60;
/** Characters of a paragraph, a heading or a cell. */
export const longestLine = 20_000;
/** Characters of a growing block that are parsed again for each piece. Code and finished items do not count. */
export const longestOpenBlock = 40_000;
/** Elements in a top-level block. */
export const mostElements = 8_000;
/** Cells of a table. Further rows are shown as text. */
export const mostCells = 4_000;
/** Characters of a formula. */
export const longestTex = 2_500;
/** Nesting depth of braces in a formula. */
export const deepestBraces = 50;
/** Nesting depth of elements in a drawn formula: a fraction has seven levels. */
export const deepestTex = 300;
/** Characters of a formula that defines macros, and how often macros may be expanded in it. */
export const longestTexWithMacros = 200;
export const mostExpansions = 20;
/** Characters of a piece of code that is coloured. */
export const longestColoured = 20_000;
/** Characters and lines of a diagram that is drawn: layouts take quadratic time or more. */
export const longestDiagram = 10_000;
export const mostDiagramLines = 250;
/** Nesting depth of highlighted scopes; deeper ones get the colour of their parents. */
export const deepestScope = 30;
