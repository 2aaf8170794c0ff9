/** What the command `hearth` says. */
import { translatable } from '../language/language.ts';
import type { Sentences } from './told.ts';

/** The texts of each command: what it does, and what each of its options does. The commands themselves are in main/cli/commands. */
export const cliCommandWords = translatable('cliCommandWords', {
  serve: {
    about: 'Serve models to other programs, without a window, until it is ended.',
    options: {
      port: 'the port; 27181 by default, 0 for any free one',
      address: 'an address of this computer to listen at, beside 127.0.0.1',
      'key-file': 'a file with the key; it is read again on SIGHUP',
      model: 'the model to load at once',
      grace: 'how many seconds answers may take to finish after SIGTERM; 20 by default',
    },
  },
  run: {
    about: 'Ask a model once or, in a terminal and without a prompt, as often as you like.',
    options: {
      system: 'the system prompt',
      schema: 'bind the answer to the JSON schema in this file',
      grammar: 'bind the answer to the GBNF grammar in this file',
      temperature: 'from 0 to 2',
      seed: 'the same seed gives the same answer',
      longest: 'end the answer after this many tokens',
      keep: 'how long a running Hearth keeps the model that it loads for this; 0 unloads it at once',
      think: 'on, off, or a level of effort that the model knows',
      json: 'print one JSON object with the answer and its figures',
      verbose: 'print the figures of the answer to stderr',
    },
  },
  ls: {
    about: 'List the models on this computer.',
    options: {
      json: 'print JSON',
      names: 'print the names alone, one per line',
      running: 'ask only a Hearth that is running; print nothing if there is none',
    },
  },
  ps: {
    about: 'Show the Hearth that is running: its model, its answers and its server.',
    options: { json: 'print JSON' },
  },
  show: {
    about: 'Show what is known about a model.',
    options: { json: 'print JSON', metadata: 'print the metadata of its file' },
  },
  pull: {
    about: 'Download a model from Hugging Face, or continue its download.',
    options: { json: 'print JSON' },
  },
  rm: {
    about: 'Move a model to the system’s bin.',
    options: { 'for-good': 'delete it for good', yes: 'do not ask' },
  },
  load: {
    about: 'Load a model into the Hearth that is running, or estimate whether it fits.',
    options: {
      estimate: 'only estimate the memory that it needs',
      context: 'the context length in tokens, for the estimate',
      kv: 'the precision of the KV cache, for the estimate',
      'gpu-layers': 'the layers on the GPU, for the estimate',
      now: 'stop the running answers first',
      wait: 'wait for the running answers first',
      json: 'print JSON',
    },
  },
  stop: {
    about: 'Unload the model of the Hearth that is running, and free its memory.',
    options: {
      now: 'stop the running answers first',
      wait: 'wait for the running answers first',
    },
  },
  import: {
    about: 'Import chats from exports of Hearth and other programs, or models from GGUF files.',
    options: {
      copy: 'copy models into Hearth’s folder',
      move: 'move models into Hearth’s folder',
    },
  },
  export: {
    about: 'Export chats: all of them, or those whose titles are given.',
    options: {
      format: 'the format; jsonl by default, which can be imported again',
      out: 'the file to write; - is stdout, which is used if it is no terminal',
    },
  },
  backup: {
    about: 'Write everything into one file, and check that it can be read: chats, documents and settings.',
    options: { models: 'also the models in Hearth’s folder', json: 'print JSON' },
  },
  restore: {
    about: 'Put a backup in the place of everything; the earlier data is kept beside it.',
    options: {},
  },
  bench: {
    about: 'Measure a model on this computer.',
    options: {
      prompt: 'prompt lengths in tokens, separated by commas',
      depth: 'tokens in the context before decode, separated by commas',
      generate: 'tokens to generate at each depth',
      batch: 'tokens per evaluation, separated by commas',
      repeats: 'how often each is measured',
      format: 'the format of the result',
    },
  },
  log: {
    about: 'Print the end of Hearth’s log, or a list of requests.',
    options: {
      follow: 'print what is added, until Ctrl+C',
      lines: 'how many lines; 50 by default',
      network: 'print the requests that Hearth sent to other computers',
      programs: 'print the requests that other programs sent to the local server',
      json: 'print requests as JSON',
    },
  },
  service: {
    about: 'Print a service file that runs hearth serve from your login on.',
    options: {
      kind: 'the kind of file; that of this system by default',
      port: 'the port of the server',
      install: 'write the file to its place, and print how to start the service',
    },
  },
  completion: {
    about: 'Print a script that completes commands, options and models in a shell.',
    options: {},
  },
  help: {
    about: 'Explain a command.',
    options: {},
  },
} as const);

