import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../chat.ts';
import { count } from '../figures.ts';

export const chatWords: Translated<typeof english.chatWords> = {
  list: {
    label: 'Chats',
    app: 'Hearth',
    newChat: 'Neuer Chat',
    empty: 'Hier erscheinen deine Chats.',
    rows: 'Chats nach Datum und Ordner',
    keys: 'Mit den Pfeiltasten gelangst du zu anderen Chats und zum Menü eines Chats. Mit gedrückter Umschalttaste wählst du mehrere aus.',
    chat: (title) => `Chat „${title}“`,
    menuOf: (title) => `Menü von „${title}“`,
    delete: 'Löschen',
    title: 'Titel',
    answering: 'Antwort läuft…',
  },

  deleted: {
    title: 'Zuletzt gelöscht',
    empty: 'Gelöschte Chats bleiben hier 30 Tage lang erhalten.',
    kept: 'Nach 30 Tagen werden Chats endgültig gelöscht.',
    list: 'Zuletzt gelöschte Chats',
    deleteAll: 'Alle löschen…',
    confirmAll: (chats) =>
      chats === 1
        ? 'Der Chat wird endgültig gelöscht.'
        : `Alle ${count(chats)} Chats werden endgültig gelöscht.`,
    deletePermanently: 'Endgültig löschen',
    about: (messages, ago) =>
      `${count(messages)} ${messages === 1 ? 'Nachricht' : 'Nachrichten'}, gelöscht: ${ago}`,
    restore: 'Wiederherstellen',
    restoreChat: (title) => `„${title}“ wiederherstellen`,
    delete: 'Löschen…',
    deleteChat: (title) => `„${title}“ endgültig löschen`,
    confirm: 'Dieser Chat wird endgültig gelöscht.',
  },

  empty: {
    guideName: 'Hearth guide',
    guide: {
      title: 'Den Hearth guide fragen',
      about:
        'Ein winziges eingebautes Modell, das diese App kennt. Es versteht nur Englisch. Nichts, was du schreibst, verlässt diesen Rechner.',
    },
    other: {
      title: 'Chat beginnen',
      about: 'Das Modell läuft auf diesem Rechner. Nichts, was du schreibst, verlässt ihn.',
    },
    // The guide knows only English.
    questions: [
      'What can you do?',
      'What is prefill?',
      'Which model fits my machine?',
      'Where are my chats kept?',
    ],
  },

  conversation: {
    label: 'Unterhaltung',
    opening: 'Chat wird geöffnet…',
    newChat: 'Neuen Chat beginnen',
    toEnd: 'Zum Ende springen',
    keptFrom:
      'Nachrichten oberhalb dieser Linie sieht das Modell nicht mehr, außer vollständigen Dokumenten.',
    modelChange: (before, now) => `Von ${before} zu ${now} gewechselt`,
    notFormatted: 'Dieser Text konnte nicht formatiert werden. Stattdessen wird sein Quelltext angezeigt.',
  },

  message: {
    you: 'Du',
    model: 'Modell',
    copy: 'Kopieren',
    edit: 'Bearbeiten',
    regenerate: 'Neu generieren',
    showMore: 'Mehr anzeigen',
    showLess: 'Weniger anzeigen',
    editor: 'Nachricht bearbeiten',
    earlierAnswers: 'Frühere Antworten bleiben als Version erhalten.',
    cancel: 'Abbrechen',
    send: 'Senden',
    boundToSchema: 'JSON, das dem Schema dieses Chats folgt.',
    boundToGrammar: 'Folgt der Grammatik dieses Chats.',
    cutJson: 'Das JSON ist unvollständig: Die Antwort endete, bevor das Schema dieses Chats erfüllt war.',
    versions: 'Versionen',
    previousVersion: 'Vorherige Version',
    nextVersion: 'Nächste Version',
    versionCount: (index, all) => `${index} von ${all}`,
    menu: 'Weitere Aktionen',
    answer: 'Diese Nachricht beantworten',
    continue: 'Fortsetzen',
    fork: 'Hier abzweigen',
    tree: 'Alle Versionen anzeigen',
    sideBySide: 'Versionen nebeneinander anzeigen',
    delete: 'Löschen',
    save: 'Speichern',
    answerEditor: 'Antwort bearbeiten',
    editedHint: 'Die Antwort des Modells bleibt als Version erhalten.',
    editedAnswer: (model) => `${model}, von dir bearbeitet`,
    begunAnswer: (model) => `${model}, Anfang von dir`,
    regenerateFreely: 'Ohne deinen Anfang neu generieren',
  },

  spoken: {
    label: 'Antwort, während sie generiert wird',
    code: (language, lines) =>
      `Code${language === '' ? '' : ` in ${language}`}, ${count(lines)} ${lines === 1 ? 'Zeile' : 'Zeilen'}.`,
    formula: 'Formel.',
  },

  fork: {
    from: { before: 'Abgezweigt von „', after: '“' },
    fromDeleted: 'Abgezweigt von einem gelöschten Chat',
  },

  tree: {
    label: 'Alle Versionen dieses Chats',
    title: 'Versionen',
    keys: 'Pfeiltasten bewegen die Auswahl, die Eingabetaste zeigt eine Version oder stellt eine gelöschte wieder her.',
    you: 'Du',
    model: 'Modell',
    empty: '(leer)',
    edited: 'bearbeitet',
    deleted: 'gelöscht, wiederherstellen',
    version: (index, all) => `${index} von ${all}`,
  },

  pasted: {
    list: 'Eingefügte Texte',
    about: (text) => {
      const lines = text.trimEnd().split('\n').length;
      const size = lines > 1 ? `${count(lines)} Zeilen` : `${count(text.length)} Zeichen`;
      return `Eingefügter Text, ${size}`;
    },
    edit: 'Eingefügten Text bearbeiten',
    remove: 'Eingefügten Text entfernen',
  },

  beginning: {
    label: 'Antwort beginnt mit',
    placeholder: 'zum Beispiel „Ja, denn“ oder „{“',
    hint: 'Das Modell schreibt von hier an weiter.',
    hintInsteadOfThinking: 'Das Modell schreibt von hier an weiter, ohne vorher nachzudenken.',
    remove: 'Diesen Anfang entfernen',
  },

  queue: {
    label: 'Nachrichten in der Warteschlange',
    message: 'Wartende Nachricht',
    begins: (beginning) => `Antwort beginnt mit „${beginning}“`,
    waiting: 'Wird gesendet, sobald die Antwort fertig ist.',
    held: 'Noch nicht gesendet. Sende die erste jetzt oder nimm sie zurück.',
    edit: 'Wartende Nachricht bearbeiten',
    editHint:
      'Ist sie vorher an der Reihe, wird deine Änderung zu einer Bearbeitung der gesendeten Nachricht.',
    save: 'Speichern',
    takeBack: 'Zurücknehmen',
    takeBackHint: 'Ins Nachrichtenfeld zurücknehmen',
    send: 'Jetzt senden',
  },

  ending: {
    sentences: {
      stopped: 'Diese Antwort wurde gestoppt.',
      'context-full': 'Der Kontext ist voll. In diesem Chat ist kein Platz mehr.',
      'too-long': 'Hearth hat diese Antwort beendet, weil sie zu lang war.',
      repeating: 'Hearth hat diese Antwort beendet, weil sie sich wiederholte.',
      'engine-lost': 'Die Engine ist während der Antwort abgestürzt.',
      interrupted: 'Hearth wurde während der Antwort beendet.',
      failed: 'Das Modell konnte nicht antworten.',
    },
    tryAgain: 'Erneut versuchen',
    continue: 'Fortsetzen',
    continueFromSummary: 'Mit einer Zusammenfassung fortsetzen',
    newChat: 'Neuen Chat beginnen',
  },

  composer: {
    label: 'Nachricht',
    placeholder: 'Nachricht schreiben',
    draftProcessed: 'Entwurf verarbeitet',
    draftProcessedHint:
      'Das Modell hat diesen Entwurf schon verarbeitet, deshalb beginnt seine Antwort früher.',
    tooLong: {
      shift: 'Die ältesten Nachrichten sieht das Modell dann nicht mehr.',
      stop: 'Zu lang für den Kontext dieses Modells. Kürze den Text oder beginne einen neuen Chat.',
      summary:
        'Zu lang für den Kontext dieses Modells. Nach dem Senden geht es mit einer Zusammenfassung in einem neuen Chat weiter.',
    },
    tooLongNewChat: 'Zu lang für den Kontext dieses Modells. Kürze den Text.',
  },

  context: {
    label: 'Kontext',
    hint: 'Belegung des Kontexts, und was geschieht, wenn er voll ist',
    tokens: (tokens, isEstimate) => `${isEstimate ? 'etwa ' : ''}${count(tokens)} Token`,
    use: (used, limit, isEstimate) => `${isEstimate ? 'etwa ' : ''}${count(used)} von ${count(limit)} Token`,
    chat: 'Dieser Chat',
    draft: 'Dieser Entwurf',
    reserved: 'Für die Antwort reserviert',
    limit: 'Kontextlänge',
    whenFull: 'Wenn der Kontext voll ist',
    choices: {
      shift: 'Älteste Nachrichten weglassen',
      stop: 'Mit Hinweis anhalten',
      summary: 'Zusammenfassen und in neuem Chat fortsetzen',
    },
  },

  thinking: {
    label: 'Nachdenken',
    hint: 'Wie viel das Modell nachdenkt, bevor es antwortet',
    running: 'Denkt nach…',
    runningFor: (duration) => `Denkt nach… ${duration}`,
    thoughtFor: (duration) => `${duration} nachgedacht`,
    thoughts: 'Gedanken',
    first: 'Erst nachdenken',
    firstHint: 'Bessere Antworten auf schwierige Fragen. Braucht Zeit und Kontext.',
    effort: 'Aufwand',
    defaultEffort: 'Standard',
    budget: 'Budget (Token)',
    noBudget: 'Unbegrenzt',
    budgetHint: 'Nach so vielen Token an Gedanken beginnt die Antwort.',
    keepEarlier: 'Frühere Gedanken behalten',
    keepEarlierHint: 'Das Modell sieht die Gedanken vor seinen früheren Antworten. Braucht mehr Kontext.',
    on: 'Nachdenken ein',
    off: 'Nachdenken aus',
    withParts: (parts) => `Nachdenken, ${parts.join(', ')}`,
    effortOf: (level) => `Aufwand ${level}`,
    atMost: (tokens) => `höchstens ${count(tokens)} Token`,
  },
};

