import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count, duration } from '../figures.ts';
import type * as english from '../network-log.ts';

const requests = (sent: number): string => (sent === 1 ? '1 Anfrage' : `${count(sent)} Anfragen`);
const traffic = (sent: number, received: number): string =>
  `${bytes(sent)} gesendet, ${bytes(received)} empfangen`;

export const networkLogWords: Translated<typeof english.networkLogWords> = {
  about:
    'Hearth geht nur online, wenn du nach Modellen suchst, die Seite eines Modells öffnest oder ein Modell herunterlädst. Jede Anfrage ist mit ihrem Grund aufgeführt. Keine enthält deine Chats.',
  reading: 'Netzwerkprotokoll wird geladen…',
  none: 'Keine Anfragen protokolliert.',
  clearQuestion: 'Die ganze Liste löschen? Das lässt sich nicht rückgängig machen.',
  list: 'Anfragen, neueste zuerst',
  sum: (number, sent, received) => `${requests(number)}, ${traffic(sent, received)}`,
  entry: (number, sent, received, ms) =>
    [
      ...(number > 1 ? [requests(number)] : []),
      traffic(sent, received),
      ...(ms === null ? [] : [duration(ms)]),
    ].join(', '),
  running: 'Läuft',
  status: (status) => `Status ${status}`,
};
