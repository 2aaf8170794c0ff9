/** Faults of processes: killed and frozen ones, a page that is gone, a second Hearth. */
import { kill, NotStarted, pause, startApp } from './app.ts';
import type { Fault, Scene } from './trial.ts';

/** Waits for one, because they are started when they are needed. */
const aProcess = async (list: () => number[], ms = 1500): Promise<number | null> => {
  const until = performance.now() + ms;
  for (;;) {
    const [pid] = list();
    if (pid !== undefined) return pid;
    if (performance.now() > until) return null;
    await pause(10);
  }
};

const signalEngine = async ({ app }: Scene, signal: NodeJS.Signals): Promise<void> => {
  const pid = await aProcess(app.engines);
  if (pid !== null) kill(pid, signal);
};

export const processFaults: Fault[] = [
  { name: 'engine killed (kill -9)', during: (scene) => signalEngine(scene, 'SIGKILL') },
  {
    name: 'engine frozen for a while',
    during: async (scene) => {
      await signalEngine(scene, 'SIGSTOP');
      await pause(500 + scene.random() * 1500);
      for (const pid of scene.app.engines()) kill(pid, 'SIGCONT');
    },
  },
  {
    name: 'engine frozen for ever',
    during: (scene) => signalEngine(scene, 'SIGSTOP'),
  },
  {
    name: 'reader of documents killed (kill -9)',
    during: async ({ app, user }) => {
      const adding = user.addDocument();
      const pid = await aProcess(app.readers);
      if (pid !== null) kill(pid, 'SIGKILL');
      await adding;
    },
  },
  {
    name: 'core killed (kill -9)',
    isKilled: true,
    during: async ({ app }) => {
      await app.kill();
    },
  },
  {
    name: 'core frozen and continued (sleep)',
    during: async ({ app, random }) => {
      const pid = app.host.child.pid!;
      kill(pid, 'SIGSTOP');
      await pause(300 + random() * 1500);
      kill(pid, 'SIGCONT');
    },
  },
  {
    name: 'page gone in the middle of a call',
    during: async (scene) => {
      scene.app.window.port.close();
      scene.app.window = await scene.app.host.connect();
      scene.user.reopen(scene.app.window);
    },
  },
  {
    name: 'second Hearth on the same data folder',
    during: async ({ folder, user }) => {
      try {
        const second = await startApp({ folder, engine: 'scripted' });
        await second.kill();
        user.faults.push('a second Hearth runs on the same data folder');
      } catch (error) {
        if (!(error instanceof NotStarted)) throw error;
        user.told.add(error.said.trim());
        if (/\n\s+at /.test(error.said)) user.faults.push(error.said);
      }
    },
  },
];
