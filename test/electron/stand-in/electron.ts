/**
 * The 'electron' module without Electron, for what this project uses of it. It insists on what Electron insists on: what
 * must come before `ready` fails after it, and the other way round.
 */
import { EventEmitter } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { Window, type WindowOptions } from './browser-window.ts';
import { MessageChannelMain } from './message-ports.ts';
import { SafeStorage, type SecretStore } from './safe-storage.ts';
import { Session } from './session.ts';
import { UtilityProcess } from './utility-process.ts';

interface Lock {
  emitSecondInstance: () => void;
}
/** As the operating system keeps them: one for each folder of user data. */
const locks = new Map<string, Lock>();

/** What Electron knows by name; a menu with any other role does not open. */
const roles = new Set(
  (
    'appMenu fileMenu editMenu viewMenu windowMenu help about services hide hideOthers unhide quit close minimize zoom ' +
    'front undo redo cut copy paste pasteAndMatchStyle delete selectAll resetZoom zoomIn zoomOut togglefullscreen ' +
    'reload forceReload toggleDevTools'
  ).split(' '),
);

interface MenuItem {
  role?: string;
  type?: string;
  label?: string;
  accelerator?: string;
  submenu?: MenuItem[];
}

interface MessageBox {
  message: string;
  buttons: string[];
  cancelId?: number;
  signal?: AbortSignal;
}

export type ElectronStandIn = ReturnType<typeof standInElectron>;

