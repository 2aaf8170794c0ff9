/** The texts of all plots: axes, readouts, tables, and descriptions for screen readers. */
import { count, duration, percent, tokens } from '../../main/shared/format/figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

/** What limits work: memory bandwidth or arithmetic. */
type Bound = 'memory' | 'compute';

export const plotWords = translatable('plotWords', {
  valuesOf: (plot: string): string => `Values of ${plot}`,
  speed: 'Speed',

  table: {
    label: 'Table',
    of: (plot: string): string => `Table: ${plot}`,
    copy: 'Copy table',
    moreRows: (rows: number): string => `${count(rows)} more rows; copy the table to get all of them`,
    series: 'Series',
  },

  lines: {
    /** Columns of the table for the ends of a spread, if the plot does not name them. */
    spread: ['low', 'high'] as const,
    readout: (line: string, value: string): string => `${line}, ${value}`,
    description: (line: string, values: number): string =>
      `${line}: ${values === 1 ? '1 value' : `${count(values)} values`}`,
  },

  bars: {
    single: (bar: string, whole: string): string => `${bar}: ${whole}`,
    /** `parts`: for example "cached 640". */
    parts: (bar: string, parts: readonly string[], total: string): string =>
      `${bar}: ${parts.join(', ')}; ${total} in total`,
    description: (bars: number, parts: readonly string[], total: string): string =>
      `${count(bars)} bars of ${parts.join(', ')}; ${total} in total`,
  },

  timeline: {
    part: 'Part',
    start: 'Start',
    duration: 'Duration',
    slices: 'Slices',
    total: (ms: number): string => `${duration(ms)} in total`,
    description: (ms: number, parts: number): string => `${duration(ms)} in ${count(parts)} parts`,
    readout: (part: string, ms: number, totalMs: number, slices: number): string =>
      `${part}: ${duration(ms)}${slices > 1 ? ` in ${count(slices)} slices` : ''}, ${percent(ms / totalMs)} of ${duration(totalMs)}`,
  },

  /** Times between tokens. */
  strip: {
    token: 'Token',
    sinceFirst: 'Time since the first token',
    between: 'Time between tokens',
    columns: { token: 'Token', sinceFirst: 'Since the first token', sinceLast: 'Since the previous token' },
    readout: (token: number, sinceFirstMs: number, ms: number, isStall: boolean): string =>
      `Token ${count(token)}, ${duration(sinceFirstMs)} after the first: ${duration(ms)}${isStall ? ', a stall' : ''}`,
    longest: (ms: number): string => `longest ${duration(ms)}`,
    stalls: (stalls: number, ms: number): string =>
      `${stalls === 0 ? 'no stalls' : stalls === 1 ? '1 stall' : `${count(stalls)} stalls`} over ${duration(ms)}`,
    drafted: (drafted: number): string =>
      `${tokens(drafted)} from drafts, which share the time of one evaluation`,
    description: (values: number, summary: string): string => `${count(values)} values: ${summary}`,
  },

  roofline: {
    intensity: 'Arithmetic intensity',
    performance: 'Performance',
    memory: (bandwidth: string): string => `Memory ${bandwidth}`,
    compute: (rate: string): string => `Compute ${rate}`,
    /** Names along the two parts of the roof. */
    roof: {
      memory: (bandwidth: string): string => `memory ${bandwidth}`,
      compute: (rate: string): string => `compute ${rate}`,
    },
    readout: (name: string, performance: string, intensity: string): string =>
      `${name}: ${performance} at ${intensity}`,
    /** `share` of the limit, 1 for all of it. */
    reached: (share: number, bound: Bound): string => `${percent(share)} of the ${bound} limit`,
    fromCache: 'faster than memory: the weights fit in a cache',
    beyond: 'above the measured limit: measure again',
    columns: {
      phase: 'Phase',
      roof: 'Limit',
      reached: 'Reached',
      bound: 'Limited by',
      beyond: 'above the measured limit',
      memory: 'Memory',
      compute: 'Compute',
      balance: 'Balance point',
    },
    withReached: (name: string, share: number): string => `${name}, ${percent(share)}`,
  },
});
