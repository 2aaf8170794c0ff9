import { bytes } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../downloads.ts';
import { wait } from './wait.ts';

const retrying = 'Hearth versucht es automatisch erneut.';
const later = 'Versuche es später erneut.';
const laterOrOther = 'Versuche es später erneut, oder wähle eine andere Datei.';

export const downloadSentences: Translated<typeof english.downloadSentences> = {
  'downloads.connection-lost': () => ['Die Verbindung ist abgebrochen.', retrying],
  'downloads.silent': () => ['Der Server antwortet nicht mehr.', retrying],
  'downloads.network-changed': () => ['Das Netzwerk hat sich geändert.', retrying],
  'downloads.retrying': ({ why }, what) => [what(why), retrying],
  'downloads.endless-redirects': () => ['Hugging Face leitet endlos weiter.', retrying],
  'downloads.unclear-answer': () => [
    'Hugging Face hat eine Antwort gesendet, die Hearth nicht versteht.',
    retrying,
  ],
  'downloads.link-expired': () => ['Der Link zum Herunterladen ist abgelaufen.', retrying],
  'downloads.server-status': ({ status }) => [
    `Der Server hat mit einem unerwarteten Status geantwortet (${status}).`,
    retrying,
  ],
  'downloads.server-error': ({ status }) => [`Hugging Face hat ein Problem (Status ${status}).`, retrying],
  'downloads.too-many-requests': ({ waitMs }) => [
    'Hugging Face hat zu viele Anfragen aus diesem Netzwerk erhalten.',
    `Der Download geht in ${wait(waitMs)} weiter.`,
  ],
  'downloads.other-file-sent': () => [
    'Der Server hat eine andere Datei gesendet.',
    'Hearth fragt automatisch noch einmal.',
  ],
  'downloads.file-moved': () => [
    'Der Server hat diese Datei verschoben.',
    'Der Download geht automatisch weiter.',
  ],
  'downloads.damaged-on-the-way': () => [
    'Ein Teil des Downloads wurde unterwegs beschädigt.',
    'Hearth lädt ihn noch einmal herunter.',
  ],

  'downloads.changed': ({ repository }) => [
    `${repository} hat sich geändert, seit dieser Download begann.`,
    'Brich den Download ab und wähle die Datei noch einmal.',
  ],
  'downloads.not-found': ({ repository }) => [
    `${repository} gibt es auf Hugging Face nicht, oder es ist privat.`,
    'Füge für ein privates Modell in den Einstellungen ein Zugriffstoken hinzu und wähle dann „Fortsetzen“.',
  ],
  'downloads.gated': ({ repository }) => [
    `Für ${repository} ist Zugriff erforderlich.`,
    'Akzeptiere die Lizenz auf der Hugging-Face-Seite, füge in den Einstellungen ein Zugriffstoken hinzu und wähle dann „Fortsetzen“.',
  ],
  'downloads.file-gone': ({ repository, file }) => [
    `${repository} enthält ${file} nicht mehr.`,
    'Brich den Download ab und wähle eine andere Datei.',
  ],
  'downloads.refused': ({ status }) => [
    `Hugging Face verweigert diese Datei (Status ${status}).`,
    'Wähle eine andere.',
  ],
  'downloads.encoded': () => ['Der Server hat diese Datei in einer unerwarteten Kodierung gesendet.', later],
  'downloads.other-length': () => [
    'Die Datei auf dem Server hat eine andere Länge als angekündigt.',
    laterOrOther,
  ],
  'downloads.other-content': () => [
    'Der Server hat eine andere Datei gesendet als angekündigt.',
    laterOrOther,
  ],
  'downloads.faulty-disk': () => [
    'Der Datenträger gibt nicht die Daten zurück, die auf ihn geschrieben wurden.',
    'Prüfe ihn, oder wähle einen anderen Ordner für Modelle.',
  ],
  'downloads.failed': () => [
    'Dieser Download endete mit einem Fehler. Die Einzelheiten stehen im Protokoll.',
    'Wähle „Fortsetzen“, um es erneut zu versuchen.',
  ],
  'downloads.file-too-large': ({ folder }) => [
    `Das Dateisystem von ${folder} kann so große Dateien nicht speichern.`,
    'Wähle einen anderen Ordner für Modelle.',
  ],
  'downloads.not-permitted': ({ folder, reason }) => [
    `Hearth darf nicht in ${folder} schreiben (${reason}).`,
    'Ändere die Berechtigungen und wähle dann „Fortsetzen“.',
  ],
  'downloads.not-writable': ({ folder, reason }) => [
    `Hearth kann nicht in ${folder} schreiben (${reason}).`,
    'Prüfe, ob der Datenträger verbunden ist und funktioniert, und wähle dann „Fortsetzen“.',
  ],
  'downloads.disk-full': ({ missing }) => [
    'Der Datenträger ist voll.',
    `Schaffe weitere ${bytes(missing)} Platz, dann geht der Download weiter.`,
  ],
  'downloads.no-room': ({ missing }) => [
    'Für dieses Modell ist auf dem Datenträger nicht genug Platz.',
    `Schaffe weitere ${bytes(missing)} Platz, oder wähle eine kleinere Datei.`,
  ],
  'downloads.bad-repository': ({ repository }) => [
    `„${repository}“ ist kein Name eines Repositorys.`,
    'Wähle ein anderes Modell.',
  ],
  'downloads.bad-file-name': ({ repository }) => [
    `Eine Datei von ${repository} hat einen Namen, der sich auf einem Datenträger nicht verwenden lässt.`,
    'Wähle eine andere Datei oder ein anderes Modell.',
  ],
  'downloads.same-file-names': ({ repository }) => [
    `Zwei Dateien von ${repository} haben denselben Namen.`,
    'Wähle eine andere Datei oder ein anderes Modell.',
  ],
  'downloads.already-installed': ({ path }) => [
    `${path} ist schon installiert.`,
    'Wähle es unter deinen Modellen.',
  ],
  'downloads.not-listed': () => 'Dieser Download ist nicht mehr in der Liste.',
};
