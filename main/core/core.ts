/** Hearth without a shell: opens its rooms, joins their handlers behind the contract, and closes them. */
import type { Events } from '../shared/contract/contract.ts';
import { say } from '../shared/words/catalogue.ts';
import { openBackups } from './backup/open-backup.ts';
import type { Engine } from '../shared/engine/engine.ts';
import { packageRoot } from '../system/paths.ts';
import { createAppCalls } from './app-calls.ts';
import { openApi } from './api/open-api.ts';
import { allDialects } from './api/dialects.ts';
import { openChats } from './chats/open-chats.ts';
import { measurementsIn } from './chats/measurements.ts';
import { openStore } from './chats/open-store.ts';
import { snapshotFolder } from './chats/snapshot-files.ts';
import { writeCrashReport } from '../system/crash-reports.ts';
import { withDefaults, type Core, type CoreOptions } from './core-options.ts';
import { openConnect } from './connect/open-connect.ts';
import { keepBackups } from './database/backups.ts';
import { watchDataPlace } from './database/data-place.ts';
import { reserveIn } from './database/reserve.ts';
import { openDocuments } from './documents/open-documents.ts';
import { readWith } from './documents/read-document.ts';
import { watchDesktop, type DesktopWatch } from './desktop-news.ts';
import { serveDownloads } from './downloads/calls.ts';
import { unloadWhenIdle } from './engines/idle-unload.ts';
import { GpuFaults } from './engines/llama/gpu-faults.ts';
import { keptGpuFaults } from './engines/kept-gpu-faults.ts';
import { LlamaEngine } from './engines/llama/llama-engine.ts';
import { createBesideModels } from './engines/beside-models.ts';
import { createLentModel } from './engines/lent-model.ts';
import { MachineShares } from './engines/llama/machine-shares.ts';
import { createModelConfigs } from './engines/model-configs.ts';
import { EngineQueue } from './engines/queue.ts';
import { createRunningModel } from './engines/running-model.ts';
import { serveHub } from './hub/calls.ts';
import { openKnownFiles } from './library/known-files.ts';
import { openModels } from './library/open-models.ts';
import { openMeasuring } from './measuring/measuring.ts';
import { openMemory } from './memory/open-memory.ts';
import { openNetwork } from './network/open-network.ts';
import { createLogsCalls } from './logs.ts';
import { createNotices, unexpectedFailure } from './notices.ts';
import { watchWindows } from './open-windows.ts';
import { openSearch } from './search/open-search.ts';
import { createServer, joinHandlers } from './server.ts';
import { speakAs } from './core-language.ts';
import { keepSettings } from './settings/keep-settings.ts';
import { openSync } from './sync/open-sync.ts';
import { openTransfer } from './transfer/open-transfer.ts';
import { ownEngineBuild } from './updates/engine-build.ts';
import { engineBuildText } from '../shared/engine/engine-build.ts';
import { openUpdates } from './updates/open-updates.ts';
import { selfTest } from './updates/self-test.ts';
import { settleWayBack } from './updates/way-back.ts';
import { openUploads } from './transfer/uploads.ts';

/** The events after which chats can have other messages. */
const withMessages: ReadonlySet<keyof Events> = new Set<keyof Events>([
  'turn.started',
  'chat.reshaped',
  'chats.came',
  'chats.deleted',
  'deletedChats.changed',
]);

