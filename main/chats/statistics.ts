/** What all turns together say of speed and reuse, by model and day. */
import type { DayStatistics } from '../contract/lens-types.ts';
import type { Db } from './database.ts';

/** Of the last `days`, oldest first. */
export const statisticsOf = (_db: Db, _days: number): DayStatistics[] => [];
