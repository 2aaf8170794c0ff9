import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count, duration, prefillSpeed, speed, tokens } from '../figures.ts';
import type * as english from '../local-server.ts';

const requests = (number: number): string => (number === 1 ? '1 Anfrage' : `${count(number)} Anfragen`);

export const serverWords: Translated<typeof english.serverWords> = {
  page: {
    title: 'Lokaler Server',
    hint: 'Deine Modelle in Editoren, Agenten und Skripten verwenden',
    server: 'Zustand',
    connect: 'Verbinden',
    keys: 'Schlüssel',
    requests: 'Anfragen',
    clients: 'Clients',
  },
  mark: { on: 'ein', busy: 'bearbeitet eine Anfrage', failed: 'Fehler' },
  open: 'Lokalen Server öffnen',

  server: {
    loading: 'Zustand des Servers wird geladen…',
    off: 'Agenten senden mit jeder Anfrage dieselben Anweisungen und Werkzeuge. Hearth verarbeitet sie einmal und behält das Ergebnis, auch über einen Neustart.',
    failed: 'Der Server ist nicht gestartet.',
    starting: 'Der Server startet…',
    idle: 'Ein. Keine Anfrage läuft.',
    busy: (running, waiting) =>
      waiting === 0
        ? `Ein. ${requests(running)} in Arbeit.`
        : `Ein. ${requests(running)} in Arbeit, ${count(waiting)} in der Warteschlange.`,
    addresses: 'Adressen',
    openAi: 'OpenAI-kompatibel',
    others: 'Anthropic, Ollama, LM Studio und llama-server',
    copyAddress: (address) => `${address} kopieren`,
    alsoAt: 'Auch erreichbar unter',
    besideModels: 'Von Programmen geladene Modelle',
    besideModel: 'Auch im Speicher',
    besideLoading: 'Wird in den Speicher geladen',
    unload: (model) => `${model} entladen`,
    connect: 'Programm verbinden',
    viewRequests: 'Anfragen ansehen',
    settings: 'Servereinstellungen',
    groups: {
      reach: 'Zugang',
      models: 'Modelle',
      beginnings: 'Wiederverwendung von Prompts',
      limits: 'Grenzen und Protokollierung',
    },
    reach: {
      question:
        'Andere Rechner in diesem Netzwerk erreichen dann den Server. Wer einen Schlüssel hat, kann deine Modelle verwenden, und alles wird unverschlüsselt übertragen.',
      needsKey:
        'Andere Rechner brauchen einen Schlüssel, und es gibt noch keinen. Erstelle zuerst einen unter „Schlüssel“.',
      allow: 'Erlauben',
      makeKey: 'Zu den Schlüsseln',
    },
  },

  keys: {
    about:
      'Ein Programm sendet mit jeder Anfrage seinen Schlüssel. Verwende für jedes Programm einen eigenen: Seine Anfragen sind unter dem Namen des Schlüssels aufgeführt, und du kannst ihn einzeln widerrufen.',
    loading: 'Schlüssel werden geladen…',
    none: 'Noch keine Schlüssel.',
    new: 'Neuer Schlüssel',
    name: 'Bezeichnung',
    nameExample: 'Zum Beispiel das Programm, das ihn verwendet',
    rights: 'Rechte',
    right: {
      ask: 'Prompts senden',
      models: 'Modelle auflisten, laden und entladen',
      status: 'Statistik und laufende Anfragen sehen',
    },
    expires: 'Läuft ab',
    days: (days) => (days === null ? 'Nie' : days === 365 ? 'In einem Jahr' : `In ${count(days)} Tagen`),
    create: 'Schlüssel erstellen',
    made: (name) =>
      `Der Schlüssel „${name}“ wurde erstellt. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.`,
    copy: 'Schlüssel kopieren',
    done: 'Fertig',
    list: 'Schlüssel, neueste zuerst',
    ending: (ending) => `endet auf ${ending}`,
    created: (when) => `erstellt ${when}`,
    used: (when) => (when === null ? 'nie verwendet' : `verwendet ${when}`),
    expiresAt: (when) => `läuft ab am ${when}`,
    expired: (when) => `abgelaufen am ${when}`,
    deleteAsked: 'Löschen…',
    deleteOne: (name) => `Schlüssel ${name} löschen`,
    deleteQuestion: (name) => `„${name}“ löschen? Programme, die ihn verwenden, werden dann abgewiesen.`,
  },

  requests: {
    about:
      'Jede Anfrage eines anderen Programms mit ihren zwei Phasen. Inhalte werden nur gespeichert, wenn du das unter „Zustand“ einschaltest.',
    loading: 'Anfragen werden geladen…',
    none: 'Noch keine Anfragen.',
    noneOf: 'Keine Anfragen dieses Clients.',
    client: 'Anfragen von',
    allClients: 'Alle Clients',
    unknown: 'unbekanntes Programm',
    list: 'Anfragen, neueste zuerst',
    sum: (number) => requests(number),
    clearQuestion: 'Die ganze Liste löschen? Das lässt sich nicht rückgängig machen.',
    export: 'Exportieren',
    exported: (path) => `Gespeichert in ${path}`,
    running: 'Läuft',
    left: 'Vom Client abgebrochen',
    status: (status) => `Antwort mit Status ${status}`,
    noModel: 'kein Modell',
    line: (cached, fresh, answer) =>
      `${count(cached)} aus dem Cache, ${count(fresh)} neu, ${count(answer)} generiert`,
    time: 'Zeit',
    tokens: 'Token des Prompts',
    queued: 'Wartezeit',
    prefill: 'Prefill',
    decode: 'Decode',
    phases: (queuedMs, prefillMs, decodeMs) =>
      `Wartezeit ${duration(queuedMs)}, Prefill ${duration(prefillMs)}, Decode ${duration(decodeMs)}`,
    prefillFigures: ({ newTokens, prefillMs }) =>
      [tokens(newTokens), duration(prefillMs), prefillSpeed(newTokens, prefillMs)]
        .filter((part) => part !== null)
        .join(', '),
    decodeFigures: ({ answerTokens, decodeMs }) =>
      [tokens(answerTokens), duration(decodeMs), speed(Math.max(0, answerTokens - 1), decodeMs)]
        .filter((part) => part !== null)
        .join(', '),
    prompt: 'Prompt',
    promptFigures: (all, cached, fresh) =>
      `${tokens(all)}: ${count(cached)} aus dem Cache, ${count(fresh)} neu`,
    firstToken: 'Erstes Token',
    from: 'Beginn',
    readFrom: {
      hot: 'Zustand im Speicher',
      warm: 'gespeicherter Zustand',
      cold: 'ohne Zustand',
    },
    restored: (ms) => `in ${duration(ms)} wiederhergestellt`,
    whyNotMore: 'Warum nicht mehr',
    onlyNew: 'Nur neue Token wurden verarbeitet.',
    traffic: 'Übertragen',
    trafficFigures: (received, sent) => `${bytes(received)} empfangen, ${bytes(sent)} gesendet`,
    request: 'Anfrage',
    answer: 'Antwort',
    noContent: 'Inhalte wurden nicht gespeichert.',
    noFigures: 'Keine Werte: Die Anfrage hat kein Modell erreicht.',
  },

  clients: {
    about:
      'Die Summen jedes Programms, und warum Teile seiner Prompts mehr als einmal verarbeitet werden mussten. Token aus dem Cache kosten keine Zeit.',
    loading: 'Clients werden geladen…',
    none: 'Noch kein Programm hat den Server verwendet.',
    list: 'Clients, letzter zuerst',
    requests: (number, last) => `${requests(number)}, die letzte ${last}`,
    cached: 'aus dem Cache',
    new: 'neu',
    bar: (all, cached, fresh) =>
      `${tokens(all)} in Prompts: ${count(cached)} aus dem Cache, ${count(fresh)} neu`,
    cachedSum: 'Aus dem Cache',
    newSum: 'Neu',
    prompt: 'In Prompts',
    generated: 'Generiert',
    prefill: 'Prefill',
    decode: 'Decode',
    saved: 'Gespart',
    notKnown: 'unbekannt',
    savedMeaning:
      'Die Prefill-Zeit, die Token aus dem Cache gekostet hätten, bei der Geschwindigkeit dieses Clients.',
    reasons: 'Warum Token noch einmal verarbeitet wurden',
    noReasons: 'Nichts wurde doppelt verarbeitet.',
    noModel: 'Keine seiner Anfragen hat ein Modell erreicht.',
    reason: (one, all) => `in ${count(one.requests)} von ${requests(all)}, ${tokens(one.newTokens)}`,
    show: 'Seine Anfragen zeigen',
  },
};