export const cliWords = translatable('cliWords', {
  title: 'Hearth runs language models on this computer.',
  usage: 'Usage:',
  command: 'COMMAND',
  commands: 'Commands:',
  options: 'Options:',
  everywhere: 'Options of every command:',
  helpOption: 'explain the command',
  dataOption: 'the folder for chats, models and settings',
  versionOption: 'print the version',
  more: 'hearth help COMMAND explains a command.',
  exitCodes:
    'Exit codes: 0 done, 1 refused or failed, 2 wrong arguments or a data folder that cannot be used, 130 ended by Ctrl+C.',
  /** Headings of tables, which the terminal has in capitals. */
  columns: {
    name: 'Name',
    size: 'Size',
    quantization: 'Quantization',
    context: 'Context',
    kind: 'Kind',
    owner: 'From',
    used: 'Last used',
    state: 'State',
    device: 'Device',
    time: 'Time',
    request: 'Request',
    program: 'Program',
    prompt: 'Prompt',
    cached: 'Cached',
    answer: 'Answer',
    status: 'Status',
    why: 'Why',
    duration: 'Duration',
  },
  kinds: {
    chat: 'chat',
    base: 'base',
    embedding: 'embedding',
    reranker: 'reranker',
    projector: 'projector',
    draft: 'draft',
    adapter: 'adapter',
  },
  loaded: 'loaded',
  unusable: 'cannot be used',
  notRunning: (folder: string): string => `No Hearth is running on ${folder}.`,
  noModels: 'There are no models yet.',
  states: {
    starting: 'starting',
    loading: 'loading',
    tuning: 'tuning',
    ready: 'ready',
    restarting: 'restarting',
    unloaded: 'unloaded',
    measuring: 'measuring',
    stopped: 'stopped',
  },
  answers: (running: number): string => `Chats with a running answer: ${running}`,
  server: (
    addresses: readonly string[],
    { running, waiting }: { running: number; waiting: number },
  ): string => `Server for other programs: ${addresses.join(', ')}, ${running} running, ${waiting} waiting`,
  serverOff: 'Server for other programs: off',
  process: (version: string, folder: string): string => `Hearth ${version} on ${folder}`,
  facts: {
    name: 'Name',
    title: 'Title',
    path: 'Path',
    size: 'Size',
    kind: 'Kind',
    architecture: 'Architecture',
    parameters: 'Parameters',
    quantization: 'Quantization',
    trainedContext: 'Trained context',
    tools: 'Tools',
    thinking: 'Thinking',
    licence: 'Licence',
    source: 'Source',
    owner: 'From',
    projector: 'Projector',
    problem: 'Problem',
    context: 'Context',
    ram: 'RAM',
    vram: 'GPU memory',
    gpuLayers: 'GPU layers',
    decodeSpeed: 'Decode',
  },
  yes: 'yes',
  no: 'no',
  ofAll: (part: number, all: number): string => `${part} of ${all}`,
  ofFree: (need: string, free: string): string => `${need} of ${free} free`,
  ofBytes: (done: string, all: string): string => `${done} of ${all}`,
  loading: (name: string): string => `Loading ${name}`,
  prefill: 'Processing the prompt',
  deleteForGood: (name: string): string => `Delete ${name} for good?`,
  moveToBin: (name: string): string => `Move ${name} to the bin?`,
  yesOrNo: '[y/N]',
  /** The answers that mean yes, in lower case. */
  yesAnswers: ['y', 'yes'],
  deleted: (name: string): string => `${name} was deleted.`,
  binned: (name: string): string => `${name} was moved to the bin.`,
  isLoaded: (name: string): string => `${name} is loaded.`,
  isUnloaded: 'The model is unloaded.',
  exported: (path: string): string => `Exported to ${path}.`,
  backedUp: (path: string, size: string, counts: string): string =>
    `${path} has ${counts} (${size}). It was read back, and all of it is right.`,
  backupCounts: ({
    chats,
    messages,
    documents,
    models,
  }: Record<'chats' | 'messages' | 'documents' | 'models', number>): string =>
    [
      `${chats} ${chats === 1 ? 'chat' : 'chats'}`,
      `${messages} ${messages === 1 ? 'message' : 'messages'}`,
      `${documents} ${documents === 1 ? 'document' : 'documents'}`,
      ...(models === 0 ? [] : [`${models} ${models === 1 ? 'model' : 'models'}`]),
    ].join(', '),
  backupSteps: { writing: 'Writing', checking: 'Checking', restoring: 'Unpacking and checking' },
  notBackedUp: (name: string): string => `Left out, because no backup can hold it: ${name}`,
  restores: (name: string, counts: string): string => `${name} is right: ${counts}.`,
  downloaded: (path: string): string => `Downloaded to ${path}.`,
  pausedDownload: 'The download is paused. The same command continues it.',
  left: (time: string): string => `${time} left`,
  waitsForOthers: 'Another hearth command uses this one’s core; it ends when that has ended.',
  interactive: (marks: string, end: string): string =>
    `Enter a message. ${marks} begins and ends one of several lines; ${end} ends.`,
  figures: {
    prompt: (cached: string, fresh: string): string => `prompt: ${cached} cached, ${fresh} new`,
    prefill: (time: string, speed: string | null): string =>
      `prefill: ${time}${speed === null ? '' : `, ${speed}`}`,
    decode: (tokens: string, time: string, speed: string | null): string =>
      `answer: ${tokens}, ${time}${speed === null ? '' : `, ${speed}`}`,
    restored: (time: string): string => `restored from disk: ${time}`,
    why: (why: string): string => `not reused: ${why}`,
  },
  notBound: 'The answer was cut before it was complete, so it does not fit the schema or the grammar.',
  cut: 'The answer was cut: it reached its longest length, or the context is full.',
  serving: (address: string, key: string): string => `Hearth serves ${address}; ${key}`,
  reachable:
    'Everyone in that network who has the key can use your models, and keys, questions and answers cross it unencrypted.',
  keyFromEnvironment: 'its key is that of HEARTH_API_KEY.',
  keyFromFile: (path: string): string => `its key is in ${path}`,
  reloaded: 'The key, the models and the log were opened again.',
  serviceWritten: (path: string): string => `Written: ${path}`,
  serviceStart: 'Start it with:',
  serviceDescription: 'Hearth, language models for other programs',
  requestsNone: 'There are no requests.',
} as const);

