import type { Translated } from '../../../main/shared/language/language.ts';
import { count, duration, percent, tokens } from '../figures.ts';
import type * as english from '../plots.ts';

export const plotWords: Translated<typeof english.plotWords> = {
  valuesOf: (plot) => `Werte von ${plot}`,
  speed: 'Geschwindigkeit',

  table: {
    label: 'Tabelle',
    of: (plot) => `Tabelle: ${plot}`,
    copy: 'Tabelle kopieren',
    moreRows: (rows) => `${count(rows)} weitere Zeilen; kopiere die Tabelle, um alle zu erhalten`,
    series: 'Reihe',
  },

  lines: {
    spread: ['tief', 'hoch'],
    readout: (line, value) => `${line}, ${value}`,
    description: (line, values) => `${line}: ${values === 1 ? '1 Wert' : `${count(values)} Werte`}`,
  },

  bars: {
    single: (bar, whole) => `${bar}: ${whole}`,
    parts: (bar, parts, total) => `${bar}: ${parts.join(', ')}; insgesamt ${total}`,
    description: (bars, parts, total) => `${count(bars)} Balken aus ${parts.join(', ')}; insgesamt ${total}`,
  },

  timeline: {
    part: 'Teil',
    start: 'Beginn',
    duration: 'Dauer',
    slices: 'Abschnitte',
    total: (ms) => `insgesamt ${duration(ms)}`,
    description: (ms, parts) => `${duration(ms)} in ${count(parts)} Teilen`,
    readout: (part, ms, totalMs, slices) =>
      `${part}: ${duration(ms)}${slices > 1 ? ` in ${count(slices)} Abschnitten` : ''}, ${percent(ms / totalMs)} von ${duration(totalMs)}`,
  },

  strip: {
    token: 'Token',
    sinceFirst: 'Zeit seit dem ersten Token',
    between: 'Zeit zwischen Token',
    columns: { token: 'Token', sinceFirst: 'Seit dem ersten Token', sinceLast: 'Seit dem vorigen Token' },
    readout: (token, sinceFirstMs, ms, isStall) =>
      `Token ${count(token)}, ${duration(sinceFirstMs)} nach dem ersten: ${duration(ms)}${isStall ? ', ein Aussetzer' : ''}`,
    longest: (ms) => `längste ${duration(ms)}`,
    stalls: (stalls, ms) =>
      `${stalls === 0 ? 'keine Aussetzer' : stalls === 1 ? '1 Aussetzer' : `${count(stalls)} Aussetzer`} über ${duration(ms)}`,
    drafted: (drafted) => `${tokens(drafted)} aus Vorschlägen, die sich die Zeit einer Auswertung teilen`,
    description: (values, summary) => `${count(values)} Werte: ${summary}`,
  },

  roofline: {
    intensity: 'Arithmetische Intensität',
    performance: 'Leistung',
    memory: (bandwidth) => `Speicher ${bandwidth}`,
    compute: (rate) => `Rechenleistung ${rate}`,
    roof: {
      memory: (bandwidth) => `Speicher ${bandwidth}`,
      compute: (rate) => `Rechenleistung ${rate}`,
    },
    readout: (name, performance, intensity) => `${name}: ${performance} bei ${intensity}`,
    reached: (share, bound) =>
      `${percent(share)} der Grenze ${bound === 'memory' ? 'des Speichers' : 'der Rechenleistung'}`,
    fromCache: 'schneller als der Speicher: die Gewichte passen in einen Cache',
    beyond: 'über der gemessenen Grenze: miss erneut',
    columns: {
      phase: 'Phase',
      roof: 'Grenze',
      reached: 'Erreicht',
      bound: 'Begrenzt durch',
      beyond: 'über der gemessenen Grenze',
      memory: 'Speicher',
      compute: 'Rechenleistung',
      balance: 'Gleichgewichtspunkt',
    },
    withReached: (name, share) => `${name}, ${percent(share)}`,
  },
};
