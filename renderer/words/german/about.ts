import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count, dateLocale } from '../figures.ts';
import type * as english from '../about.ts';

export const aboutWords: Translated<typeof english.aboutWords> = {
  title: 'Über Hearth',

  updates: {
    unavailable: {
      'no-address':
        'Dieses Hearth wurde ohne Adresse für neue Versionen gebaut und sucht daher keine. Eine neue Version bekommst du dort, woher du diese hast.',
      'no-installer':
        'Dieses Hearth läuft aus einem Ordner und kann sich nicht selbst ersetzen. Eine neue Version bekommst du dort, woher du diese hast.',
    },
    asks: (address) =>
      `Beim Suchen wird ${address} nach der Liste der Versionen gefragt. Die Anfrage nennt deine Version von Hearth und steht im Netzwerkprotokoll.`,
    check: 'Nach einer neuen Version suchen',
    checking: 'Wird gesucht…',
    newest: (at) =>
      `Am ${new Date(at).toLocaleString(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' })} war dies die neueste Version.`,
    offered: (version, date) => `Version ${version} vom ${date} ist verfügbar.`,
    download: (size, host) => `${bytes(size)} von ${host} herunterladen`,
    downloading: (version) => `Version ${version} wird heruntergeladen`,
    value: (done, total) => `${bytes(done)} von ${bytes(total)}`,
    stop: 'Anhalten',
    ready: (version) => `Version ${version} ist heruntergeladen und geprüft.`,
    cold: (engine, chats) =>
      `Sie hat eine andere Engine (${engine}): ${chats === 1 ? '1 Chat muss' : `${count(chats)} Chats müssen`} neu verarbeitet werden, sobald du sie öffnest.`,
    warm: 'Deine gespeicherten Chat-Zustände bleiben nutzbar.',
    install: 'Installieren und neu starten',
    installing: (version) => `Version ${version} wird installiert. Hearth startet neu.`,
  },

  proof: {
    testing: (version) => `Version ${version} wird getestet.`,
    passed: (version, earlier) =>
      `Version ${version} hat ihren Selbsttest bestanden. Version ${earlier} ist noch aufbewahrt.`,
    failed: (version) => `Version ${version} hat ihren Selbsttest nicht bestanden.`,
    goBack: (earlier) => `Zurück zu Version ${earlier}`,
    remove: 'Die frühere Version entfernen',
  },

  licences: {
    open: 'Lizenzen',
    about: (parts) =>
      `Hearth steht unter der MIT-Lizenz und besteht aus ${count(parts)} Teilen anderer, die mit ihren Lizenzen aufgeführt sind.`,
    list: 'Teile von Hearth',
    none: 'Dieses Hearth wurde ohne eine Liste seiner Teile gebaut.',
    noText: 'Er wird ohne Text veröffentlicht.',
  },
};
