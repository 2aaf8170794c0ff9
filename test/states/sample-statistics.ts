/** Turns of some weeks, as the statistics page gets them. */
import type { DayStatistics } from '../../main/contract/lens-types.ts';

export const statistics: DayStatistics[] = [];