export const standInElectron = ({ isPackaged = false, isDark = false } = {}) => {
  /** What a test looks at. */
  const seen = {
    windows: [] as Window[],
    switches: new Map<string, string>(),
    schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
    isSandboxForAll: false,
    menu: null as MenuItem[] | null,
    errors: [] as string[],
    opened: [] as string[],
    /** What went to the system's bin. */
    binned: [] as string[],
    children: [] as UtilityProcess[],
    /** The folder that Chromium took for its own files when it started. */
    chromiumFolder: null as string | null,
    /** In the order they were made. */
    calls: [] as string[],
    dialogOptions: null as unknown,
    /** The questions that were asked, in order. */
    questions: [] as { message: string; buttons: string[] }[],
  };
  /** What the user chooses in the next open dialog. */
  const answers = {
    filePaths: [] as string[],
    isOnBattery: false,
    /** The button for the next question; a question without one stays open. */
    button: null as string | null,
  };
  /** What the desktop has for secrets. */
  const secrets: SecretStore = { backend: 'gnome_libsecret', password: 'of this user' };

  let isReady = false;
  let exitWith: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (exitWith = resolve));
  let hasExited = false;
  const onlyBefore = (what: string): void => {
    seen.calls.push(what);
    if (isReady) throw new Error(`${what} should be called before app is ready`);
  };
  const onlyAfter = (what: string): void => {
    seen.calls.push(what);
    if (!isReady) throw new Error(`${what} cannot be used before app is ready`);
  };

  const session = new Session();
  const paths = new Map<string, string>([['userData', '/nowhere']]);

  class App extends EventEmitter {
    readonly isPackaged = isPackaged;
    readonly name = 'hearth';
    readonly commandLine = {
      // Too late it does nothing, and says nothing.
      appendSwitch: (name: string, value = '') => {
        if (!isReady) seen.switches.set(name, value);
      },
    };
    #lock: string | null = null;

    isReady(): boolean {
      return isReady;
    }
    whenReady(): Promise<void> {
      return isReady ? Promise.resolve() : new Promise((resolve) => this.once('ready', resolve));
    }
    enableSandbox(): void {
      onlyBefore('app.enableSandbox');
      seen.isSandboxForAll = true;
    }
    setPath(name: string, path: string): void {
      if (!existsSync(path)) throw new Error(`Failed to set path '${name}': it does not exist`);
      paths.set(name, path);
    }
    getPath(name: string): string {
      return paths.get(name)!;
    }
    requestSingleInstanceLock(): boolean {
      const folder = this.getPath('userData');
      const holder = locks.get(folder);
      if (holder !== undefined) {
        holder.emitSecondInstance();
        return false;
      }
      locks.set(folder, { emitSecondInstance: () => this.emit('second-instance', {}, [], '', null) });
      this.#lock = folder;
      return true;
    }
    quit(): void {
      let isPrevented = false;
      this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
      if (isPrevented || hasExited) return;
      for (const window of seen.windows) window.close();
      this.emit('will-quit', { preventDefault: () => (isPrevented = true) });
      if (!isPrevented) this.exit(0);
    }
    /** Asks nobody. */
    exit(code = 0): void {
      if (hasExited) return;
      hasExited = true;
      for (const window of seen.windows) window.destroy();
      this.emit('quit', {}, code);
      if (this.#lock !== null) locks.delete(this.#lock);
      // Chromium takes its children with it.
      for (const child of seen.children) if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      exitWith(code);
    }
  }
  const app = new App();

  class BrowserWindow extends Window {
    constructor(options: WindowOptions = {}) {
      onlyAfter('BrowserWindow');
      super(options, session);
      seen.windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
      this.on('closed', () => {
        if (hasExited || BrowserWindow.getAllWindows().length > 0) return;
        if (app.listenerCount('window-all-closed') === 0) app.quit();
        else app.emit('window-all-closed');
      });
    }
    static getAllWindows(): Window[] {
      return seen.windows.filter((window) => !window.isDestroyed());
    }
  }

  const checkRoles = (items: MenuItem[]): MenuItem[] => {
    for (const { role, submenu } of items) {
      if (role !== undefined && !roles.has(role)) throw new Error(`Unknown role: ${role}`);
      if (submenu) checkRoles(submenu);
    }
    return items;
  };

  const powerMonitor = Object.assign(new EventEmitter(), {
    isOnBatteryPower: (): boolean => {
      onlyAfter('powerMonitor.isOnBatteryPower');
      return answers.isOnBattery;
    },
  });

  const module = {
    app,
    BrowserWindow,
    MessageChannelMain,
    protocol: {
      registerSchemesAsPrivileged: (schemes: typeof seen.schemes) => {
        onlyBefore('protocol.registerSchemesAsPrivileged');
        seen.schemes = schemes;
      },
      handle: (...args: Parameters<Session['handle']>) => {
        onlyAfter('protocol.handle');
        session.handle(...args);
      },
    },
    session: {
      get defaultSession(): Session {
        onlyAfter('session.defaultSession');
        return session;
      },
    },
    utilityProcess: {
      fork: (
        modulePath: string,
        args: string[],
        options: ConstructorParameters<typeof UtilityProcess>[2],
      ): UtilityProcess => {
        onlyAfter('utilityProcess.fork');
        const child = new UtilityProcess(modulePath, args, options);
        child.on('exit', (exitCode: number) =>
          app.emit(
            'child-process-gone',
            {},
            {
              type: 'Utility',
              name: options.serviceName,
              reason: exitCode === 0 ? 'clean-exit' : 'killed',
              exitCode,
            },
          ),
        );
        seen.children.push(child);
        return child;
      },
    },
    powerMonitor,
    dialog: {
      showErrorBox: (title: string, content: string) => {
        onlyAfter('dialog.showErrorBox');
        seen.errors.push(`${title}: ${content}`);
      },
      showMessageBox: (
        _window: Window,
        { message, buttons, cancelId, signal }: MessageBox,
      ): Promise<{ response: number }> => {
        onlyAfter('dialog.showMessageBox');
        seen.questions.push({ message, buttons });
        const { button } = answers;
        answers.button = null;
        if (button !== null) return Promise.resolve({ response: buttons.indexOf(button) });
        return new Promise((resolve) =>
          signal?.addEventListener('abort', () => resolve({ response: cancelId ?? 0 })),
        );
      },
      showOpenDialog: (_window: Window, options: unknown) => {
        seen.dialogOptions = options;
        const { filePaths } = answers;
        return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      },
    },
    shell: {
      openExternal: (url: string) => {
        seen.opened.push(url);
        return Promise.resolve();
      },
      trashItem: (path: string) => {
        if (!existsSync(path)) return Promise.reject(new Error(`Failed to move item to trash: ${path}`));
        seen.binned.push(path);
        rmSync(path, { recursive: true });
        return Promise.resolve();
      },
    },
    Menu: {
      buildFromTemplate: (template: MenuItem[]) => checkRoles(template),
      setApplicationMenu: (menu: MenuItem[] | null) => (seen.menu = menu),
    },
    nativeTheme: { shouldUseDarkColors: isDark },
    safeStorage: new SafeStorage(secrets, () => isReady),
    screen: {
      getDisplayMatching: () => {
        onlyAfter('screen.getDisplayMatching');
        return { workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
      },
    },
  };

  return {
    module,
    app,
    session,
    seen,
    answers,
    secrets,
    /** Resolves with the exit code of the app. */
    exited,
    becomeReady: (): void => {
      if (hasExited) return;
      isReady = true;
      seen.calls.push('ready');
      seen.chromiumFolder = app.getPath('userData');
      app.emit('ready');
    },
  };
};
