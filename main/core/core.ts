/** Hearth without a shell: chats, settings and the engine behind one contract. */
import { availableParallelism, homedir } from 'node:os';
import { dropBackups, keepBackups } from './database/backups.ts';
import { watchDataPlace } from './database/data-place.ts';
import { createDeletedChats } from './chats/deleted-chats.ts';
import { draftsIn } from './chats/drafts.ts';
import { openStore } from './chats/open-store.ts';
import { reserveIn } from './database/reserve.ts';
import { removeSnapshots, snapshotFolder, snapshotUsage } from './chats/snapshot-files.ts';
import { Turns } from './chats/turns.ts';
import { Warmth } from './chats/warmth.ts';
import type { OpenedChat } from '../shared/contract/chats.ts';
import type { Args } from '../shared/contract/contract.ts';
import type { Settings } from '../shared/contract/settings.ts';
import { withWindow } from '../shared/message/anatomy.ts';
import { bestOf, notTaken } from '../shared/speed/best-ceilings.ts';
import { Measuring } from './measuring/measuring.ts';
import { inspectFile } from './engines/llama/ask-process.ts';
import { createMemoryFor } from './memory/memory-for.ts';
import { EngineQueue } from './engines/queue.ts';
import { Supervisor, type SpawnEngine } from './engines/llama/supervisor.ts';
import type { Log } from '../system/log.ts';
import { isOnBattery } from '../system/power.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import type { Port } from '../shared/rpc/port.ts';
import { createServer } from './server.ts';
import { createNotices } from './notices.ts';
import { watchWindows, windowGraceMs } from './open-windows.ts';
import { openModels } from './models.ts';
import { createRunningModel } from './running-model.ts';
import type { KeyStore } from './network/token.ts';
import {
  loadMeasuredFlash,
  loadSettings,
  saveMeasuredFlash,
  saveSettings,
  saveThinking,
} from './settings/settings.ts';

export interface CoreOptions {
  /** Already claimed, see `claimDataFolder`. */
  dataFolder: string;
  starterModel: string;
  version: string;
  shell: 'window' | 'browser';
  spawnEngine: SpawnEngine;
  /** The native file picker, where the shell has one; `null` when the user closes it. */
  pickModelFile?: () => Promise<string | null>;
  /** The native folder picker, as above. */
  pickFolder?: () => Promise<string | null>;
  /** Moves files to the system's bin; rejects where that cannot be done. */
  moveToBin?: (paths: string[]) => Promise<void>;
  /** The user's folder and environment, by which other programs' models are found; the process' own by default. */
  home?: string;
  env?: NodeJS.ProcessEnv;
  /** The system's store of secrets, where the shell has one. */
  keyStore?: KeyStore | null;
  /** Where the shell knows; else what the operating system says. */
  isOnBattery?: () => boolean;
  /** How long no window must be connected before Hearth takes it that nobody reads; about a minute by default. */
  windowGraceMs?: number;
  log: Log;
}