/** Throws `Refusal` if the database cannot be used. The model is loaded in the background. */
export const createCore = (options: CoreOptions): Core => {
  const { log, dataFolder } = options;
  const server = createServer(log);
  let desktop: DesktopWatch | null = null;
  const emit: typeof server.emit = (event, data) => {
    server.emit(event, data);
    if (withMessages.has(event)) documents.messagesChanged();
    desktop?.happened(event, data);
  };
  const notices = createNotices((list) => emit('notices.changed', { notices: list }));
  const isBack = settleWayBack(dataFolder, options.version, log);
  if (isBack !== null) notices.tell(isBack);
  let wasDamaged = false;
  const onDamaged = (): void => {
    if (!wasDamaged) notices.tell(say('database.damaged-rows'));
    wasDamaged = true;
  };
  const reserve = reserveIn(dataFolder);
  const { db, store } = openStore({ dataFolder, reserve, log, tell: notices.tell });
  reserve.restore();
  const place = watchDataPlace({ db, dataFolder, tell: notices.tell, log });
  const known = openKnownFiles({ db, version: options.version, models: () => models.library.models() });
  const settings = keepSettings({ store, emit, refuseIfGone: place.refuseIfGone, known });
  const systemLanguages = options.systemLanguages ?? [];
  speakAs(settings.now.language, systemLanguages);
  settings.onChange(({ language }) => {
    if (speakAs(language, systemLanguages)) options.onLanguage?.();
  });

  // Another engine would be chosen here, and nowhere else.
  const shares = new MachineShares();
  const engineBuild = ownEngineBuild(packageRoot);
  const gpuFaults = new GpuFaults(
    keptGpuFaults(snapshotFolder(dataFolder), engineBuildText(engineBuild), log),
  );
  const openLlama = (): Engine => {
    const opened: Engine = new LlamaEngine(
      options.spawnEngine,
      log,
      undefined,
      (how) => reportEngine(opened, how),
      shares,
      gpuFaults,
    );
    return opened;
  };
  const engine = options.openEngine?.(log) ?? openLlama();
  const reportEngine = ({ status: { model } }: Engine, how: string): void => {
    const { architecture = null, quantization = null, backend = null, contextLength = null } = model ?? {};
    writeCrashReport(dataFolder, {
      part: 'engine',
      how,
      facts: { architecture, quantization, backend, contextLength },
    });
  };
  engine.listen((status) => emit('engine.changed', { engine: status }));
  const queue = new EngineQueue(
    () => engine.can.beside,
    undefined,
    () => engine.can.givesWay,
  );

  if (options.onDesktop !== undefined)
    desktop = watchDesktop({
      settings: () => settings.now,
      engine: () => engine.status,
      titleOf: (chatId) => store.chat(chatId)?.title ?? '',
      tell: options.onDesktop,
    });

  const given = withDefaults(options);
  let isAsleep = false;
  /** When the machine began to sleep or woke up last. */
  let sleptAt = -Infinity;
  /** The dependencies from which each room takes its own. */
  const base = {
    ...given,
    // What would drain a battery should not keep a machine from sleeping either.
    isOnBattery: () => isAsleep || given.isOnBattery(),
    hasSlept: (since: number) => sleptAt >= since,
    onDamaged,
    snapshots: snapshotFolder(dataFolder),
    db,
    store,
    measurements: measurementsIn(db),
    reserve,
    refuseIfGone: place.refuseIfGone,
    settings,
    known,
    engine,
    queue,
    emit,
  };
  const network = openNetwork(base);
  const { outgoing, token } = network;
  const models = openModels(base);
  const { library, titleOf } = models;
  const { hub, pageOf, ...served } = serveHub({
    ...base,
    outgoing,
    hasToken: token.isSet,
    isHere: models.has,
  });
  const downloads = serveDownloads({
    ...base,
    outgoing,
    fileUrl: hub.fileUrl,
    pageOf,
    onDone: models.look,
  });
  const configs = createModelConfigs({ ...base, titleOf });
  const { configFor } = configs;
  const memory = openMemory({
    ...base,
    find: library.find,
    installed: library.models,
    hub,
    pageOf,
    configFor,
  });
  const idle = unloadWhenIdle(base);
  const uploads = openUploads(dataFolder);
  const documents = openDocuments({
    ...base,
    isBusy: () => answers.isBusy,
    embedding: engine.can.texts && {
      work: engine.can.texts,
      models: library.models,
      isWanted: () => settings.now.embedPassages,
    },
    uploads,
    read: readWith(options.spawnReader, log),
    onRemoved: (...removed) => chats.documentsRemoved(...removed),
  });
  const chats = openChats({
    ...base,
    tell: notices.tell,
    documents,
    configs,
    idle,
    models,
    onStatesCleared: () => {
      beside.clearStates();
      api.forgetStates();
    },
    // Which model runs is decided by a room that has to know of the answers.
    compared: {
      nameOf: (path) => running.nameOf(path),
      useModel: (path, stop) => running.use(path, stop),
      ownModel: {
        isAway: () => lent.isOwnAway(),
        use: (stop) => lent.useOwn(stop),
        want: (isStill) => lent.want(isStill),
      },
      restore: (path) => running.restore(path),
    },
  });
  const transfer = openTransfer({ ...base, uploads, chats });
  const answers = chats.turns;
  const sync = openSync({
    ...base,
    documents: documents.synced,
    isBusy: () => answers.isBusy,
    onMerged: chats.merged,
  });
  const search = openSearch({ ...base, isBusy: () => answers.isBusy });
  const beside = createBesideModels({
    ...base,
    openBeside: options.openEngine === undefined ? openLlama : null,
    configFor,
    nameOf: (path) => running.nameOf(path),
    inspect: (file) => running.inspect(file),
    fitsBeside: memory.fitsBeside,
  });
  const running = createRunningModel({
    ...base,
    answers,
    configs,
    idle,
    models,
    memory: {
      ...memory,
      refuseIfTooLarge: (config) => beside.makeRoomFor(() => memory.refuseIfTooLarge(config)),
    },
  });
  const lent = createLentModel(engine, () => running, options.programsEndMs);
  models.usedBy({ letGo: beside.letGo, letGoToMove: beside.letGo, moved: () => undefined });
  models.usedBy(running);
  const api = openApi({
    ...base,
    configs,
    lent,
    beside,
    idle,
    library: models.now,
    scan: models.scan,
    metadata: library.metadata,
    nameOf: running.nameOf,
    dialects: options.apiDialects ?? allDialects,
    forced: options.api ?? null,
    send: transfer.send,
  });
  const connect = openConnect({ ...base, ...api.forConnect });
  const measuring = openMeasuring({ ...base, configFor, freeMachine: beside.letAllGo });
  const updates = openUpdates({
    ...base,
    ...options.updatePauses,
    outgoing,
    source: base.updateSource,
    engine: engineBuild,
    isAnswering: () => answers.isBusy || queue.isBusy || beside.isBusy,
    tell: notices.tell,
    test: (isStopped) =>
      selfTest({
        openEngine: () => options.openEngine?.(log) ?? new LlamaEngine(options.spawnEngine, log),
        config: configs.configFor(options.starterModel),
        answering: configs.answering(options.starterModel, []),
        isStopped,
      }),
  });
  const windows = watchWindows(base.windowGraceMs, [engine, beside, measuring]);
  server.onWindows(windows.count);
  const backup = openBackups(base);
  const backups = keepBackups(db, dataFolder, () => !answers.isBusy, log);
  server.handle(
    joinHandlers(
      createAppCalls({ ...base, token, chats: chats.welcome, notices }),
      chats.calls,
      search.calls,
      documents.calls,
      chats.documentCalls,
      running.calls,
      measuring.calls,
      settings.calls,
      memory.calls,
      models.calls,
      served.calls,
      downloads.calls,
      network.calls,
      transfer.calls,
      sync.calls,
      createLogsCalls({ ...base, engineBuild }),
      backup.calls,
      api.calls,
      connect.calls,
      updates.calls,
    ),
  );

  // The shell may not be ready for it before the core is there.
  setImmediate(() => desktop?.start());

  // The model is loaded first, because scanning for other models reads the same disk.
  let isClosed = false;
  const first = options.loadsFirst === false ? Promise.resolve() : running.loadFirst();
  void first.then(() => {
    if (!isClosed) library.start();
  });

  return {
    connect: server.connect,
    download: transfer.download,
    api,
    upload: transfer.upload,
    sleeps: (is) => {
      isAsleep = is;
      sleptAt = performance.now();
      windows.sleeps(is);
      if (is) return;
      // Before new requests are made, which it would cut, too.
      outgoing.renew();
      downloads.networkChanged();
    },
    failed: (error) => {
      writeCrashReport(dataFolder, { part: 'core', error });
      notices.tell(unexpectedFailure);
      answers.saveAll();
    },
    close: async () => {
      isClosed = true;
      desktop?.close();
      await api.close();
      for (const room of [updates, measuring, windows, idle, chats, place]) room.close();
      const copied = backups.close();
      const modelsClosed = downloads.close().then(outgoing.close).then(library.close);
      // A turn that ends by itself keeps its timings; one that hangs is ended with the engine.
      const stopped = answers.stopAll(say('answer.closed'));
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 500))]);
      await Promise.all([beside.close(), engine.close()]);
      await stopped;
      await modelsClosed;
      await search.close();
      await documents.close();
      await transfer.close();
      await sync.close();
      await backup.close();
      await copied;
      uploads.close();
      server.close();
      store.close();
    },
  };
};
