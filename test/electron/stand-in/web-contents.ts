/** A window's contents: loads a page through the registered protocols, and asks whoever guards it. */
import { EventEmitter } from 'node:events';
import { Page } from './page.ts';
import type { Session } from './session.ts';

type WindowOpenHandler = (details: { url: string; disposition: string }) => { action: 'allow' | 'deny' };

export class WebContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly session: Session;
  readonly #preload: string | undefined;
  page: Page | null = null;
  windowOpenHandler: WindowOpenHandler | null = null;
  /** What came back for the page itself. */
  lastResponse: Response | null = null;

  constructor(session: Session, preload: string | undefined) {
    super();
    this.session = session;
    this.#preload = preload;
  }

  get mainFrame(): object | null {
    return this.page?.frame ?? null;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpenHandler = handler;
  }

  async loadURL(url: string): Promise<void> {
    this.lastResponse = await this.session.fetch(url);
    if (!this.lastResponse.ok) throw new Error(`ERR_FAILED (${this.lastResponse.status}) loading '${url}'`);
    this.page?.remove();
    this.page = new Page(this, url, this.#preload);
    this.emit('did-finish-load');
  }

  reload(): void {
    if (this.page !== null) void this.loadURL(this.page.frame.url);
  }

  forcefullyCrashRenderer(): void {
    setImmediate(() => this.emit('render-process-gone', {}, { reason: 'killed' }));
  }
}
