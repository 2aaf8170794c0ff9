import type { Translated } from '../../language/language.ts';
import { count, tokens } from '../../format/figures.ts';
import { backendNames, type Backend } from '../../settings/backends.ts';
import type * as english from '../engine.ts';

const againLoaded = 'Deine nächste Nachricht lädt es wieder.';
const noRecurrent = 'Wähle eines ohne Sliding Window und ohne rekurrente Schichten.';
const otherTemplate = 'Setze für dieses Modell ein anderes Chat-Template.';

const named = (backend: Backend): string => (backend === 'cpu' ? 'der CPU' : backendNames[backend]);

export const engineSentences: Translated<typeof english.engineSentences> = {
  'engine.failed': () => [
    'In der Engine ist ein unerwarteter Fehler aufgetreten.',
    'Die Einzelheiten stehen im Protokoll.',
  ],
  'engine.other-text-model': ({ name }) =>
    `${name} lässt sich nicht verwenden, um Textstellen in Dokumenten zu finden.`,
  'engine.closing': () => 'Hearth wird beendet.',
  'engine.no-model': () => ['Es ist kein Modell geladen.', 'Wähle oben eines aus.'],
  'engine.answer-running': () => [
    'Gerade wird eine Antwort generiert.',
    'Stoppe sie zuerst, oder warte, bis sie fertig ist.',
  ],
  'engine.no-drafts': () => 'Diese Engine verwendet keine Draft-Modelle.',
  'engine.no-tuning': () => 'Diese Engine lässt sich nicht abstimmen.',
  'engine.load-stopped': ({ name }) => `Das Laden von ${name} wurde abgebrochen.`,
  'engine.unloaded-idle': ({ minutes }) => [
    `Das Modell wurde nach ${minutes} min ohne Nutzung entladen.`,
    againLoaded,
  ],
  'engine.unloaded-as-asked': () => [
    'Das Modell wurde entladen, wie es ein anderes Programm wollte.',
    againLoaded,
  ],
  'engine.unloaded-moved': () => [
    'Das Modell wurde entladen, weil seine Datei verschoben wurde.',
    againLoaded,
  ],
  'engine.no-progress': ({ seconds }) => [
    `Das Modell ist seit ${seconds} s nicht weitergekommen.`,
    'Warte, oder stoppe die Antwort.',
  ],
  'engine.gpu-silent': () => 'Der GPU-Treiber reagiert nicht. Hearth läuft auf der CPU.',
  'engine.not-starting': () => [
    'llama.cpp startet nicht.',
    'Wähle „Engine neu starten“; hilft das nicht, starte diesen Rechner neu.',
  ],
  'engine.crashed-loading': ({ name, how }) => [
    `llama.cpp ist beim Laden von ${name} abgestürzt (${how}).`,
    'Lade es noch einmal; schlägt auch das fehl, schließe andere Programme oder wähle eine andere Datei dieses Modells.',
  ],
  'engine.crashed-often': ({ name, times }) => [
    `Die Engine ist mit ${name} ${times}-mal hintereinander abgestürzt. Hearth startet sie deshalb nicht mehr neu.`,
    'Lade ein anderes Modell, verringere die Kontextlänge, oder wähle „Engine neu starten“.',
  ],
  'engine.crashed-inspecting': () =>
    'llama.cpp ist beim Lesen dieser Datei abgestürzt. Die Datei ist beschädigt, wird von dieser Version nicht unterstützt oder liegt auf einem Datenträger, der nicht reagiert.',
  'engine.load-failed-advice': ({ why, change }, what) => [what(why), what(change)],

  'engine.file-not-permitted': ({ name }) => [
    `Hearth darf ${name} nicht lesen.`,
    'Prüfe die Berechtigungen der Datei.',
  ],
  'engine.file-unreadable': ({ name }) => [
    `${name} ist nicht mehr lesbar.`,
    'Prüfe den Datenträger, auf dem die Datei liegt.',
  ],
  'engine.is-a-folder': ({ path }) => [`${path} ist ein Ordner.`, 'Gib den Pfad einer GGUF-Datei darin ein.'],
  'engine.file-damaged': ({ name }) => [
    `${name} ist unvollständig oder beschädigt.`,
    'Lade die Datei noch einmal herunter.',
  ],
  'engine.no-architecture': ({ name }) =>
    `${name} nennt keine Architektur: Die Datei ist unvollständig, beschädigt oder kein Sprachmodell.`,
  'engine.no-template': ({ name }) => [
    `${name} hat kein Chat-Template und kann deshalb nicht chatten.`,
    'Wähle eine Variante mit „instruct“ oder „chat“ im Namen, oder setze ein Chat-Template für dieses Modell.',
  ],
  'engine.own-template-failed': ({ name, reason }) => [
    `Das Chat-Template, das du für ${name} gesetzt hast, lässt sich nicht verwenden (${reason}).`,
    'Ändere es, oder setze es auf das Template der Datei zurück.',
  ],
  'engine.template-failed': ({ name, reason }) => [
    `Das Chat-Template von ${name} lässt sich nicht verwenden (${reason}).`,
    otherTemplate,
  ],
  'engine.own-variable': ({ name }) =>
    `Die Variable „${name}“ des Chat-Templates setzt Hearth selbst; sie lässt sich nicht angeben.`,
  'engine.no-infill': () => [
    'Dieses Modell kann keine Lücke füllen, weil sein Vokabular keine Marken dafür hat.',
    'Wähle ein Modell für Code, das damit trainiert wurde.',
  ],
  'engine.too-many-alternatives': ({ most }) =>
    `Neben jedem gesampelten Token lassen sich höchstens ${most} wahrscheinliche Token angeben.`,
  'engine.prompt-empty': () => 'Der Prompt ist leer.',
  'engine.no-such-token': () => 'Ein Token fehlt im Vokabular dieses Modells.',
  'engine.text-too-long': ({ nth, given, most }) =>
    `Text ${nth + 1} hat ${tokens(given)}; dieses Modell nimmt höchstens ${count(most)} auf einmal.`,
  'engine.question-too-long': ({ given, most }) =>
    `Die Frage hat ${tokens(given)}; dieses Modell nimmt höchstens ${count(most)}.`,
  'engine.prompt-too-large': () => 'Der Prompt ist größer als jeder Kontext.',
  'engine.template-refuses-chat': ({ reason }) => [
    `Das Chat-Template dieses Modells kann diesen Chat nicht formatieren (${reason}).`,
    otherTemplate,
  ],
  'engine.no-memory': ({ name }) => [
    `${name} passt nicht in den freien Speicher.`,
    'Schließe andere Programme, verringere die Kontextlänge, oder wähle ein kleineres Modell.',
  ],
  'engine.load-failed': ({ name, reason }) => `llama.cpp konnte ${name} nicht laden: ${reason}.`,
  'engine.other-vocabulary': ({ name, target }) => [
    `${name} kann für ${target} keine Token vorschlagen, weil es ein anderes Vokabular hat.`,
    'Wähle ein kleines Modell derselben Familie.',
  ],
  'engine.draft-cannot-rewind': ({ name }) => [
    `${name} kann kein Draft-Modell sein, weil es abgelehnte Token nicht verwerfen kann.`,
    noRecurrent,
  ],
  'engine.without-draft': ({ name }) =>
    `${name} läuft ohne das Draft-Modell, weil es abgelehnte Token nicht verwerfen kann.`,
  'engine.other-backend': ({ failures, used }, what) =>
    `${failures.map(({ backend, reason }) => `${backendNames[backend]} ließ sich nicht verwenden (${what(reason)})`).join(', und ')}. Hearth läuft deshalb auf ${named(used)}.`,
  'engine.driver-crashed': () => 'es ist abgestürzt; ein neuerer Treiber für die GPU kann helfen',
  'engine.no-driver': () => 'auf diesem Rechner wurde kein Treiber gefunden',
  'engine.no-device': () => 'es wurde kein verwendbares Gerät gefunden',
  'engine.backend-failed': ({ reason }) => reason,
  'engine.no-layer-fits': ({ name, backend }) =>
    `Keine Schicht von ${name} passt in den freien Speicher von ${named(backend)}. Es läuft deshalb auf der CPU.`,
};
