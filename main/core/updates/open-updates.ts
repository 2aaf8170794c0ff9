/**
 * New versions of Hearth. Nothing is asked of any computer before the user agreed: to one check by a click, or to one a day by a setting.
 * Downloading and installing are clicks of their own. Every request goes through core/network; the shell only installs a file that was
 * checked here.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type {
  UpdateOffer,
  UpdateProof,
  UpdateStatus,
  UpdateStep,
  updatesCalls,
} from '../../shared/contract/updates.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { fileOf, newestIn, type Chosen, type ProgramKind } from '../../shared/updates/choose.ts';
import type { Feed, FeedFile, Release, UpdateSource } from '../../shared/updates/feed.ts';
import { stepAfter, type UpdateEvent } from '../../shared/updates/steps.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import type { Outgoing } from '../network/outgoing.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { coldChats } from './engine-build.ts';
import { downloadInstaller, isUnchanged, keepFile } from './installer-file.ts';
import { readFeed } from './read-feed.ts';
import {
  keptInstaller,
  openUpdateFolder,
  readRecord,
  removeUpdates,
  writeRecord,
  type UpdateRecord,
} from './record.ts';
import { keepSerial, readSerial } from './serial.ts';

/** An installer that was checked. */
export interface CheckedInstaller extends Pick<FeedFile, 'bytes' | 'sha512'> {
  path: string;
  version: string;
  /** The names in the certificate of an installer of Windows; empty if it has none. */
  publishers: string[];
}

/** What the shell gives if its program can be replaced. */
export interface ProgramInstaller extends ProgramKind {
  /** The file that is the whole program, if it is one: an AppImage. Otherwise an installer of this version is downloaded and kept. */
  ownFile: string | null;
  /** Ends Hearth, installs and starts it again. Rejects if it cannot. */
  install: (file: CheckedInstaller) => Promise<void>;
}

export interface UpdatesOptions {
  dataFolder: string;
  version: string;
  /** `null` if this build has no address. */
  source: UpdateSource | null;
  /** `null` if the program cannot be replaced. */
  installer: ProgramInstaller | null;
  engine: Release['engine'];
  /** The folder of KV states. */
  snapshots: string;
  db: Db;
  settings: KeptSettings;
  outgoing: Outgoing;
  /** An answer runs or waits, here or for another program. */
  isAnswering: () => boolean;
  /** Rejects if this version does not work: see self-test.ts. */
  test: (isStopped: AbortSignal) => Promise<void>;
  tell: (told: Told) => void;
  emit: Emit;
  log: Log;
  /** The time from the start to the self-test and to the first check, and between two checks, in ms. */
  testAfterMs?: number;
  checkAfterMs?: number;
  checkEveryMs?: number;
}

export interface Updates {
  calls: HandlersOf<typeof updatesCalls>;
  close: () => void;
}

