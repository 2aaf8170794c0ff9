/** Texts of the local server: its state, keys, requests and clients, and how programs are connected to it. */
import type {
  ApiClient,
  ApiRequestFigures,
  ApiRightName,
  ConnectGuide,
  ConnectTarget,
} from '../../main/shared/contract/api.ts';
import { bytes, count, duration, prefillSpeed, speed, tokens } from '../../main/shared/format/figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

type ReadFrom = ApiRequestFigures['readFrom'];

/** The programs that can be connected, by their names, which are the same in every language. */
export const programNames: readonly (readonly [target: ConnectTarget, name: string])[] = [
  ['claude-code', 'Claude Code'],
  ['codex', 'Codex'],
  ['opencode', 'OpenCode'],
  ['continue', 'Continue'],
  ['cline', 'Cline'],
  ['zed', 'Zed'],
  ['vs-code', 'VS Code'],
  ['open-webui', 'Open WebUI'],
  ['curl', 'curl'],
  ['python', 'Python'],
];

export const programName = (target: ConnectTarget): string => programNames.find(([id]) => id === target)![1];

const requests = (number: number): string => (number === 1 ? '1 request' : `${count(number)} requests`);

export const serverWords = translatable('serverWords', {
  page: {
    title: 'Local server',
    hint: 'Use your models from editors, agents and scripts',
    server: 'Server',
    connect: 'Connect',
    keys: 'Keys',
    requests: 'Requests',
    clients: 'Clients',
  },
  /** The state of the server, read out with the button of its page. */
  mark: { on: 'on', busy: 'running a request', failed: 'failed' },
  open: 'Open the local server',

  server: {
    loading: 'Loading the state of the server…',
    off: 'Agents send the same instructions and tools with every request. Hearth processes them once and keeps the result, even across restarts.',
    failed: 'The server did not start.',
    starting: 'The server is starting…',
    idle: 'On. No request is running.',
    busy: (running: number, waiting: number): string =>
      waiting === 0
        ? `On. ${requests(running)} running.`
        : `On. ${requests(running)} running, ${count(waiting)} waiting.`,
    addresses: 'Addresses',
    openAi: 'OpenAI-compatible',
    others: 'Anthropic, Ollama, LM Studio, llama-server',
    copyAddress: (address: string): string => `Copy ${address}`,
    alsoAt: 'Also reachable at',
    besideModels: 'Models loaded by programs',
    besideModel: 'Also in memory',
    besideLoading: 'Loading into memory',
    unload: (model: string): string => `Unload ${model}`,
    connect: 'Connect a program',
    viewRequests: 'View requests',
    settings: 'Server settings',
    groups: {
      reach: 'Access',
      models: 'Models',
      beginnings: 'Prompt reuse',
      limits: 'Limits and logging',
    },
    reach: {
      question:
        'Other computers on this network will be able to reach the server. Anyone with a key can use your models, and all traffic is unencrypted.',
      needsKey: 'Other computers need a key, and you have none yet. Create one under Keys first.',
      allow: 'Allow',
      makeKey: 'Go to keys',
    },
  },

  keys: {
    about:
      'A program sends its key with every request. Use a separate key for each program: its requests are listed under the key’s name, and you can revoke it on its own.',
    loading: 'Loading the keys…',
    none: 'No keys yet.',
    new: 'New key',
    name: 'Name',
    nameExample: 'For example, the program that uses it',
    rights: 'Rights',
    right: {
      ask: 'Send prompts',
      models: 'List, load and unload models',
      status: 'See statistics and running requests',
    } satisfies Record<ApiRightName, string>,
    expires: 'Expires',
    days: (days: number | null): string =>
      days === null ? 'Never' : days === 365 ? 'In a year' : `In ${count(days)} days`,
    create: 'Create key',
    made: (name: string): string => `The key “${name}” was created. Copy it now; it won’t be shown again.`,
    copy: 'Copy key',
    done: 'Done',
    list: 'Keys, newest first',
    /** `ending`: its last characters. */
    ending: (ending: string): string => `ends in ${ending}`,
    created: (when: string): string => `created ${when}`,
    used: (when: string | null): string => (when === null ? 'never used' : `used ${when}`),
    expiresAt: (when: string): string => `expires ${when}`,
    expired: (when: string): string => `expired ${when}`,
    deleteAsked: 'Delete…',
    deleteOne: (name: string): string => `Delete the key ${name}`,
    deleteQuestion: (name: string): string => `Delete “${name}”? Programs that use it will be refused.`,
  },

  requests: {
    about:
      'Every request from other programs, with its two phases. Contents are stored only if you turn that on under Server.',
    loading: 'Loading the requests…',
    none: 'No requests yet.',
    noneOf: 'No requests from this client.',
    client: 'Client',
    allClients: 'All clients',
    unknown: 'unknown program',
    list: 'Requests, newest first',
    sum: (number: number): string => requests(number),
    clearQuestion: 'Delete the whole list? This can’t be undone.',
    export: 'Export',
    exported: (path: string): string => `Saved to ${path}`,
    running: 'Running',
    left: 'Client disconnected',
    status: (status: number): string => `Status ${status}`,
    noModel: 'no model',
    /** The figures on the closed line of a request. */
    line: (cached: number, fresh: number, answer: number): string =>
      `${count(cached)} cached, ${count(fresh)} new, ${count(answer)} generated`,
    /** Beside the bars of the phases and of the prompt. */
    time: 'Time',
    tokens: 'Prompt tokens',
    queued: 'Waiting',
    prefill: 'Prefill',
    decode: 'Decode',
    /** The two phases for people who cannot see the bar. */
    phases: (queuedMs: number, prefillMs: number, decodeMs: number): string =>
      `Waiting ${duration(queuedMs)}, prefill ${duration(prefillMs)}, decode ${duration(decodeMs)}`,
    prefillFigures: ({ newTokens, prefillMs }: ApiRequestFigures): string =>
      [tokens(newTokens), duration(prefillMs), prefillSpeed(newTokens, prefillMs)]
        .filter((part) => part !== null)
        .join(', '),
    decodeFigures: ({ answerTokens, decodeMs }: ApiRequestFigures): string =>
      [tokens(answerTokens), duration(decodeMs), speed(Math.max(0, answerTokens - 1), decodeMs)]
        .filter((part) => part !== null)
        .join(', '),
    prompt: 'Prompt',
    promptFigures: (all: number, cached: number, fresh: number): string =>
      `${tokens(all)}: ${count(cached)} cached, ${count(fresh)} new`,
    firstToken: 'First token',
    from: 'Started from',
    readFrom: {
      hot: 'state in memory',
      warm: 'saved state',
      cold: 'nothing',
    } satisfies Record<ReadFrom, string>,
    restored: (ms: number): string => `restored in ${duration(ms)}`,
    whyNotMore: 'Why not more',
    onlyNew: 'Only new tokens were processed.',
    traffic: 'Transferred',
    trafficFigures: (received: number, sent: number): string =>
      `${bytes(received)} received, ${bytes(sent)} sent`,
    request: 'Request',
    answer: 'Answer',
    noContent: 'Contents were not stored.',
    noFigures: 'No figures: the request did not reach a model.',
  },

  clients: {
    about:
      'Totals for each program, and why parts of its prompts had to be processed more than once. Cached tokens cost no time.',
    loading: 'Loading the clients…',
    none: 'No program has used the server yet.',
    list: 'Clients, latest first',
    requests: (number: number, last: string): string => `${requests(number)}, the last one ${last}`,
    cached: 'cached',
    new: 'new',
    bar: (all: number, cached: number, fresh: number): string =>
      `${tokens(all)} in prompts: ${count(cached)} cached, ${count(fresh)} new`,
    cachedSum: 'Cached',
    newSum: 'New',
    prompt: 'In prompts',
    generated: 'Generated',
    prefill: 'Prefill',
    decode: 'Decode',
    saved: 'Saved',
    notKnown: 'n/a',
    savedMeaning: 'The prefill time of the cached tokens at the speed of this client’s new tokens.',
    reasons: 'Why tokens were processed again',
    noReasons: 'Nothing was processed twice.',
    noModel: 'None of its requests reached a model.',
    reason: (one: ApiClient['reasons'][number], all: number): string =>
      `in ${count(one.requests)} of ${requests(all)}, ${tokens(one.newTokens)}`,
    show: 'Show its requests',
  },
} as const);

