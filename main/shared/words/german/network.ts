import type { Translated } from '../../language/language.ts';
import type * as english from '../network.ts';

const address = 'Prüfe die Adresse in den Einstellungen.';

export const networkSentences: Translated<typeof english.networkSentences> = {
  'network.offline': () => [
    'Hearth ist im Offline-Modus. Deshalb wurde nichts gesendet.',
    'Schalte den Offline-Modus in den Einstellungen aus.',
  ],
  'network.went-offline': ({ host }) => [
    `Der Offline-Modus wurde eingeschaltet. Damit endete die Verbindung zu ${host}.`,
    'Schalte ihn in den Einstellungen aus, um fortzufahren.',
  ],
  'network.closing': () => 'Nichts wurde gesendet, weil Hearth beendet wird.',
  'network.closed': () => 'Hearth wurde beendet, bevor die Anfrage abgeschlossen war.',
  'network.ended-unfinished': () => 'Hearth endete vor dieser Anfrage.',
  'network.cancelled': ({ host }) =>
    `Die Verbindung zu ${host} wurde geschlossen, bevor die Antwort vollständig war.`,
  'network.not-logged': () => [
    'Nichts wurde gesendet, weil Hearth die Anfrage nicht in sein Netzwerkprotokoll schreiben konnte.',
    'Prüfe, ob der Datenträger voll ist.',
  ],
  'network.unusable-proxy': ({ variable }) => [
    `Hearth kann den Proxy ${variable === null ? 'aus den Einstellungen' : `aus der Umgebungsvariable ${variable}`} nicht verwenden.`,
    'Gib in den Einstellungen einen ein, der mit http:// beginnt.',
  ],
  'network.proxy-needs-password': ({ proxy }) => [
    `Der Proxy ${proxy} verlangt einen Namen und ein Passwort.`,
    `Ergänze beides in seiner Adresse in den Einstellungen, zum Beispiel http://name:passwort@${proxy}.`,
  ],
  'network.proxy-refused': ({ proxy, host, status }) => [
    `Der Proxy ${proxy} hat die Verbindung zu ${host} abgelehnt (Status ${status}).`,
    'Prüfe den Proxy in den Einstellungen, oder frage, wer ihn verwaltet.',
  ],
  'network.proxy-unreachable': ({ proxy, reason }) => [
    `Der Proxy ${proxy} ist nicht erreichbar (${reason}).`,
    'Prüfe den Proxy in den Einstellungen und deine Netzwerkverbindung.',
  ],
  'network.not-encrypted': ({ host, reason }) => [
    `Zu ${host} lässt sich keine verschlüsselte Verbindung herstellen (${reason}).`,
    'Prüfe die Uhr dieses Rechners, und ob etwas im Netzwerk verschlüsselte Verbindungen untersucht.',
  ],
  'network.unknown-host': ({ host }) => [
    `${host} wurde nicht gefunden.`,
    'Prüfe deine Internetverbindung und die Adresse in den Einstellungen.',
  ],
  'network.no-connection': ({ host, reason }) => [
    `Keine Verbindung zu ${host} (${reason}).`,
    'Prüfe deine Internetverbindung, oder versuche es später erneut.',
  ],
  'network.timed-out': ({ host }) => [
    `${host} hat nicht rechtzeitig geantwortet.`,
    'Versuche es später erneut.',
  ],
  'network.not-http': ({ host }) => [`Die Antwort von ${host} ist nicht lesbar.`, address],
  'network.cut': ({ host, reason }) => [
    `Die Verbindung zu ${host} wurde unterbrochen (${reason}).`,
    'Versuche es erneut.',
  ],
  'network.endless-redirects': ({ host }) => [`${host} leitet endlos weiter.`, address],
  'network.unsafe-redirect': ({ host }) => [
    `${host} leitet an eine unsichere Adresse weiter. Hearth ist ihr nicht gefolgt.`,
    address,
  ],
  'network.token-too-long': () => 'Ein Zugriffstoken hat höchstens 500 Zeichen.',
  'network.not-a-token': () => [
    'Das sieht nicht nach einem Zugriffstoken aus.',
    'Kopiere das ganze Token von Hugging Face, ohne Leerzeichen.',
  ],
  'network.not-a-hub-token': () => [
    'Das sieht nicht nach einem Zugriffstoken von huggingface.co aus; diese beginnen mit hf_.',
    'Kopiere das ganze Token aus deinem Konto dort.',
  ],
  'network.token-not-saved': () => [
    'Das Zugriffstoken konnte nicht gespeichert werden.',
    'Prüfe, ob der Datenträger voll und ob der Schlüsselbund des Systems entsperrt ist.',
  ],
};