export interface Core {
  /** Serves a window over `port`. */
  connect(port: Port): void;
  /** Something failed that nothing caught: stores the running answers and tells every window. */
  failed(): void;
  /** Stores what runs and ends the engine; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Answers whose paint is remembered until their anatomy is there; turns that were never measured leave one each. */
const mostPaints = 100;

/** Throws `Refusal` when the database cannot be used. The model loads in the background. */
export const createCore = (options: CoreOptions): Core => {
  const { log, starterModel } = options;
  const reserve = reserveIn(options.dataFolder);
  const notices = createNotices();
  const { db, store } = openStore({ dataFolder: options.dataFolder, reserve, log, tell: notices.tell });
  reserve.restore();
  let settings = loadSettings(store);

  const snapshots = snapshotFolder(options.dataFolder);
  // The states of deleted chats can be computed again if such a chat is restored.
  const kept = new Set(store.chats().map(({ id }) => id));
  removeSnapshots(snapshots, (chatId) => !kept.has(chatId));
  const warmth = new Warmth(store);
  const drafts = draftsIn(db);

  /** The chat that a window showed last. */
  let lookedAt: string | null = null;
  const bringBack = (): void => {
    try {
      if (lookedAt === null || turns.isBusy || store.chat(lookedAt) === null) return;
      supervisor.lookAt(lookedAt, turns.prompt(lookedAt));
    } catch (error) {
      log.error('the chat that is looked at was not brought back', error);
    }
  };

  /** What the engine measured for the model that it loaded, so that what the model takes is said by it from then on. */
  const rememberAttention = (): void => {
    const { model } = supervisor.status;
    if (model === null || supervisor.config?.flashAttention !== null || model.backend !== 'cpu') return;
    try {
      const measured = loadMeasuredFlash(store);
      if (measured[model.path] !== model.flashAttention)
        saveMeasuredFlash(store, { ...measured, [model.path]: model.flashAttention });
    } catch (error) {
      log.error('how the model computes attention was not stored', error);
    }
  };

  let isSupportTold = false;
  const supervisor = new Supervisor(options.spawnEngine, log, {
    onStatus: (engine) => {
      server.emit('engine.changed', { engine });
      if (engine.state !== 'ready') return;
      if (!isSupportTold && supervisor.architectures !== null) {
        isSupportTold = true;
        models.supportTold();
      }
      rememberAttention();
      warmth.forgetCounts();
      bringBack();
      running.used();
    },
    onCache: (state) => {
      warmth.update(state);
      server.emit('cache.changed', { warmth: warmth.of(store.chats()) });
    },
    onCounted: (counted) => warmth.noteCount(counted),
    onDraft: ({ chatId, draft, done, total, promptTokens }) =>
      server.emit('draft.moved', { chatId, draft, done, total, promptTokens }),
  });
  /** What the window told of answers whose anatomy comes later, since they were stopped in the middle of a step. */
  const paints = new Map<string, Args<'notePaint'>>();
  const notePaint = (painted: Args<'notePaint'>): void => {
    const { messageId, sendMs, paintMs, tokenToPaint } = painted;
    const anatomy = store.anatomy(messageId);
    if (anatomy === null) {
      if (paints.size < mostPaints) paints.set(messageId, painted);
      return;
    }
    // Another window was quicker.
    if (anatomy.parts.some(({ name }) => name === 'paint')) return;
    const parts = withWindow(anatomy.parts, sendMs, paintMs);
    store.saveAnatomy(messageId, { ...anatomy, parts, tokenToPaint });
    // From the key on, as the parts are.
    const message = store.message(messageId);
    if (message === null || message.timings === null || message.timings.firstTokenMs === null) return;
    const { chatId, timings } = message;
    store.saveTimings(messageId, { ...timings, firstTokenMs: timings.firstTokenMs! + sendMs });
    server.emit('turn.measured', { chatId, message: store.message(messageId)! });
  };
  const queue = new EngineQueue();
  const turns = new Turns({
    store,
    supervisor,
    queue,
    reserve,
    answering: () => running.answering(),
    onLateAnatomy: (messageId) => {
      const painted = paints.get(messageId);
      paints.delete(messageId);
      if (painted !== undefined) notePaint(painted);
    },
    onEnd: () => {
      const { model } = supervisor.status;
      try {
        if (model !== null) models.used(model.path);
      } catch (error) {
        log.error('when the model was used last was not stored', error);
      }
      running.used();
    },
    emit: (name, data) => server.emit(name, data),
    log,
  });

  const measuring = new Measuring({
    spawn: options.spawnEngine,
    alone: (work) => queue.run('measuring', () => supervisor.lend(work)),
    onProgress: (progress) => server.emit('measuring.moved', { measuring: progress }),
    onLog: ({ level, text }) => log[level](`engine, measuring: ${text}`),
  });

  const running = createRunningModel({
    store,
    supervisor,
    inspect: (wanted) => inspectFile(options.spawnEngine, log, wanted),
    turns,
    queue,
    settings: () => settings,
    starterModel,
    titleOf: (path) => models.titleOf(path),
    snapshots,
    refuseIfTooLarge: (config) => models.fitting.refuseIfTooLarge(config),
    whatWouldFit: (config, isCertain) => models.fitting.whatWouldWork(config, isCertain),
    log,
  });

  const models = openModels({
    db,
    store,
    dataFolder: options.dataFolder,
    starterModel,
    version: options.version,
    home: options.home ?? homedir(),
    env: options.env ?? process.env,
    settings: () => settings,
    emit: (name, data) => server.emit(name, data),
    moveToBin: options.moveToBin ?? null,
    keyStore: options.keyStore ?? null,
    configFor: (path) => running.configFor(path),
    memoryFor: createMemoryFor(supervisor, options.spawnEngine, log),
    supported: () => supervisor.architectures,
    letGo: (path) => running.letGo(path),
    letGoToMove: (path) => running.letGoToMove(path),
    moved: (from, to) => {
      running.moved(from, to);
      settings = loadSettings(store);
      server.emit('settings.changed', { settings });
    },
    log,
  });

  const deletedChats = createDeletedChats({
    store,
    forgetStates: (chatId) => {
      supervisor.forgetChat(chatId);
      removeSnapshots(snapshots, (owner) => owner === chatId);
    },
    onPurged: () => dropBackups(options.dataFolder),
    onChange: (list) => server.emit('deletedChats.changed', { deletedChats: list }),
    log,
  });

  const place = watchDataPlace({ db, dataFolder: options.dataFolder, tell: notices.tell, log });
  const backups = keepBackups(db, options.dataFolder, () => !turns.isBusy, log);

  /** Begins what stores messages, if they can be stored. */
  const stored = <Begun extends object>(begin: (at: number) => Begun) => {
    place.refuseIfGone();
    return timed(begin);
  };

  const openChat = (chatId: string): OpenedChat => {
    const chat = store.chat(chatId);
    if (chat === null) throw new Refusal('This chat is no longer there.');
    return { chat, messages: turns.withRunning(chatId, store.path(chatId)), phase: turns.phase(chatId) };
  };

  const windows = watchWindows(options.windowGraceMs ?? windowGraceMs, (areOpen) => {
    supervisor.windowsAre(areOpen);
    // What a benchmark has measured so far is kept.
    if (!areOpen) measuring.stop();
  });

  const server = createServer(
    {
      greet: () => ({
        app: {
          version: options.version,
          shell: options.shell,
          platform: process.platform,
          cores: supervisor.cores ?? availableParallelism(),
          canPickFiles: options.pickModelFile !== undefined,
          hasBin: options.moveToBin !== undefined,
          ...models.facts(),
          dataFolder: options.dataFolder,
        },
        chats: store.chats(),
        engine: supervisor.status,
        settings,
        warmth: warmth.of(store.chats()),
        running: turns.runningChats,
        drafts: drafts.all(),
        notices: notices.list(),
      }),
      dismissNotice: ({ id }) => notices.dismiss(id),

      openChat: ({ chatId }) => {
        const opened = openChat(chatId);
        lookedAt = chatId;
        bringBack();
        return opened;
      },
      renameChat: ({ chatId, title }) => {
        const { chat } = openChat(chatId);
        store.renameChat(chat.id, title);
        server.emit('chat.changed', { chat: { ...chat, title } });
      },
      deleteChat: ({ chatId }) => {
        const { chat } = openChat(chatId);
        turns.stop(chat.id);
        deletedChats.add(chat.id);
        server.emit('chat.deleted', { chatId });
      },
      restoreChat: ({ chatId }) => {
        deletedChats.restore(chatId);
        server.emit('chat.changed', { chat: store.chat(chatId)! });
      },
      deletedChats: () => deletedChats.list(),
      purgeChat: ({ chatId }) => deletedChats.purge(chatId),
      purgeDeletedChats: () => deletedChats.purgeAll(),

      setOverflow: ({ chatId, overflow }) => {
        store.setOverflow(openChat(chatId).chat.id, overflow);
        server.emit('chat.changed', { chat: store.chat(chatId)! });
      },
      setThinking: ({ chatId, thinking }) => {
        if (chatId !== null) {
          store.setThinking(openChat(chatId).chat.id, thinking);
          server.emit('chat.changed', { chat: store.chat(chatId)! });
        }
        const path = supervisor.config?.modelPath;
        if (path === undefined) return;
        settings = { ...settings, thinking: { ...settings.thinking, [path]: thinking } };
        saveThinking(store, settings.thinking);
        server.emit('settings.changed', { settings });
      },
      continueFromSummary: ({ chatId }) => {
        place.refuseIfGone();
        return turns.continueFromSummary(chatId);
      },

      startTurn: ({ chatId, text }) => stored((at) => turns.start(chatId, text, at)),
      regenerate: ({ messageId }) => stored((at) => turns.regenerate(messageId, at)),
      editMessage: ({ messageId, text }) => stored((at) => turns.edit(messageId, text, at)),
      selectVersion: ({ messageId }) => {
        const message = store.message(messageId);
        if (message === null) throw new Refusal('This message is no longer there.');
        if (turns.phase(message.chatId))
          throw new Refusal('An answer is still being written in this chat: stop it first.');
        store.selectVersion(message);
        warmth.changed(message.chatId);
        return openChat(message.chatId);
      },
      stopTurn: ({ chatId }) => turns.stop(chatId),

      clock: () => performance.now(),
      turnAnatomy: ({ messageId }) => store.anatomy(messageId),
      chatWork: ({ messageId }) => store.chatWork(messageId),
      notePaint,

      ceilings: () => {
        const { model } = supervisor.status;
        return model && store.ceilings(model.backend, model.device);
      },
      calibrate: async () => {
        const { backend, threads } = settings;
        const { ceilings, otherCores } = await measuring.calibrate({
          backend,
          threads,
          folder: options.dataFolder,
        });
        const problem = notTaken(otherCores);
        if (problem !== null) throw new Refusal(problem);
        const best = bestOf(store.ceilings(ceilings.backend, ceilings.device), ceilings);
        store.saveCeilings(best);
        return best;
      },
      benchmark: async ({ path, plan }) => {
        const run = await measuring.benchmark(running.configFor(path), plan);
        store.saveBenchmarkRun(run);
        return run;
      },
      tuneModel: () => running.tune(),
      setDraftModel: ({ path }) => running.setDraftModel(path),
      stopMeasuring: () => measuring.stop(),
      benchmarkRuns: () => store.benchmarkRuns(),
      deleteBenchmarkRun: ({ id }) => store.deleteBenchmarkRun(id),
      statistics: ({ days }) => store.statistics(days),
      misdatedAnswers: ({ days }) => store.misdatedAnswers(days),

      openModel: async ({ path, whileAnswering }) => {
        const facts = await running.open(path, whileAnswering);
        models.opened(facts.path);
        return facts;
      },
      openStarterModel: ({ whileAnswering }) => running.openStarter(whileAnswering),
      pickModelFile: () => {
        if (options.pickModelFile === undefined)
          throw new Refusal('There is no file picker here: type the path of the file.');
        return options.pickModelFile();
      },
      unloadModel: ({ whileAnswering }) => running.unload(whileAnswering),
      cancelLoad: () => running.cancelLoad(),
      loadSettings: ({ path }) => running.loadSettings(path),
      changeLoadSettings: ({ path, settings: wanted }) => running.changeLoadSettings(path, wanted),
      ...models.calls,
      pickFolder: () => {
        if (options.pickFolder === undefined)
          throw new Refusal('There is no folder picker here: type the path of the folder.');
        return options.pickFolder();
      },
      restartEngine: () => running.restart(),

      changeSettings: async (patch) => {
        place.refuseIfGone();
        const change = withoutUndefined(patch);
        await running.refuseSettings({ ...settings, ...change });
        const before = settings;
        settings = { ...settings, ...change };
        saveSettings(store, settings);
        server.emit('settings.changed', { settings });
        if (before.snapshotBudget !== settings.snapshotBudget)
          supervisor.setSnapshotBudget(settings.snapshotBudget);
        if (!settings.typeAhead) supervisor.dropDraft();
        models.settingsChanged();
        if (before.systemPrompt !== settings.systemPrompt) warmth.forgetCounts();
        running.settingsChanged(before);
        return settings;
      },

      saveDraft: (draft) => {
        if (drafts.save(draft)) server.emit('draft.saved', draft);
      },
      readDraft: ({ chatId, text }) => {
        const isBattery = (options.isOnBattery ?? isOnBattery)();
        if (!settings.typeAhead || isBattery || turns.isBusy || text.trim() === '') return;
        running.used();
        // It will be wanted in a moment.
        supervisor.wake();
        supervisor.readDraft(chatId, turns.prompt(chatId), text);
      },
      dropDraft: () => supervisor.dropDraft(),

      snapshotUsage: () => snapshotUsage(snapshots),
      clearSnapshots: () => {
        supervisor.clearSnapshots();
        removeSnapshots(snapshots);
        return snapshotUsage(snapshots);
      },
    },
    log,
    windows.count,
  );

  notices.listen((list) => server.emit('notices.changed', { notices: list }));

  // The model first: looking for others reads the same disk.
  let isClosed = false;
  void running.loadFirst().then(() => {
    if (!isClosed) models.start();
  });

  return {
    connect: (port) => server.connect(port),
    failed: () => {
      notices.tell(
        'Something went wrong in Hearth: the details are in its log. Your chats are stored; start Hearth again if a part of it no longer answers.',
      );
      turns.saveAll();
    },
    close: async () => {
      // A turn that ends by itself keeps its timings; what hangs is cut off with the engine.
      isClosed = true;
      measuring.stop();
      windows.close();
      running.close();
      deletedChats.close();
      backups.close();
      place.close();
      const modelsClosed = models.close();
      const stopped = turns.stopAll('This answer was stopped because Hearth was closed.');
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 500))]);
      await supervisor.close();
      await stopped;
      await modelsClosed;
      server.close();
      store.close();
    },
  };
};

/** What a call began, and when it came. */
const timed = <Begun extends object>(begin: (at: number) => Begun): Begun & { receivedAt: number } => {
  const receivedAt = performance.now();
  return { ...begin(receivedAt), receivedAt };
};

const withoutUndefined = (patch: {
  [Key in keyof Settings]?: Settings[Key] | undefined;
}): Partial<Settings> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Settings>;
