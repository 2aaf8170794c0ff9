/** The colours of the window by meaning; plots.css gives each its token. */
export type LineTone = 'read' | 'write' | 'ink' | 'faint';

/** Areas can also be hatched (cached), pale (wait, load) or dark (paint). */
export type FillTone = LineTone | 'cached' | 'wait' | 'load' | 'paint';
