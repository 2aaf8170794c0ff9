/** Texts of the list of requests that Hearth sent. */
import { bytes, count, duration } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

const requests = (sent: number): string => (sent === 1 ? '1 request' : `${count(sent)} requests`);
const traffic = (sent: number, received: number): string =>
  `${bytes(sent)} sent, ${bytes(received)} received`;

export const networkLogWords = translatable('networkLogWords', {
  about:
    'Hearth goes online only when you search for models, open a model’s page or download a model. Every request is listed with its reason. None contains your chats.',
  reading: 'Loading the network log…',
  none: 'No requests logged.',
  clearQuestion: 'Delete the whole list? This can’t be undone.',
  list: 'Requests, newest first',
  sum: (number: number, sent: number, received: number): string =>
    `${requests(number)}, ${traffic(sent, received)}`,
  /** One entry, which may be several requests to one address; `ms` is `null` while it runs. */
  entry: (number: number, sent: number, received: number, ms: number | null): string =>
    [
      ...(number > 1 ? [requests(number)] : []),
      traffic(sent, received),
      ...(ms === null ? [] : [duration(ms)]),
    ].join(', '),
  running: 'In progress',
  status: (status: number): string => `Status ${status}`,
} as const);
