import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../frame.ts';

export const frameWords: Translated<typeof english.frameWords> = {
  windowTitle: (page) => `${page} – Hearth`,
  offlineHint: 'Der Offline-Modus ist eingeschaltet: Jeder Netzwerkzugriff ist gesperrt',

  zoom: (percent) => `${percent}\u202f%`,

  starting: 'Startet…',
  noKey: {
    title: 'Dieser Tab hat keinen gültigen Schlüssel',
    advice: 'Öffne die Adresse, die Hearth beim Start im Terminal ausgegeben hat. Sie endet auf „?token=…“.',
  },
  failed: {
    sentence:
      'Hearth konnte dieses Fenster nicht darstellen. Deine Chats sind sicher: Lade neu, um fortzufahren.',
    reload: 'Neu laden',
  },

  connectionLost: 'Verbindung verloren. Sie wird wiederhergestellt…',
  keyRefused:
    'Hearth akzeptiert den Schlüssel dieses Tabs nicht. Öffne die Adresse, die im Terminal ausgegeben wurde.',
  arrived: (model) => `${model} ist bereit.`,
  showArrived: 'In der Bibliothek anzeigen',
  notModelFile:
    'Das ist weder ein Modell noch ein Export von Chats. Lege eine Datei ab, die auf .gguf, .zip, .json oder .jsonl endet.',
  notReceived: 'Die Datei konnte nicht an Hearth gesendet werden. Versuche es erneut.',
  callFailed: 'Etwas ist schiefgegangen. Versuche es erneut.',
  callDisconnected: 'Die Verbindung zu Hearth ist abgebrochen.',

  messageDeleted: { before: '„', after: '“ und alles danach wurde gelöscht.' },

  answerFinished: 'Die Antwort ist fertig.',
  answerCopied: 'Die Antwort wurde kopiert.',
  answerStopped: 'Die Antwort wurde gestoppt.',
  answerCutShort: 'Die Antwort endete vorzeitig.',
};
