/** Opens the server for other programs: joins its parts, listens while the settings say so, and handles the window's calls. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { apiRights, type apiCalls, type ApiModelName, type ApiStatus } from '../../shared/contract/api.ts';
import type { ApiWorkKind } from '../../shared/api/request.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { ExportJob } from '../transfer/export.ts';
import type { Exported } from '../../shared/contract/transfer.ts';
import { answerRequest, type Worker } from './exchange.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { openKnownAnswers } from './known-answers.ts';
import { openApiKeys, type Caller } from './keys.ts';
import { createLanes } from './lanes.ts';
import { isReachableByOthers, openListener, type Listener } from './listener.ts';
import { createModelCards } from './model-cards.ts';
import { requestsFormat, requestsJob } from './export-requests.ts';
import { openApiRequests } from './requests.ts';
import type { ApiDialects } from './dialects.ts';
import { createRunningRequests } from './running-requests.ts';
import type { ConnectDependencies } from '../connect/open-connect.ts';
import { createWorker, type WorkerOptions } from './serve-request.ts';
import { createWrongKeys } from './wrong-keys.ts';
import type { BesideModels } from '../engines/beside-models.ts';
import type { LentModel } from '../engines/lent-model.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { IdleUnload } from '../engines/idle-unload.ts';

/** How the command line runs the server, whatever the settings say. */
export interface ForcedApi {
  /** 0: any free port. */
  port: number;
  /** A key that allows everything; `null`: only stored keys. */
  key: string | null;
  /** Addresses of this computer to listen at, beside the loopback ones and those of the settings. */
  addresses?: readonly string[];
}

/** Programs of the same user, which come over the socket in the data folder (main/control). */
const ofThisUser: Caller = { id: 'command-line', keyName: 'hearth', rights: apiRights };

export interface ApiOptions
  extends
    Pick<WorkerOptions, 'version' | 'configs'>,
    Pick<Parameters<typeof createModelCards>[0], 'library' | 'metadata' | 'nameOf'> {
  db: Db;
  engine: Engine;
  queue: EngineQueue;
  beside: BesideModels;
  settings: KeptSettings;
  lent: LentModel;
  idle: IdleUnload;
  dialects: ApiDialects;
  forced: ForcedApi | null;
  /** Scans all folders for models; resolves when the scan has ended. */
  scan: () => Promise<void>;
  /** See core/transfer. */
  send: (job: ExportJob, format: { name: string; extension: string }) => Promise<Exported | null>;
  refuseIfGone: () => void;
  emit: Emit;
  log: Log;
}

export interface Api {
  readonly status: ApiStatus;
  /** Resolves when the server listens, or with why it does not. */
  listen(): Promise<ApiStatus>;
  /** Answers a request that came over the user's own socket; it needs no key. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Replaces `ForcedApi.key`. */
  setKey(key: string): void;
  /** Refuses new requests from now on; resolves when the others are answered, at the latest after `ms`. */
  finish(ms: number): Promise<void>;
  /** What the page Connect needs of the server. */
  forConnect: Pick<ConnectDependencies, 'address' | 'isOn' | 'models' | 'requests'>;
  calls: Pick<
    HandlersOf<typeof apiCalls>,
    | 'apiStatus'
    | 'apiKeys'
    | 'createApiKey'
    | 'deleteApiKey'
    | 'apiRequests'
    | 'clearApiRequests'
    | 'exportApiRequests'
    | 'apiClients'
    | 'apiModels'
    | 'unloadBesideModel'
  >;
  /** The KV states are gone. */
  forgetStates(): void;
  close(): Promise<void>;
}

/** The settings with which the server listens; a change of another one takes effect without. */
const listening = (settings: Settings): string =>
  JSON.stringify([settings.apiServer, settings.apiPort, settings.apiAddresses, settings.apiHeaderSeconds]);

/** Changes of the status are told this often, in ms. */
const tellMs = 250;

/** How often it is looked whether all requests are answered, in ms. */
const lookEveryMs = 50;

/** The time that answers which are stopped have to tell their clients, in ms. */
const tellEndMs = 2000;

