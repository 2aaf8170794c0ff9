import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../documents.ts';
import { bytes, count, duration, percent, tokens } from '../../../main/shared/format/figures.ts';

const pagesOf = (pages: number): string => (pages === 1 ? '1 Seite' : `${count(pages)} Seiten`);

export const documentsWords: Translated<typeof english.documentsWords> = {
  kinds: {
    text: 'Textdatei',
    markdown: 'Markdown-Datei',
    code: 'Quelltext',
    table: 'Tabelle',
    json: 'JSON-Datei',
    html: 'HTML-Seite',
    pdf: 'PDF-Datei',
    word: 'Dokument',
    sheet: 'Arbeitsmappe',
    slides: 'Folien',
    book: 'Buch',
    mail: 'E-Mail',
    image: 'Bild',
    folder: 'Ordner',
  },
  pages: pagesOf,
  lines: (lines) => (lines === 1 ? '1 Zeile' : `${count(lines)} Zeilen`),
  size: (size) => bytes(size),
  unnamed: 'Dokument',

  again: {
    'other-model': 'Ein anderes Modell hat es gelesen, und Modelle können keinen Zustand teilen',
    'other-settings':
      'Es wurde mit einem anderen Backend, einer anderen Genauigkeit des KV-Caches, einer anderen Einstellung von Flash Attention oder einer anderen Version von llama.cpp gelesen',
    changed: 'Sein Text hat sich seitdem geändert',
    elsewhere:
      'Es wurde hinter einem anderen Systemprompt, einem anderen Dokument oder den Nachrichten eines Chats gelesen',
    evicted: 'Sein gespeicherter Zustand wurde verdrängt, um Platz für andere zu schaffen',
    'not-kept': 'Sein Zustand wurde nicht gespeichert oder wurde entfernt',
  },

  page: { title: 'Dokumente', hint: 'Dokumente, die Modelle gelesen haben oder lesen können' },

  attach: {
    label: 'Anhängen',
    files: 'Dateien auswählen…',
    folder: 'Ordner auswählen…',
    formats:
      'PDF, Word, Tabellen, Folien, E-Books, E-Mails, HTML, Text, Quelltext, Bilder oder ein Ordner mit Quelltext. Der Text wird auf diesem Rechner ausgelesen.',
    path: 'Pfad einer Datei oder eines Ordners',
    add: 'Anhängen',
    adding: 'Wird angehängt…',
    recent: 'Zuletzt verwendet',
    drop: 'Lege Dateien oder Ordner ab, um sie anzuhängen, einen Chat-Export, um ihn zu importieren, oder eine GGUF-Datei, um das Modell zur Bibliothek hinzuzufügen',
    addingFile: (name) => `${name} wird hinzugefügt…`,
  },

  attached: {
    list: 'Angehängte Dokumente',
    remove: (name) => `${name} entfernen`,
    open: (name) => `${name} öffnen`,
    waiting: 'Wartet auf ein anderes Dokument',
    extracting: 'Der Text wird ausgelesen',
    extracted: (share) => `${percent(share)} des Textes ausgelesen`,
    stop: 'Stoppen',
    gone: 'Dieses Dokument ist nicht mehr in der Bibliothek. Entferne es aus der Nachricht.',
    tokens: (cost) => `${cost.isCounted ? '' : 'etwa '}${tokens(cost.tokens)}`,
    reading: ({ state, prefillMs }) => {
      if (state.where === 'hot') return 'schon gelesen: sofort bereit';
      if (state.where === 'warm') return `schon gelesen: in ${duration(state.restoreMs)} wieder da`;
      const again = state.again === undefined ? null : documentsWords.again[state.again];
      if (prefillMs === null) return again === null ? null : `noch einmal lesen: ${again}`;
      return again === null
        ? `einmal lesen: etwa ${duration(prefillMs)}`
        : `noch einmal lesen, etwa ${duration(prefillMs)}: ${again}`;
    },
    kv: (size) => `${bytes(size)} KV-Cache`,
    passagesOnly: 'Gesendet werden nur die Stellen, die zur Frage passen.',
    tooLong: (needed, room) =>
      room === null
        ? `Mit ${tokens(needed)} zu lang für den Kontext. Gesendet werden nur die Stellen, die zur Frage passen.`
        : `Zu lang für den Kontext: ${tokens(needed)}, Platz ist für ${count(Math.max(0, room))}. Gesendet werden nur die Stellen, die zur Frage passen.`,
    modes: 'Wie viel gesendet wird',
    whole: 'Ganz',
    wholeHint: 'Das Modell liest alles, und das nur einmal.',
    passages: 'Stellen',
    passagesHint: 'Das Modell liest nur die Stellen, die zur Frage passen.',
    scan: ({ count: all, withText }) =>
      withText === 0
        ? `${all === 1 ? 'Die einzige Seite hat keinen Text' : `0 von ${count(all)} Seiten haben Text`}: Es sieht nach einem Scan aus.`
        : `${count(withText)} von ${count(all)} Seiten haben Text.`,
    recognise: 'Text erkennen',
    image:
      'Modelle können in Hearth noch keine Bilder sehen. Du kannst den Text darin erkennen lassen und senden.',
    changed: 'Die Datei hat sich geändert, seit sie gelesen wurde.',
    renew: 'Neue Version lesen',
    total: (documents, all, ms, kv) =>
      [
        `${count(documents)} Dokumente`,
        tokens(all),
        ms === null ? null : ms === 0 ? 'alle schon gelesen' : `einmal lesen: etwa ${duration(ms)}`,
        kv === null ? null : `${bytes(kv)} KV-Cache`,
      ]
        .filter((part) => part !== null)
        .join(' · '),
  },

  held: {
    adding: (name) => `${name} wird noch hinzugefügt.`,
    extracting: (name) => `Der Text von ${name} wird noch ausgelesen.`,
    waits: ({ step, name }) =>
      step === 'adding'
        ? `Wird gesendet, sobald ${name} hinzugefügt ist.`
        : `Wird gesendet, sobald der Text von ${name} ausgelesen ist.`,
    failed: (name) => `${name} ließ sich nicht lesen. Entferne es, um die Nachricht zu senden.`,
    recognise: (name) => `${name} hat noch keinen Text. Lass ihn erkennen, oder entferne das Dokument.`,
    noText: (name) => `${name} hat keinen Text. Entferne es, um die Nachricht zu senden.`,
    gone: 'Eines der Dokumente ist nicht mehr in der Bibliothek. Entferne es, um die Nachricht zu senden.',
  },

  message: {
    whole: 'ganz',
    passages: (passages) => (passages === 1 ? '1 Stelle' : `${count(passages)} Stellen`),
  },

  library: {
    empty: 'Noch keine Dokumente',
    emptyAbout:
      'Hänge ein Dokument an eine Nachricht an, und das Modell liest es ein einziges Mal. Jede weitere Frage dazu, in jedem Chat, setzt dort an. Hier findest du deine Dokumente, mit dem gespeicherten Zustand jedes Modells, das sie gelesen hat.',
    add: 'Dateien hinzufügen…',
    addFolder: 'Ordner hinzufügen…',
    search: 'Dokumente suchen',
    order: 'Sortieren nach',
    orders: { used: 'Zuletzt verwendet', name: 'Dateiname', size: 'Größe' },
    sum: (shown, all, size) =>
      `${shown === all ? (all === 1 ? '1 Dokument' : `${count(all)} Dokumente`) : `${count(shown)} von ${count(all)} Dokumenten`}, ${bytes(size)}`,
    asking: 'Die Liste der Dokumente wird gelesen…',
    noMatch: 'Kein Dokument passt dazu.',
    showAll: 'Alle Dokumente zeigen',
    select: (name) => `${name} auswählen`,
    selected: (documents) => `${count(documents)} ausgewählt`,
    ask: 'Neuer Chat',
    askAbout: (name) => `Neuer Chat zu ${name}`,
    askHint: 'Neuer Chat mit den ausgewählten Dokumenten',
    selectNone: 'Auswahl aufheben',
    readNow: 'Jetzt lesen',
    readNowHint: 'Das geladene Modell liest sie, sobald es nichts anderes zu tun hat',
    readTonight: 'Heute Nacht lesen',
    readTonightHint: 'Das geladene Modell liest sie zwischen 23 und 6 Uhr, bei Netzbetrieb',
    remove: 'Entfernen…',
    removeQuestion: (documents) => {
      const chats = documents.reduce((sum, one) => sum + one.chats, 0);
      const what =
        'Text und gespeicherte Zustände werden von diesem Rechner gelöscht; die Originaldatei bleibt.';
      const it = documents.length === 1 ? 'es' : 'sie';
      return chats === 0
        ? what
        : `${chats === 1 ? `1 Chat verwendet ${it}` : `${count(chats)} Chats verwenden ${it}`}. ${what}`;
    },
    removeYes: 'Entfernen',
    chats: (chats) =>
      chats === 0 ? 'in keinem Chat' : chats === 1 ? 'in 1 Chat' : `in ${count(chats)} Chats`,
    used: (when) => `verwendet ${when}`,
    indexed: (share) => `zu ${percent(share)} im Index`,
    states: 'Modelle, die es gelesen haben',
    notRead: 'Noch von keinem Modell gelesen',
    hot: (model, all) => `${model}: ${tokens(all)}, im Speicher`,
    warm: (model, all, size) => `${model}: ${tokens(all)}, ${bytes(size)} auf dem Datenträger`,
    together: (names) => `, zusammen mit ${names.join(', ')}`,
    withChat: ', mit den Nachrichten eines Chats',
    gone: 'Die Originaldatei wurde verschoben oder gelöscht. Ihr Text bleibt erhalten.',
    ahead: ({ documentIds }, name) =>
      documentIds.length === 1
        ? `${name} wird im Voraus gelesen`
        : `${name} wird im Voraus gelesen, danach ${count(documentIds.length - 1)} weitere`,
    aheadShare: (share) => `${percent(share)} gelesen`,
    waitsFor: {
      model: 'Es geht weiter, wenn ein Modell geladen und frei ist.',
      power: 'Es geht weiter, wenn dieser Rechner am Netz hängt.',
      night: 'Beginnt um 23 Uhr, wenn dieser Rechner am Netz hängt.',
    },
    unknownPower:
      'Hearth erfährt nicht, ob dieser Rechner am Netz hängt, und liest deshalb auch im Akkubetrieb.',
    nightOnAnyPower:
      'Beginnt um 23 Uhr, auch im Akkubetrieb, weil Hearth nicht erfährt, ob dieser Rechner am Netz hängt.',
    stopAhead: 'Lesen stoppen',
  },

  reader: {
    label: (name) => `Dokument ${name}`,
    close: 'Dokument schließen',
    opening: 'Das Dokument wird geöffnet…',
    gone: 'Dieses Dokument wurde aus der Bibliothek entfernt.',
    notReady: 'Der Text ist noch nicht ausgelesen.',
    noText: 'Dieses Dokument hat keinen Text.',
    goToPage: (pages) => `Seite, 1 bis ${count(pages)}`,
    goToLine: (lines) => `Zeile, 1 bis ${count(lines)}`,
    headings: 'Inhalt',
    find: 'In diesem Dokument suchen',
    next: 'Nächster Treffer',
    previous: 'Voriger Treffer',
    matches: (at, all, isMore) =>
      all === 0 ? 'Kein Treffer' : `${count(at)} von ${isMore ? 'mehr als ' : ''}${count(all)}`,
    ask: 'Dazu fragen',
    askHint: 'Wähle Text aus, um dazu zu fragen.',
    pageShort: 'Seite',
    lineShort: 'Zeile',
    text: 'Nur Text',
    pages: 'Seiten',
    views: 'Ansicht',
    ofPages: (pages) => `von ${count(pages)}`,
    zoom: 'Vergrößerung',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fitWidth: 'An die Breite anpassen',
    percent: (value) => percent(value / 100),
    cannotDraw: 'Die Seiten dieses Dokuments lassen sich nicht anzeigen. Stattdessen siehst du den Text.',
    tooSlow: 'Die Seiten anzuzeigen dauert zu lange. Stattdessen siehst du den Text.',
    onPage: {
      incomplete: 'Einige Bilder oder Buchstaben auf dieser Seite lassen sich nicht anzeigen.',
      slow: 'Diese Seite anzuzeigen dauert zu lange.',
      broken: 'Diese Seite ist beschädigt und lässt sich nicht anzeigen.',
      text: 'Text anzeigen',
    },
  },

  citation: {
    open: (label) => `${label} öffnen`,
    notFound: 'Diese Seite oder Zeile gibt es im Dokument nicht.',
    quoteNotFound: 'Dieser Wortlaut steht nicht im Dokument.',
  },
};
