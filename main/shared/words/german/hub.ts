import type { Translated } from '../../language/language.ts';
import type * as english from '../hub.ts';
import { wait } from './wait.ts';

const later = 'Versuche es später erneut.';
const address = 'Prüfe die Adresse von Hugging Face in den Einstellungen.';
const pageAgain = 'Öffne die Modellseite noch einmal.';

export const hubSentences: Translated<typeof english.hubSentences> = {
  'hub.too-many-requests': ({ host, waitMs }) => [
    `${host} hat zu viele Anfragen aus diesem Netzwerk erhalten.`,
    `Versuche es in ${waitMs === null ? 'einigen Minuten' : wait(waitMs)} erneut.`,
  ],
  'hub.token-refused': ({ host }) => [
    `${host} akzeptiert das Zugriffstoken nicht.`,
    'Gib in den Einstellungen ein anderes ein, oder entferne es.',
  ],
  'hub.gated-with-token': ({ repository, page }) => [
    `Dieses Zugriffstoken gibt keinen Zugriff auf ${repository}.`,
    `Akzeptiere die Lizenz unter ${page} mit demselben Konto, und erlaube dem Token den Zugriff auf zugriffsbeschränkte Modelle.`,
  ],
  'hub.gated': ({ repository, page }) => [
    `Für ${repository} ist Zugriff erforderlich.`,
    `Akzeptiere die Lizenz unter ${page}, und füge dann in den Einstellungen ein Zugriffstoken hinzu.`,
  ],
  'hub.gone': ({ repository, host }) => [
    `Diese Datei von ${repository} gibt es auf ${host} nicht mehr.`,
    pageAgain,
  ],
  'hub.no-search': ({ host }) => [`${host} hat keine Modelle, die sich durchsuchen lassen.`, address],
  'hub.not-found': ({ repository, host }) => [
    `${repository} gibt es auf ${host} nicht, oder es ist privat.`,
    'Prüfe den Namen, oder füge in den Einstellungen ein Zugriffstoken hinzu.',
  ],
  'hub.forbidden': ({ repository, host, page }) => [
    `${host} gibt keinen Zugriff auf ${repository ?? 'seine Modelle'}.`,
    `Öffne ${page} in einem Browser, um den Grund zu sehen.`,
  ],
  'hub.server-error': ({ host, status }) => [`${host} hat ein Problem (Status ${status}).`, later],
  'hub.unknown-status': ({ host, status }) => [
    `${host} hat mit einem unerwarteten Status geantwortet (${status}).`,
    address,
  ],
  'hub.wrong-range': () => ['Der Server hat den falschen Teil der Datei gesendet.', later],
  'hub.file-too-short': () => ['Der Server hat die Datei zu früh beendet.', later],
  'hub.not-a-hub': ({ host }) => [`${host} hat nicht geantwortet wie Hugging Face.`, address],
  'hub.disabled': ({ repository }) => [
    `${repository} wurde von Hugging Face gesperrt.`,
    'Wähle ein anderes Modell.',
  ],
  'hub.no-such-file': ({ repository, file }) => [
    `${repository} enthält die Datei ${file} nicht mehr.`,
    pageAgain,
  ],
  'hub.bad-name': () => 'Der Name eines Modells auf Hugging Face hat die Form Besitzer/Name.',
};