export const openApi = (options: ApiOptions): Api => {
  const { db, engine, settings, forced, emit, log, refuseIfGone } = options;
  const closing = new AbortController();
  const keys = openApiKeys({
    db,
    fixedKey: forced?.key ?? null,
    onChange: (all) => emit('apiKeys.changed', { keys: all }),
  });
  const requests = openApiRequests({
    db,
    tell: (request) => emit('apiRequest.changed', { request }),
    log,
  });
  const keptAnswers = createKeptAnswers();
  const known = openKnownAnswers({ db, isStored: () => settings.now.snapshotBudget > 0, log });
  const lanes = createLanes({
    ...options,
    most: () => settings.now.apiQueueLength,
    onChange: () => tellSoon(),
    closing: closing.signal,
  });
  const cards = createModelCards({
    ...options,
    engines: () => [{ engine, idle: options.idle }, ...options.beside.all],
  });
  const worker = createWorker({
    ...options,
    cards,
    lanes,
    running: createRunningRequests(),
    known,
    keptAnswers,
    closing: closing.signal,
  });
  const exchange = {
    dialects: options.dialects,
    keys,
    wrongKeys: createWrongKeys(),
    requests,
    keptAnswers,
    worker: afterFirstScan(worker, () => firstScan()),
    settings: () => settings.now,
    isEnding: () => isEnding,
    log,
  };
  /** Requests can come before the folders were scanned; no model would be known. */
  let scanned: Promise<void> | null = null;
  const firstScan = (): Promise<void> => {
    const { models: listed, isScanning } = options.library();
    scanned ??=
      listed.length > 0 && !isScanning
        ? Promise.resolve()
        : options.scan().catch((error: unknown) => log.warn(`no scan: ${String(error)}`));
    return scanned;
  };
  let isEnding = false;
  let answering = 0;
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    trusted: Caller | null,
  ): Promise<void> => {
    answering += 1;
    try {
      await answerRequest(exchange, request, response, trusted);
    } finally {
      answering -= 1;
    }
  };

  let listener: Listener | null = null;
  let problem: ApiStatus['problem'] = null;
  const statusNow = (): ApiStatus => ({
    state: listener !== null ? 'on' : problem === null ? 'off' : 'failed',
    addresses: listener?.addresses ?? [],
    problem,
    running: lanes.running,
    waiting: lanes.waiting,
    besideModels: options.beside.all.map(({ path, engine: { status } }) => ({
      path,
      title: options.nameOf(path),
      engine: status,
    })),
  });
  let timer: NodeJS.Timeout | null = null;
  const tellSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      emit('api.changed', { status: statusNow() });
    }, tellMs).unref();
  };

  const open = async (): Promise<void> => {
    const before = listener;
    listener = null;
    problem = null;
    await before?.close();
    const { apiServer, apiPort, apiAddresses, apiHeaderSeconds } = settings.now;
    if (closing.signal.aborted || (forced === null && !apiServer)) return;
    try {
      const addresses = [...(apiAddresses ?? []), ...(forced?.addresses ?? [])].map((address) =>
        address.trim(),
      );
      if (isReachableByOthers(addresses) && !keys.hasAny()) throw new Refusal('api.needs-key');
      listener = await openListener({
        port: forced?.port ?? apiPort,
        addresses,
        headerMs: apiHeaderSeconds * 1000,
        answer: (request, response) => void answer(request, response, null),
      });
    } catch (error) {
      if (!(error instanceof Refusal)) log.error('the server for other programs did not start', error);
      problem = error instanceof Refusal ? error.told : say('api.not-started');
    }
  };
  /** One after the other, so that a port is free before it is opened again. */
  let opening: Promise<void> = Promise.resolve();
  const reopen = (): Promise<void> => {
    opening = opening.then(open).finally(tellSoon);
    return opening;
  };

  settings.beforeChange((after) => {
    const odd = after.apiOrigins?.find((origin) => !isOrigin(origin));
    if (odd !== undefined) throw new Refusal('api.bad-origin', { origin: odd });
    const odder = after.apiAliases?.find((one) => !/^[^=]*\S[^=]*=.*\S/.test(one));
    if (odder !== undefined) throw new Refusal('api.bad-alias', { line: odder });
    if (isReachableByOthers(after.apiAddresses ?? []) && !keys.hasAny()) throw new Refusal('api.needs-key');
    return Promise.resolve();
  });
  settings.onChange((now, before) => {
    if (listening(now) !== listening(before)) void reopen();
  });
  void reopen();
  options.beside.listen(() => tellSoon());
  /** Waits until nothing is answered, for at most `ms`. */
  const whileAnswering = async (ms: number): Promise<void> => {
    const endsAt = performance.now() + ms;
    while (answering > 0 && performance.now() < endsAt) await pause(lookEveryMs);
  };
  const modelNames = (): ApiModelName[] =>
    cards
      .all()
      .map(({ path, model: { name, title, isLoaded, can, contextLength, trainedContextLength } }) => ({
        path,
        name,
        title,
        isLoaded,
        canChat: can.includes('chat'),
        contextLength: contextLength ?? (trainedContextLength === 0 ? null : trainedContextLength),
      }));

  return {
    get status() {
      return statusNow();
    },
    listen: async () => {
      await opening;
      return statusNow();
    },
    answer: (request, response) => void answer(request, response, ofThisUser),
    setKey: keys.setFixed,
    finish: async (ms) => {
      isEnding = true;
      await whileAnswering(ms);
    },
    forConnect: {
      address: () => listener?.addresses[0] ?? `http://127.0.0.1:${forced?.port ?? settings.now.apiPort}`,
      isOn: () => listener !== null,
      models: modelNames,
      requests: requests.all,
    },
    calls: {
      apiStatus: statusNow,
      apiKeys: keys.all,
      createApiKey: ({ name, rights, days }) => {
        refuseIfGone();
        return keys.create(name, rights, days);
      },
      deleteApiKey: ({ id }) => {
        refuseIfGone();
        keys.remove(id);
        // Nobody else could be let in.
        if (isReachableByOthers(settings.now.apiAddresses ?? []) && !keys.hasAny()) void reopen();
      },
      apiRequests: requests.all,
      clearApiRequests: requests.clear,
      exportApiRequests: () => options.send(requestsJob(requests.all()), requestsFormat),
      apiClients: requests.clients,
      apiModels: modelNames,
      unloadBesideModel: ({ path, whileAnswering: what }) => options.beside.unload(path, what),
    },
    forgetStates: known.clear,
    close: async () => {
      closing.abort();
      if (timer !== null) clearTimeout(timer);
      await opening;
      // Answers that were stopped tell their clients so.
      await whileAnswering(tellEndMs);
      await listener?.close();
      requests.close();
    },
  };
};

/** Work that needs no list of models. */
const withoutModels: ReadonlySet<ApiWorkKind> = new Set<ApiWorkKind>([
  'health',
  'version',
  'running',
  'counters',
  'kept-answer',
  'forget-answer',
]);

const afterFirstScan = (worker: Worker, firstScan: () => Promise<void>): Worker => ({
  run: async (work, how) => {
    if (!withoutModels.has(work.kind)) await firstScan();
    return worker.run(work, how);
  },
});

/** Whether a text is an origin as browsers send it; other programs' windows have schemes of their own. */
const isOrigin = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+\/?$/i.test(text.trim());
