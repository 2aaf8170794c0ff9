/** The titles of pages and of their tabs; each hint is the title of a page's button. */
import { translatable } from '../../main/shared/language/language.ts';

export const pageWords = translatable('pageWords', {
  chat: { title: 'Chat' },
  models: {
    title: 'Models',
    hint: 'Installed models, and where to find more',
    library: 'Library',
    find: 'Find',
    downloads: 'Downloads',
    requests: 'Network log',
  },
  lens: {
    title: 'Performance',
    hint: 'Statistics, benchmarks and the limits of this machine',
    statistics: 'Statistics',
    benchmark: 'Benchmark',
    machine: 'This machine',
  },
} as const);
