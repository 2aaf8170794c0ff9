/** A page in a window of the stand-in: it runs the real preload in a world of its own, and can try what pages try. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { PagePort, type MessagePortMain } from './message-ports.ts';

/** The contents of the window that shows a page. */
interface Contents extends EventEmitter {
  readonly ipc: EventEmitter;
  windowOpenHandler: ((details: { url: string; disposition: string }) => { action: 'allow' | 'deny' }) | null;
}

/** A frame as the main process sees it. */
export interface Frame {
  url: string;
  parent: Frame | null;
  postMessage: (channel: string, message: unknown, transfer: MessagePortMain[]) => void;
}

/** The part of a page's `window` that a test may use. */
export class PageWindow extends EventTarget {
  readonly location: { href: string; origin: string; protocol: string; host: string };
  readonly #post: (message: unknown, targetOrigin: string) => void;

  constructor(url: string, post: (message: unknown, targetOrigin: string) => void) {
    super();
    const { protocol, host, href } = new URL(url);
    // Node knows no origin of schemes that it does not know; a browser does, for standard ones.
    this.location = { href, protocol, host, origin: `${protocol}//${host}` };
    this.#post = post;
  }

  postMessage(message: unknown, targetOrigin: string): void {
    this.#post(message, targetOrigin);
  }
}

export class Page {
  readonly window: PageWindow;
  readonly frame: Frame;
  readonly #contents: Contents;
  readonly #ipcRenderer = new EventEmitter();
  /** The preload's `window` and its listeners: another world, the same page. */
  #isolated: object | null = null;
  readonly #isolatedListeners: ((event: object) => void)[] = [];
  readonly #ports: PagePort[] = [];
  /** What the preload put into the page's own world, by its name. */
  readonly exposed: Record<string, unknown> = {};
  readonly #dropped = new WeakMap<File, string>();
  #isGone = false;

  constructor(contents: Contents, url: string, preload: string | undefined) {
    this.#contents = contents;
    this.window = new PageWindow(url, (message, targetOrigin) => this.#deliver(message, targetOrigin, []));
    this.frame = {
      url,
      parent: null,
      postMessage: (channel, message, transfer) => {
        const ports = transfer.map((port) => new PagePort(port.transfer()));
        this.#ports.push(...ports);
        const copy: unknown = structuredClone(message);
        setImmediate(() => {
          if (!this.#isGone) this.#ipcRenderer.emit(channel, { ports, sender: this.#ipcRenderer }, copy);
        });
      },
    };
    if (preload !== undefined) this.#runPreload(preload);
  }

  /** As if another window or frame had posted it. */
  receiveFromElsewhere(message: unknown, origin: string): void {
    this.#deliver(message, '*', [], { source: {}, origin });
  }

  /** A file as the page gets it when the user drops one that lies at `path`. */
  dropFile(name: string, path: string): File {
    const file = new File([''], name);
    this.#dropped.set(file, path);
    return file;
  }

  /** Follows a plain link. True when the page is left. */
  navigate(url: string): boolean {
    return this.#isAllowed('will-frame-navigate', { url, isMainFrame: true }, 'will-navigate');
  }

  /** A frame within the page goes somewhere. */
  navigateFrame(url: string): boolean {
    return this.#isAllowed('will-frame-navigate', { url, isMainFrame: false });
  }

  redirect(url: string): boolean {
    return this.#isAllowed('will-redirect', { url, isMainFrame: true });
  }

  /** `window.open`, and a link with a target. True when a window opens. */
  open(url: string): boolean {
    return this.#contents.windowOpenHandler?.({ url, disposition: 'new-window' }).action !== 'deny';
  }

  attachWebview(): boolean {
    return this.#isAllowed('will-attach-webview', {});
  }

  /** An IPC message of its own; only a page that broke out of its world could send one. */
  send(channel: string, from: Frame | null = this.frame): void {
    this.#contents.ipc.emit(channel, { sender: this.#contents, senderFrame: from });
  }

  /** Its process ends: the main process's ends of its ports learn of it. */
  remove(): void {
    this.#isGone = true;
    for (const port of this.#ports) port.close();
  }

  #isAllowed(name: string, details: object, thenName?: string): boolean {
    let isPrevented = false;
    const event = { ...details, preventDefault: () => (isPrevented = true) };
    this.#contents.emit(name, event);
    if (!isPrevented && thenName !== undefined) this.#contents.emit(thenName, event);
    return !isPrevented;
  }

  #deliver(
    message: unknown,
    targetOrigin: string,
    ports: readonly PagePort[],
    from?: { source: unknown; origin: string },
  ): void {
    const { origin } = this.window.location;
    if (targetOrigin !== '*' && targetOrigin !== '/' && targetOrigin !== origin) return;
    const data: unknown = structuredClone(message);
    setImmediate(() => {
      if (this.#isGone) return;
      // Each world sees the page's window as its own.
      const shared = { data, ports, origin: from?.origin ?? origin };
      for (const listener of this.#isolatedListeners)
        listener({ ...shared, source: from?.source ?? this.#isolated });
      this.window.dispatchEvent(
        Object.assign(new Event('message'), { ...shared, source: from?.source ?? this.window }),
      );
    });
  }

  #runPreload(path: string): void {
    const context = vm.createContext({
      addEventListener: (type: string, listener: (event: object) => void) => {
        if (type === 'message') this.#isolatedListeners.push(listener);
      },
      postMessage: (message: unknown, targetOrigin: string, transfer: readonly PagePort[] = []) =>
        this.#deliver(message, targetOrigin, transfer),
      location: this.window.location,
    });
    this.#isolated = vm.runInContext('globalThis', context) as object;
    const ipcRenderer = {
      send: (channel: string) => setImmediate(() => this.send(channel)),
      on: (channel: string, listener: (...args: unknown[]) => void) =>
        this.#ipcRenderer.on(channel, listener),
    };
    const contextBridge = {
      exposeInMainWorld: (name: string, api: unknown) => {
        this.exposed[name] = api;
      },
    };
    const webUtils = {
      getPathForFile: (file: unknown): string => {
        if (!(file instanceof File)) throw new TypeError('not a File');
        return this.#dropped.get(file) ?? '';
      },
    };
    // What a sandboxed preload may require.
    const require = (name: string): object => {
      if (name === 'electron') return { contextBridge, ipcRenderer, webUtils };
      throw new Error(`module not found: ${name}`);
    };
    const run = vm.compileFunction(readFileSync(path, 'utf8'), ['require', 'process', 'exports', 'module'], {
      parsingContext: context,
      filename: path,
    }) as (...args: unknown[]) => void;
    run(require, {}, {}, {});
  }
}
