/** What the core may ask of the desktop shell: dialogs, the bin, the key store, and what is shown outside the windows. */
import { app } from 'electron';
import { speakAs } from '../main/core/core-language.ts';
import type { CheckedInstaller } from '../main/core/updates/open-updates.ts';
import type { Told } from '../main/shared/words/told.ts';
import { moveToBin } from './bin.ts';
import type { CoreProcessOptions } from './core-process.ts';
import type { Desktop } from './desktop.ts';
import { pickBackup, pickExportFile, pickFolder, pickModelFile } from './dialogs.ts';
import { keyStore } from './key-store.ts';
import type { AppMenu } from './menu.ts';
import { relaunch } from './relaunch.ts';
import type { Windows } from './windows.ts';

interface Parts {
  dataFolder: string;
  windows: Windows;
  menu: AppMenu;
  desktop: Desktop;
  opened: () => void;
  cannotStart: (told: Told) => void;
  install: (file: CheckedInstaller) => Promise<void>;
}

export const shellHandlers = ({
  dataFolder,
  windows,
  menu,
  desktop,
  opened,
  cannotStart,
  install,
}: Parts): CoreProcessOptions['handlers'] => ({
  opened: ({ language }) => {
    if (speakAs(language, [])) menu.again();
    opened();
  },
  cannotStart: ({ told }) => cannotStart(told),
  languageChanged: ({ language }) => {
    if (speakAs(language, [])) menu.again();
  },
  desktop: ({ news }) => desktop.hear(news),
  pickModelFile: () => pickModelFile(windows.current()),
  pickFolder: () => pickFolder(windows.current()),
  pickBackup: () => pickBackup(windows.current()),
  pickExportFile: ({ name, format }) => pickExportFile(windows.current(), name, format),
  moveToBin: ({ paths }) => moveToBin(paths),
  encrypt: async ({ text }) => (await keyStore.encrypt(text))?.toString('base64') ?? null,
  decrypt: ({ bytes }) => keyStore.decrypt(Buffer.from(bytes, 'base64')),
  installUpdate: install,
  restart: () => {
    relaunch(dataFolder);
    app.quit();
  },
  quit: () => app.quit(),
});
