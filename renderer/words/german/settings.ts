import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count } from '../figures.ts';
import type * as english from '../settings.ts';

export const settingsWords: Translated<typeof english.settingsWords> = {
  title: 'Einstellungen',
  sections: 'Abschnitte der Einstellungen',
  section: (title) => `Einstellungen: ${title}`,
  notConnected: 'Die Einstellungen sind verfügbar, sobald Hearth verbunden ist.',
  resetOne: (label) => `${label} zurücksetzen`,
  recommended: (value) => `${value} (empfohlen)`,
  globalDefault: (value) => `Global (${value})`,

  snapshots: {
    budget: (gigabytes) => (gigabytes === 0 ? 'Keiner' : `${gigabytes} GB`),
    nothing: 'Nichts gespeichert.',
    stored: (taken, states) => `${bytes(taken)}, ${count(states)} ${states === 1 ? 'Zustand' : 'Zustände'}`,
    clearQuestion: (taken) => `${bytes(taken)} gespeicherter Zustände löschen? Deine Chats bleiben erhalten.`,
  },

  format: {
    free: 'Freier Text',
    kinds: { text: 'Freier Text', schema: 'JSON-Schema', grammar: 'Grammatik (GBNF)' },
    valid: {
      schema: 'Das Schema ist gültig. Antworten sind JSON, das ihm folgt.',
      grammar: 'Die Grammatik ist gültig. Antworten folgen ihr.',
    },
    notApplied: 'Noch nicht übernommen.',
    examples: 'Beispiele',
    exampleNames: {
      facts: 'Fakten',
      verdict: 'Urteil',
      list: 'Liste',
      yesNo: 'Ja oder nein',
      points: 'Drei Punkte',
      table: 'Tabelle',
    },
  },

  quickKeysTaken:
    'Das System hat dieses Tastenkürzel abgelehnt, weil ein anderes Programm es benutzt. Wähle ein anderes.',
  recordKeys: 'Aufnehmen…',
  pressKeys: 'Tasten drücken',

  log: 'Netzwerkprotokoll ansehen',
  token: {
    label: 'Zugriffstoken',
    savedInKeyStore: 'Token im Schlüsselbund des Systems gespeichert.',
    savedInFile: 'Token gespeichert (nur für dein Benutzerkonto lesbar).',
    hint: 'Für Modelle, deren Lizenz du auf Hugging Face akzeptiert hast. Wird nur an Hugging Face und den Mirror gesendet, über HTTPS.',
    saved: 'Gespeichert',
    save: 'Speichern',
    removeQuestion: 'Das Token von diesem Rechner entfernen? Auf Hugging Face bleibt es gültig.',
  },

  logs: {
    title: 'Protokoll und Absturzberichte',
    about:
      'Was geschehen und was gescheitert ist, ohne den Text deiner Chats. Hearth sendet sie nie; du kannst es tun.',
    show: 'Protokoll und Absturzberichte zeigen',
    log: 'Protokoll',
    empty: 'Leer',
    cut: (path) => `Nur das Ende wird gezeigt. Alles ist in ${path}.`,
    noReports: 'Es gibt keine Absturzberichte.',
    save: 'Speichern…',
    copy: 'Text kopieren',
    report: 'Bericht sichern…',
    reportTitle: 'Bericht über ein Problem',
    reportAbout:
      'Das ist der ganze Bericht: Versionen, dieser Rechner, geänderte Einstellungen, Absturzberichte und das Ende des Protokolls. Er enthält keinen Text deiner Chats. Hearth verschickt ihn nicht; du kannst es.',
    reportText: 'Inhalt des Berichts',
    close: 'Schließen',
  },

  facts: { models: 'Modelle', dataFolder: 'Datenordner', version: 'Version' },
};
