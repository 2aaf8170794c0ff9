import { bytes, count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../sync.ts';

export const syncSentences: Translated<typeof english.syncSentences> = {
  'sync.no-folder': ({ folder }) => [
    `Den Ordner ${folder} gibt es nicht.`,
    'Schließe seinen Datenträger an, oder wähle einen anderen.',
  ],
  'sync.not-absolute': () => 'Gib den ganzen Pfad des Ordners an.',
  'sync.in-data-folder': () => [
    'Der Abgleichordner kann nicht in Hearths eigenem Datenordner sein.',
    'Wähle einen Ordner, den dein Abgleichprogramm überträgt.',
  ],
  'sync.cannot-write': ({ folder, reason }) => `Hearth kann nicht in ${folder} schreiben (${reason}).`,
  'sync.name-empty': () => 'Gib diesem Rechner einen Namen.',
  'sync.off': () => 'Der Abgleichordner ist ausgeschaltet.',
  'sync.failed': ({ reason }) => `Der Abgleichordner wurde nicht zusammengeführt (${reason}).`,
  'sync.segment-too-large': ({ path, most }) =>
    `${path} wurde ausgelassen: Die Datei ist größer als ${bytes(most)}.`,
  'sync.segment-unreadable': ({ path, reason }) => `${path} konnte nicht gelesen werden (${reason}).`,
  'sync.no-segment': ({ path }) => `${path} wurde ausgelassen: Das ist keine Datei von Hearth.`,
  'sync.newer-segment': ({ path, name }) => [
    `${path} wurde von einem neueren Hearth auf ${name} geschrieben.`,
    'Aktualisiere Hearth hier, um die Datei zu übernehmen.',
  ],
  'sync.segment-incomplete': ({ path, name }) =>
    `${path} von ${name} ist noch nicht vollständig. Die Datei wird übernommen, sobald der Rest da ist.`,
  'sync.unreadable-records': ({ count: number, name }) =>
    `${count(number)} ${number === 1 ? 'Eintrag' : 'Einträge'} von ${name} ${number === 1 ? 'konnte' : 'konnten'} nicht gelesen werden und ${number === 1 ? 'fehlt' : 'fehlen'}.`,
};