interface Name {
  name: string;
}
interface Path {
  path: string;
}

export const cliSentences = {
  'cli.prompt-too-long': ({ most }: { most: number }) => `The prompt has more than ${most} characters.`,
  'cli.no-prompt': () => 'There is no prompt: give one as an argument or over stdin.',
  'cli.bad-key': ({ where }: { where: string }) =>
    `The key in ${where} must have at least 16 characters, all of them printable ASCII without spaces.`,
  'cli.refused': ({ why }: { why: string }) => why,
  'cli.not-json': ({ path }: Path) => `${path} is no JSON object.`,
  'cli.unknown-command': ({ name }: Name) => [
    `hearth has no command “${name}”.`,
    'Run hearth help for a list of commands.',
  ],
  'cli.usage': ({ usage }: { usage: string }) => `Usage: ${usage}`,
  'cli.bad-choice': ({ option, values, text }: { option: string; values: string[]; text: string }) =>
    `--${option} must be one of ${values.join(', ')}, not “${text}”.`,
  'cli.bad-number': ({
    option,
    from,
    to,
    text,
  }: {
    option: string;
    from: number;
    to: number;
    text: string;
  }) => `--${option} must be a number from ${from} to ${to}, not “${text}”.`,
  'cli.exclude-each-other': ({ options }: { options: string[] }) =>
    `${options.map((option) => `--${option}`).join(' and ')} exclude each other.`,
  'cli.other-version': ({ running, own }: { running: string; own: string }) => [
    `The Hearth that is running is version ${running}, but this command is version ${own}.`,
    'Use the command of that version, or restart Hearth.',
  ],
  'cli.no-control': ({ folder }: { folder: string }) => [
    `The command cannot reach its own core on ${folder}.`,
    'The details are in its log: run hearth log.',
  ],
  'cli.not-running': ({ folder }: { folder: string }) => [
    `No Hearth is running on ${folder}.`,
    'Start it first, for example with hearth serve.',
  ],
  'cli.no-such-model': ({ name }: Name) => [
    `No model is called “${name}”.`,
    'Run hearth ls for a list of the models on this computer.',
  ],
  'cli.several-models': ({ name, names }: Name & { names: string[] }) =>
    `“${name}” could be ${names.join(', ')}.`,
  'cli.no-file': ({ path, reason }: Path & { reason: string }) => `${path} cannot be read (${reason}).`,
  'cli.not-written': ({ path, reason }: Path & { reason: string }) => `${path} was not written (${reason}).`,
  'cli.exists': ({ path }: Path) => `${path} already exists and has other contents.`,
  'cli.needs-yes': () => 'Add --yes: this command cannot ask without a terminal.',
  'cli.no-bin': ({ name }: Name) => [
    `${name} cannot be moved to a bin here.`,
    'Add --for-good to delete it for good.',
  ],
  'cli.bad-model-name': ({ name }: Name) => [
    `“${name}” does not name a model on Hugging Face.`,
    'Write owner/name or owner/name:QUANTIZATION.',
  ],
  'cli.no-such-quantization': ({
    name,
    quantization,
    known,
  }: Name & { quantization: string; known: string[] }) =>
    `${name} has no ${quantization}. It has ${known.join(', ')}.`,
  'cli.nothing-fits': ({ name }: Name) => [
    `No file of ${name} is known to fit this computer.`,
    'Name one: owner/name:QUANTIZATION.',
  ],
  'cli.no-estimate': ({ name }: Name) => `The header of ${name} lacks what an estimate needs.`,
  'cli.no-such-chat': ({ name }: Name) => `No chat is called “${name}”.`,
  'cli.export-gone': () => 'The export is no longer there. Export the chats again.',
  'cli.unsupported-shell': ({ name, shells }: Name & { shells: string[] }) =>
    `There is no completion for ${name}, only for ${shells.join(', ')}.`,
  'cli.no-service-here': () => 'Name the kind of service file with --kind.',
} as const satisfies Sentences<'cli'>;
