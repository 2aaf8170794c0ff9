import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../pages.ts';

export const pageWords: Translated<typeof english.pageWords> = {
  chat: { title: 'Chat' },
  models: {
    title: 'Modelle',
    hint: 'Installierte Modelle, und wo es weitere gibt',
    library: 'Bibliothek',
    find: 'Suchen',
    downloads: 'Downloads',
    requests: 'Netzwerkprotokoll',
  },
  lens: {
    title: 'Leistung',
    hint: 'Statistik, Benchmarks und die Grenzen dieses Rechners',
    statistics: 'Statistik',
    benchmark: 'Benchmark',
    machine: 'Dieser Rechner',
  },
};
