/** How figures are written; the core writes some of them too. */
export * from '../../main/lens/figures.ts';
