/** Limits around Hearth that only root can set: the memory of all its processes together, and the rights of another user. */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from './app.ts';
import type { Fault } from './trial.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** Of `nobody`, as every Linux has it. */
const nobody = 65_534;

/** The first place of control groups (version 1, then version 2) that takes a group with a limit of memory; `null`: none. */
const groupWith = (limitBytes: number): string | null => {
  for (const [place, file] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ] as const) {
    const group = join(place, `hearth-trial-${process.pid}`);
    try {
      mkdirSync(group, { recursive: true });
      if (!existsSync(join(group, 'cgroup.procs'))) throw new Error('no control group');
      writeFileSync(join(group, file), String(limitBytes));
      return group;
    } catch {
      removeGroup(group);
    }
  }
  return null;
};

const removeGroup = (group: string): void => {
  try {
    rmdirSync(group);
  } catch {
    // It is not there, or a process has not ended yet; an empty group takes nothing.
  }
};

let whyNoGroup: string | null = null;
const noGroup = (): string => {
  if (whyNoGroup !== null) return whyNoGroup;
  const group = isRoot ? groupWith(2 ** 30) : null;
  if (group !== null) removeGroup(group);
  return (whyNoGroup = group === null ? 'needs root on Linux, and control groups that can be made' : '');
};

/** Gives everything in a folder to a user. */
const give = (path: string, user: number): void => {
  chownSync(path, user, user);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name), user);
};

const noOtherUser = (): string => {
  if (!isRoot) return 'needs root on Linux';
  try {
    // It must be able to read Hearth, too.
    execFileSync('setpriv', [...asNobody.slice(1), process.execPath, '--check', import.meta.filename], {
      stdio: 'ignore',
    });
    return '';
  } catch {
    return 'needs setpriv, and files of Hearth that everybody can read';
  }
};
const asNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];

export const limitFaults: Fault[] = [
  {
    name: 'little memory for all processes together (control group of 400 MB)',
    unavailable: noGroup,
    start: () => {
      const group = groupWith(400 * 1024 ** 2)!;
      process.once('exit', () => removeGroup(group));
      return { through: ['/bin/sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group] };
    },
    during: async ({ user }) => {
      await user.addDocument();
      for (let act = 0; act < 3; act += 1) await user.act();
    },
  },
  {
    name: 'rights to the data folder taken away, as another user than root',
    unavailable: noOtherUser,
    start: ({ own }) => {
      give(own, nobody);
      return { through: asNobody };
    },
    during: async ({ folder, user }) => {
      give(folder, 0);
      await user.act();
      await pause(300);
      await user.act();
    },
    heal: ({ folder }) => give(folder, nobody),
  },
];
