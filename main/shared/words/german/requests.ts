import type { Translated } from '../../language/language.ts';
import type * as english from '../requests.ts';

export const requestSentences: Translated<typeof english.requestSentences> = {
  'request.search': () => 'Nach Modellen suchen',
  'request.model': ({ repository }) => `Die Seite von ${repository} öffnen`,
  'request.files': ({ repository }) => `Die Dateien von ${repository} auflisten`,
  'request.updates': () => 'Nach einer neuen Version von Hearth suchen',
  'request.update': ({ version }) => `Version ${version} von Hearth herunterladen`,
  'request.card': ({ repository }) => `Die Model Card von ${repository} lesen`,
  'request.header': ({ repository }) => `Den Header einer Datei von ${repository} lesen`,
  'request.download': ({ repository, file }) => `${file} von ${repository} herunterladen`,
};