export const connectWords: Translated<typeof english.connectWords> = {
  about:
    'Wähle ein Programm. Hearth zeigt, was einzustellen ist, schreibt die Datei, wenn das Programm eine hat, und testet die Verbindung.',
  programs: 'Programme',
  off: 'Der Server ist aus. Du kannst ein Programm jetzt vorbereiten; es funktioniert, sobald der Server ein ist.',
  turnOn: 'Server einschalten',
  loading: 'Wird geladen…',
  model: 'Modell',
  noModels: 'Keine Modelle',
  loaded: (title) => `${title} (geladen)`,
  steps: {
    key: 'Modell und Schlüssel wählen',
    set: 'Programm einrichten',
    prove: 'Verbindung testen',
  },
  key: {
    label: 'Schlüssel',
    make: 'Schlüssel erstellen',
    made: 'Nur für dieses Programm. Er wird angezeigt, bis du dieses Fenster schließt.',
    another: 'Vorhandenen Schlüssel verwenden',
    typed: 'Vorhandener Schlüssel',
    use: 'Verwenden',
    placeholder: (placeholder) =>
      `Bis du einen Schlüssel erstellst, steht ${placeholder} an seiner Stelle in den Einstellungen unten.`,
    notNeeded: (placeholder) =>
      `Programme auf diesem Rechner brauchen keinen Schlüssel. Die meisten fragen trotzdem nach einem, deshalb steht unten ${placeholder} als Schlüssel. Mit einem eigenen Schlüssel wird ein Programm unter seinem Namen aufgeführt.`,
  },
  what: {
    environment: 'Umgebungsvariablen',
    file: 'In der Datei',
    command: 'Befehl',
    setting: 'Einstellung',
  },
  copyPiece: (label) => `Für ${label} kopieren`,
  byHand: 'Oder von Hand einrichten',
  file: {
    writes: 'Hearth kann diese Datei schreiben. Das Original bleibt daneben erhalten.',
    creates: 'Hearth kann diese Datei anlegen.',
    diff: 'Änderungen',
    write: 'Datei schreiben',
    create: 'Datei anlegen',
    needsKey: 'Erstelle zuerst einen Schlüssel; dann werden die Änderungen gezeigt.',
    hasKey: 'Die Datei enthält den Schlüssel im Klartext: Wer sie lesen kann, kann deine Modelle nutzen.',
    hasOnlyKey: 'Die Datei enthält den Schlüssel im Klartext. Nur du kannst sie lesen.',
    done: 'Die Datei ist auf dem neuesten Stand.',
    restoreAsked: 'Wiederherstellen…',
    restore: 'Wiederherstellen',
    restoreQuestion: 'Die Datei so wiederherstellen, wie sie war, bevor Hearth sie geändert hat?',
    restored: 'Die Datei wurde wiederhergestellt.',
  },
  proof: {
    about:
      'Sendet zwei Anfragen wie die dieses Programms; die zweite wiederholt die erste und fügt eine Nachricht an. Von deinen Daten wird nichts gesendet.',
    test: 'Verbindung testen',
    again: 'Noch einmal testen',
    running: 'Zwei Anfragen werden gesendet…',
    needsKey: 'Erstelle zuerst einen Schlüssel.',
    first: 'Erste Anfrage',
    second: 'Zweite Anfrage',
    cached: 'aus dem Cache',
    new: 'neu',
    row: (all, cached, fresh, ms) =>
      `${tokens(all)}: ${count(cached)} aus dem Cache, ${count(fresh)} neu, ${duration(ms)} Prefill`,
    works: (cached, all) =>
      `Es funktioniert. ${count(cached)} von ${tokens(all)} des zweiten Prompts kamen aus dem Cache.`,
    notCached: 'Es funktioniert, aber die zweite Anfrage hat nichts im Cache gefunden.',
    prompt: 'Prompt',
    time: 'Prefill',
  },
  notes: {
    'claude-code':
      'Gilt für neue Sitzungen. Claude Code funktioniert am besten mit einem Kontext von mindestens 32.000 Token.',
    codex: 'Codex behält seinen Standardanbieter; der Befehl unten startet es mit Hearth.',
    opencode: 'Wähle das Modell mit /models, oder starte OpenCode mit dem Befehl unten.',
    continue: 'Lade danach das Fenster deines Editors neu.',
    cline: 'Trage dies in den Einstellungen von Cline ein, dem Zahnrad in seinem Bereich.',
    zed: 'Zed liest Schlüssel nicht aus seinen Einstellungen: Trage den Schlüssel unter Settings → AI → LLM Providers ein, oder setze die Variable, bevor du Zed startest.',
    'vs-code': 'Wähle das Modell in der Modellauswahl des Chats. Starte VS Code neu, wenn es dort fehlt.',
    'open-webui':
      'Open WebUI liest die Variablen bei seinem ersten Start; später fügst du die Verbindung unter Admin Settings → Connections hinzu. Der Container verwendet das Netzwerk dieses Rechners, damit er den Server erreicht.',
    curl: 'Stellt eine Frage im Terminal.',
    python: 'Braucht das Paket openai.',
  },
  lines: { added: 'hinzugefügt', removed: 'entfernt' },
};