export const markdownWords: Translated<typeof english.markdownWords> = {
  code: 'Code',
  codeIn: (language) => `Code, ${language}`,
  plainCode: 'Text',
  copyCode: 'Code kopieren',
  saveCode: 'Als Datei speichern',
  wrapCode: 'Lange Zeilen umbrechen',
  showSource: 'Quelltext',
  showDiagram: 'Diagramm',
  showPreview: 'Vorschau',
  previewTitle: 'Vorschau, ohne Skripte und Netzwerk',
  diagram: 'Diagramm',
  diagramAlt: 'Diagramm; sein Text steht im Quelltext.',
  diagramFailed: 'Dieses Diagramm ließ sich nicht zeichnen. Stattdessen wird sein Quelltext angezeigt.',
  diagramTooSlow:
    'Das Zeichnen dieses Diagramms hat zu lange gedauert. Stattdessen wird sein Quelltext angezeigt.',
  reordered:
    'Dieser Code enthält unsichtbare Zeichen, die ihn in anderer Reihenfolge anzeigen. Prüfe ihn in einem Editor, bevor du ihn ausführst.',
  copyTable: 'Als CSV kopieren',
  taskDone: 'Erledigt',
  taskOpen: 'Offen',
  table: 'Tabelle',
  image: (name, address) =>
    name === ''
      ? `Externes Bild nicht geladen: ${address}`
      : `Externes Bild nicht geladen: ${name} (${address})`,
};
