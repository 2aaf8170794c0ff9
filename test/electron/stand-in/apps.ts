/** What the shell's tests share: apps that quit with their test, in folders that go with it, and a silent log. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Log } from '../../../main/log.ts';
import { temporaryFolder } from '../../contract/test-core.ts';
import { leaveModel } from '../../contract/used-folder.ts';
import { bootApp, type BootedApp, type BootOptions } from './boot.ts';

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  close: () => undefined,
};

/** For each test a data folder of its own, in which `model` was used last, and as many apps as it boots. */
export const bootForEachTest = (model: () => string | null = () => null) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let booted: BootedApp[];
  beforeEach(() => {
    folder = temporaryFolder();
    leaveModel(folder.path, model());
    booted = [];
  });
  afterEach(async () => {
    for (const app of booted) await app.quit();
    folder.remove();
  });
  return {
    dataFolder: (): string => folder.path,
    boot: async (options: Partial<BootOptions> = {}): Promise<BootedApp> => {
      const app = await bootApp({ dataFolder: folder.path, ...options });
      booted.push(app);
      return app;
    },
  };
};

/** One app for a group of tests that leave it as it was. */
export const bootForAllTests = (): (() => BootedApp) => {
  let app: BootedApp;
  let own: ReturnType<typeof temporaryFolder>;
  beforeAll(async () => {
    own = temporaryFolder();
    leaveModel(own.path);
    app = await bootApp({ dataFolder: own.path });
  });
  afterAll(async () => {
    await app.quit();
    own.remove();
  });
  return () => app;
};
