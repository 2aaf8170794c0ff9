/** Faults of the machine around Hearth: its clock, its memory, its temporary folder. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { movableClock, pause } from './app.ts';
import type { Fault } from './trial.ts';

const dayMs = 86_400_000;

const clockJump = (name: string, ms: number): Fault => {
  let clock: ReturnType<typeof movableClock>;
  return {
    name,
    start: ({ own }) => {
      clock = movableClock(own);
      return { env: clock.env };
    },
    during: async ({ user }) => {
      clock.move(ms);
      await pause(150);
      await user.act();
    },
    heal: ({ random }) => {
      // Half of the time it is set right again.
      if (random() < 0.5) clock.move(0);
    },
  };
};

export const systemFaults: Fault[] = [
  clockJump('clock a day forward', dayMs),
  clockJump('clock a year backward', -365 * dayMs),
  {
    name: 'little memory for the core (96 MB heap)',
    start: () => ({ env: { NODE_OPTIONS: '--max-old-space-size=96' } }),
    during: async ({ user }) => {
      for (let act = 0; act < 4; act += 1) await user.act();
    },
  },
  {
    name: 'network dropped and back',
    during: async ({ hub, user, random }) => {
      await user.download();
      hub?.setOnline(false);
      await user.act();
      await pause(random() * 1500);
      hub?.setOnline(true);
    },
  },
  {
    name: 'no temporary folder',
    start: ({ own }) => ({ env: { TMPDIR: join(own, 'no', 'such', 'folder') } }),
    during: ({ user }) => user.addDocument(),
  },
  {
    name: 'temporary folder that cannot be written',
    start: ({ own }) => {
      // Root may write everywhere, but not below a file.
      const path = join(own, 'temporary');
      if (process.getuid?.() === 0) writeFileSync(path, 'a file');
      else {
        mkdirSync(path);
        chmodSync(path, 0o500);
      }
      return { env: { TMPDIR: path } };
    },
    during: ({ user }) => user.addDocument(),
  },
];