export const openUpdates = (options: UpdatesOptions): Updates => {
  const { dataFolder, version, source, installer, settings, outgoing, log } = options;
  const { testAfterMs = 5_000, checkAfterMs = 60_000, checkEveryMs = 86_400_000 } = options;
  const closed = new AbortController();
  let step: UpdateStep =
    source === null
      ? { step: 'unavailable', why: 'no-address' }
      : installer === null
        ? { step: 'unavailable', why: 'no-installer' }
        : { step: 'idle', checkedAt: null, problem: null };
  let record = readRecord(dataFolder);
  let problem: Told | null = null;
  let running: AbortController | null = null;
  let found: { feed: Feed; chosen: Chosen } | null = null;

  const proof = (): UpdateProof | null =>
    record === null || record.to !== version
      ? null
      : { from: record.from, to: record.to, result: record.result, problem };
  const status = (): UpdateStatus => ({ now: step, address: source?.address ?? null, proof: proof() });
  const changed = (): void => options.emit('updates.changed', { updates: status() });
  /** Takes the step; throws `Refusal` if it is not possible now. */
  const take = (event: UpdateEvent): void => {
    const next = stepAfter(step, event);
    if (next === null) throw new Refusal('updates.not-now');
    step = next;
    changed();
  };
  /** Runs what the user can stop; a failure becomes the problem of the step that it ends in. */
  const run = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const own = new AbortController();
    running = own;
    try {
      await work(AbortSignal.any([own.signal, closed.signal]));
    } catch (error) {
      if (closed.signal.aborted) return;
      if (!own.signal.aborted && !(error instanceof Refusal)) log.error('the update failed', error);
      const told = error instanceof Refusal ? error.told : say('updates.failed');
      const next = stepAfter(step, { event: 'ended', problem: own.signal.aborted ? null : told });
      if (next !== null) step = next;
      changed();
    } finally {
      running = null;
    }
  };
  const path = (name: string): string => join(openUpdateFolder(dataFolder), name);
  const keptName = `kept-${version}`;
  const installerName = (chosen: Chosen): string => `hearth-${chosen.release.version}`;
  const needed = <Value>(value: Value | null): Value => {
    if (value === null) throw new Refusal('updates.not-now');
    return value;
  };

  /** What keeps the running version: a copy of its file, or its installer from the feed. `null` if the feed has none. */
  const earlierIn = (feed: Feed): FeedFile | 'own-file' | null =>
    needed(installer).ownFile !== null ? 'own-file' : fileOf(feed, version, needed(installer));

  const offerOf = ({ feed, chosen: { release, file } }: NonNullable<typeof found>): UpdateOffer => {
    const earlier = earlierIn(feed);
    const more = earlier === null || earlier === 'own-file' ? 0 : earlier.bytes;
    return {
      version: release.version,
      date: release.date,
      bytes: file.bytes + more,
      host: new URL(file.url).host,
    };
  };

  const check = (): Promise<void> => {
    const from = needed(source);
    take({ event: 'check' });
    return run(async (signal) => {
      const feed = await readFeed(outgoing, from, readSerial(dataFolder), signal);
      keepSerial(dataFolder, feed.serial);
      const chosen = newestIn(feed, version, needed(installer));
      found = chosen === null ? null : { feed, chosen };
      take({ event: 'checked', offer: found === null ? null : offerOf(found), at: Date.now() });
    });
  };

  const download = (): Promise<void> => {
    const { feed, chosen } = needed(found);
    take({ event: 'download' });
    return run(async (signal) => {
      const earlier = earlierIn(feed);
      if (earlier === null) throw new Refusal('updates.no-way-back', { version });
      const onBytes =
        (before: number) =>
        (bytes: number): void =>
          received(before + bytes);
      const { release, file } = chosen;
      await downloadInstaller(
        outgoing,
        file,
        release.version,
        path(installerName(chosen)),
        onBytes(0),
        signal,
      );
      if (earlier !== 'own-file')
        await downloadInstaller(outgoing, earlier, version, path(keptName), onBytes(file.bytes), signal);
      take({ event: 'downloaded', cold: coldBy(release) });
    });
  };
  let toldAt = 0;
  /** At most a few times a second. */
  const received = (bytes: number): void => {
    const next = stepAfter(step, { event: 'received', bytes });
    if (next === null) return;
    step = next;
    if (performance.now() - toldAt < 250) return;
    toldAt = performance.now();
    changed();
  };
  const coldBy = (release: Release) => {
    const chats = coldChats(options.snapshots, options.engine, release.engine);
    return chats === 0 ? null : { engine: `llama.cpp ${release.engine.llamaCpp}`, chats };
  };

  const refuseWhileAnswering = (): void => {
    if (options.isAnswering()) throw new Refusal('updates.answer-runs');
  };

  /** The copy of the database that the earlier version can read. */
  const copyDatabase = (): UpdateRecord['database'] => {
    const file = 'before.db';
    rmSync(path(file), { force: true });
    options.db.prepare('VACUUM INTO ?').run(path(file));
    const [{ user_version: schema }] = options.db.pragma('user_version') as [{ user_version: number }];
    return { file, schema };
  };

  const install = async (): Promise<void> => {
    const { feed, chosen } = needed(found);
    const { ownFile, install: begin } = needed(installer);
    refuseWhileAnswering();
    if (step.step !== 'ready') throw new Refusal('updates.not-now');
    const ready = step;
    take({ event: 'install' });
    const { release, file } = chosen;
    try {
      const checked = path(installerName(chosen));
      if (!(await isUnchanged(checked, file))) throw new Refusal('updates.installer-wrong', { version });
      const earlier = earlierIn(feed);
      const kept =
        ownFile !== null || earlier === null || earlier === 'own-file'
          ? await keepFile(needed(ownFile), path(keptName))
          : { bytes: earlier.bytes, sha512: earlier.sha512 };
      // An answer can have begun meanwhile.
      refuseWhileAnswering();
      writeRecord(dataFolder, {
        from: version,
        to: release.version,
        kept: { file: keptName, bytes: kept.bytes, sha512: kept.sha512 },
        database: copyDatabase(),
        starts: 0,
        result: 'testing',
        isGoingBack: false,
      });
      record = readRecord(dataFolder);
      await begin({
        path: checked,
        version: release.version,
        bytes: file.bytes,
        sha512: file.sha512,
        publishers: source?.publishers ?? [],
      });
    } catch (error) {
      if (!(error instanceof Refusal)) log.error('the update was not installed', error);
      step = { ...ready, problem: error instanceof Refusal ? error.told : say('updates.not-installed') };
      changed();
      if (error instanceof Refusal) throw error;
      throw new Refusal('updates.not-installed');
    }
  };

  const goBack = async (): Promise<void> => {
    const { install: begin } = needed(installer);
    const known = needed(record);
    const kept = needed(keptInstaller(dataFolder, known));
    if (proof() === null) throw new Refusal('updates.not-now');
    refuseWhileAnswering();
    if (!(await isUnchanged(kept, known.kept)))
      throw new Refusal('updates.installer-wrong', { version: known.from });
    writeRecord(dataFolder, { ...known, isGoingBack: true });
    try {
      const { bytes, sha512 } = known.kept;
      const publishers = source?.publishers ?? [];
      await begin({ path: kept, version: known.from, bytes, sha512, publishers });
    } catch (error) {
      log.error('the earlier version was not installed', error);
      writeRecord(dataFolder, known);
      throw new Refusal('updates.not-installed');
    }
  };

  const prove = async (): Promise<void> => {
    const known = record;
    if (known === null || known.to !== version || known.result === 'passed') return;
    let result: UpdateRecord['result'] = 'passed';
    try {
      await options.test(closed.signal);
    } catch (error) {
      if (closed.signal.aborted) return;
      result = 'failed';
      problem = error instanceof Refusal ? error.told : say('updates.failed');
      log.error('the self-test of the new version failed', error);
      options.tell(say('updates.self-test-failed', { version, earlier: known.from }));
    }
    record = { ...known, result };
    writeRecord(dataFolder, record);
    // What was installed is of no more use; the kept earlier version is.
    if (result === 'passed')
      for (const name of [`hearth-${version}`, 'installing'])
        rmSync(path(name), { recursive: true, force: true });
    changed();
  };

  // An installer that never ran, or that was undone by other means.
  if (record !== null && record.to !== version) {
    if (record.from === version) options.tell(say('updates.was-not-installed', { version: record.to }));
    removeUpdates(dataFolder);
    record = null;
  }
  const timers = [
    setTimeout(
      () => void prove().catch((error: unknown) => log.error('the self-test was not stored', error)),
      testAfterMs,
    ),
  ];
  const checkIfAgreed = (): void => {
    const { lookForUpdates, offline } = settings.now;
    if (lookForUpdates && !offline && step.step === 'idle') void check();
  };
  if (source !== null && installer !== null) {
    timers.push(setTimeout(checkIfAgreed, checkAfterMs), setInterval(checkIfAgreed, checkEveryMs));
    settings.onChange((now, before) => {
      if (now.offline && !before.offline) running?.abort();
    });
  }
  for (const timer of timers) timer.unref();

  return {
    calls: {
      updates: status,
      checkForUpdate: check,
      downloadUpdate: download,
      stopUpdate: () => running?.abort(),
      installUpdate: install,
      goBackToEarlierVersion: goBack,
      removeEarlierVersion: () => {
        if (proof()?.result !== 'passed') throw new Refusal('updates.not-now');
        removeUpdates(dataFolder);
        record = null;
        changed();
      },
    },
    close: () => {
      closed.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
