/** Faults of the disk: full, slow, broken, read-only, folders that are gone. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeSmallDisk, noSmallDisk, type SmallDisk } from '../fixtures/disk/small-disk.ts';
import { faultyDisk, noFaultyDisk, pause, type DiskMode, type FaultyDisk } from './app.ts';
import type { Fault, Scene } from './trial.ts';

/** A disk that becomes `mode` in the middle of use, for a while. */
const fromThenOn = (name: string, mode: DiskMode, ms: number): Fault => {
  let disk: FaultyDisk;
  return {
    name,
    unavailable: noFaultyDisk,
    start: ({ own, folder }) => {
      disk = faultyDisk(own, folder);
      return { env: disk.env };
    },
    during: async ({ random, user }) => {
      disk.be(mode);
      await pause(random() * ms);
      await user.act();
      await user.act();
    },
    heal: () => disk.be('0'),
  };
};

let small: SmallDisk;
const smallDisk = (): { path: string; remove: () => void } => {
  small = makeSmallDisk(96);
  return { path: small.path, remove: () => small.remove() };
};
const remount = (how: 'ro' | 'rw'): void => {
  execFileSync('mount', ['-o', `remount,${how}`, small.path], { stdio: 'ignore' });
};

export const diskFaults: Fault[] = [
  fromThenOn('slow disk', 's', 1000),
  fromThenOn('disk full while Hearth runs (simulated)', 'f', 300),
  fromThenOn('disk with input/output errors', 'e', 300),
  fromThenOn('data folder read-only while Hearth runs', 'r', 300),
  {
    name: 'disk really full while Hearth runs',
    unavailable: () => noSmallDisk,
    disk: smallDisk,
    during: async ({ user }) => {
      small.fill();
      await user.act();
      await user.act();
    },
    heal: () => small.empty(),
  },
  {
    name: 'disk full, then core killed',
    unavailable: () => noSmallDisk,
    disk: smallDisk,
    isKilled: true,
    during: async ({ app, user }) => {
      small.fill();
      await user.act();
      await app.kill();
    },
    after: () => small.empty(),
    mend: () => small.empty(),
  },
  {
    name: 'data folder read-only at the start',
    unavailable: () => noSmallDisk,
    disk: smallDisk,
    between: () => remount('ro'),
    mend: () => remount('rw'),
  },
  {
    name: 'a folder of Hearth removed while it runs',
    during: ({ folder, random }) => {
      const names = ['kv', 'logs', 'backups', 'models', 'uploads'];
      rmSync(join(folder, names[Math.floor(random() * names.length)]!), { recursive: true, force: true });
    },
  },
  {
    name: 'data folder moved away while Hearth runs, then put back',
    during: async ({ folder, user }) => {
      renameSync(folder, `${folder}-away`);
      await user.act();
      await pause(6000);
    },
    heal: ({ folder }: Scene) => {
      // What Hearth has written there meanwhile is a copy.
      if (existsSync(folder)) renameSync(folder, `${folder}-written-again`);
      renameSync(`${folder}-away`, folder);
    },
  },
  {
    name: 'data folder removed while Hearth runs',
    during: async ({ folder, user }) => {
      // In one step: Hearth writes into it meanwhile.
      const gone = `${folder}-gone`;
      renameSync(folder, gone);
      rmSync(gone, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
      await pause(6000);
      await user.act();
    },
    // The chats are in the memory of Hearth; documents and states were files alone.
    mayLose: /document|download/,
  },
];
