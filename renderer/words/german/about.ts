import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count, dateLocale } from '../figures.ts';
import type * as english from '../about.ts';

const dayOf = (date: string): string =>
  new Date(date).toLocaleDateString(dateLocale(), { dateStyle: 'medium', timeZone: 'UTC' });

export const aboutWords: Translated<typeof english.aboutWords> = {
  title: 'Über Hearth',

  updates: {
    unavailable: {
      'no-address':
        'Dieses Hearth hat keine Adresse für Updates. Neue Versionen bekommst du dort, woher du diese hast.',
      'no-installer':
        'Hearth läuft aus einem Ordner und kann sich nicht selbst aktualisieren. Neue Versionen bekommst du dort, woher du diese hast.',
    },
    asks: (address) =>
      `Fragt ${address} nach der Liste der Versionen. Die Anfrage enthält deine Version von Hearth und steht im Netzwerkprotokoll.`,
    check: 'Nach Updates suchen',
    checking: 'Wird gesucht…',
    newest: (at) =>
      `Am ${new Date(at).toLocaleString(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' })} hattest du die neueste Version.`,
    offered: (version, date) => `Version ${version} vom ${dayOf(date)} ist verfügbar.`,
    download: (size, host) => `${bytes(size)} von ${host} herunterladen`,
    downloading: (version) => `Version ${version} wird heruntergeladen`,
    value: (done, total) => `${bytes(done)} von ${bytes(total)}`,
    stop: 'Anhalten',
    ready: (version) => `Version ${version} ist heruntergeladen und geprüft.`,
    cold: (engine, chats) =>
      `Sie hat eine neue Engine (${engine}), daher ${chats === 1 ? 'wird 1 Chat beim Öffnen neu verarbeitet' : `werden ${count(chats)} Chats beim Öffnen neu verarbeitet`}.`,
    warm: 'Deine gespeicherten Chat-Zustände bleiben gültig.',
    install: 'Installieren und neu starten',
    installing: (version) => `Version ${version} wird installiert. Hearth startet neu.`,
  },

  proof: {
    testing: (version) => `Version ${version} wird getestet.`,
    passed: (version, earlier) =>
      `Version ${version} hat ihren Selbsttest bestanden. Version ${earlier} bleibt, bis du sie entfernst.`,
    failed: (version) => `Version ${version} hat ihren Selbsttest nicht bestanden.`,
    goBack: (earlier) => `Zurück zu Version ${earlier}`,
    remove: 'Die frühere Version entfernen',
  },

  licences: {
    open: 'Lizenzen',
    about: (parts) =>
      `Hearth selbst steht unter der MIT-Lizenz. Es enthält diese ${count(parts)} Teile anderer, jeder unter seiner eigenen Lizenz.`,
    list: 'Teile von Hearth',
    none: 'Dieses Hearth hat keine Liste seiner Teile.',
    noText: 'Seine Autoren haben keinen Lizenztext veröffentlicht.',
  },
};