export const connectWords = translatable('connectWords', {
  about:
    'Choose a program. Hearth shows what to set, writes the file if the program has one, and tests the connection.',
  programs: 'Programs',
  off: 'The server is off. You can prepare a program now; it works once the server is on.',
  turnOn: 'Turn on the server',
  loading: 'Loading…',
  model: 'Model',
  noModels: 'No models',
  loaded: (title: string): string => `${title} (loaded)`,
  steps: { key: 'Choose a model and a key', set: 'Set up the program', prove: 'Test the connection' },
  key: {
    label: 'Key',
    make: 'Create a key',
    made: 'For this program only. It is shown until you close this window.',
    another: 'Use an existing key',
    typed: 'Existing key',
    use: 'Use',
    /** In place of a key until there is one. */
    placeholder: (placeholder: string): string =>
      `Until you create a key, the settings below show ${placeholder} in its place.`,
    /** While programs need none. */
    notNeeded: (placeholder: string): string =>
      `Programs on this computer need no key. Most of them ask for one, so the settings below have ${placeholder} as the key. With a key of its own, a program is listed by its name.`,
  },
  what: {
    environment: 'Environment variables',
    file: 'In the file',
    command: 'Command',
    setting: 'Setting',
  } satisfies Record<ConnectGuide['pieces'][number]['what'], string>,
  copyPiece: (label: string): string => `Copy for ${label}`,
  byHand: 'Or set it up by hand',
  file: {
    writes: 'Hearth can write this file. The original is kept next to it.',
    creates: 'Hearth can create this file.',
    diff: 'Changes',
    write: 'Write file',
    create: 'Create file',
    needsKey: 'Create a key first to see the changes.',
    hasKey: 'The file contains the key as plain text: anyone who can read the file can use your models.',
    hasOnlyKey: 'The file contains the key as plain text. Only you can read it.',
    done: 'The file is up to date.',
    restoreAsked: 'Restore…',
    restore: 'Restore',
    restoreQuestion: 'Restore the file to what it was before Hearth changed it?',
    restored: 'The file was restored.',
  },
  proof: {
    about:
      'Sends two requests like those of this program; the second repeats the first and adds a message. None of your data is sent.',
    test: 'Test the connection',
    again: 'Test again',
    running: 'Sending two requests…',
    needsKey: 'Create a key first.',
    first: 'First request',
    second: 'Second request',
    cached: 'cached',
    new: 'new',
    row: (all: number, cached: number, fresh: number, ms: number): string =>
      `${tokens(all)}: ${count(cached)} cached, ${count(fresh)} new, ${duration(ms)} prefill`,
    works: (cached: number, all: number): string =>
      `It works. ${count(cached)} of ${tokens(all)} of the second prompt came from the cache.`,
    notCached: 'It works, but the second request found nothing in the cache.',
    prompt: 'Prompt',
    time: 'Prefill',
  },
  /** What to know about each program. */
  notes: {
    'claude-code':
      'Applies to new sessions. Claude Code works best with a context of at least 32,000 tokens.',
    codex: 'Codex keeps its default provider; the command below starts it with Hearth.',
    opencode: 'Choose the model with /models, or start OpenCode with the command below.',
    continue: 'Reload the window of your editor afterwards.',
    cline: 'Enter this in the settings of Cline, the gear in its panel.',
    zed: 'Zed does not read keys from its settings: enter the key in Settings → AI → LLM Providers, or set the variable before you start Zed.',
    'vs-code': 'Choose the model in the model picker of the chat. Restart VS Code if it is missing.',
    'open-webui':
      'Open WebUI reads the variables at its first start; later, add the connection in Admin Settings → Connections. The container uses the network of this computer, so that it reaches the server.',
    curl: 'Asks one question in a terminal.',
    python: 'Needs the package openai.',
  } satisfies Record<ConnectTarget, string>,
  /** Read to screen readers, with the label of the text. */
  lines: { added: 'added', removed: 'removed' },
} as const);
