/** A window without a screen. */
import { EventEmitter } from 'node:events';
import type { Session } from './session.ts';
import { WebContents } from './web-contents.ts';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowOptions extends Partial<Bounds> {
  minWidth?: number;
  show?: boolean;
  backgroundColor?: string;
  icon?: string;
  webPreferences?: Record<string, unknown> & { preload?: string };
}

export class Window extends EventEmitter {
  readonly options: WindowOptions;
  readonly webContents: WebContents;
  isVisible: boolean;
  focusCount = 0;
  #bounds: Bounds;
  #isMaximized = false;
  #isDestroyed = false;

  constructor(options: WindowOptions, session: Session) {
    super();
    this.options = options;
    this.isVisible = options.show ?? true;
    this.#bounds = {
      x: options.x ?? 100,
      y: options.y ?? 100,
      width: Math.max(options.width ?? 800, options.minWidth ?? 0),
      height: options.height ?? 600,
    };
    this.webContents = new WebContents(session, options.webPreferences?.preload);
    this.webContents.once('did-finish-load', () => setImmediate(() => this.emit('ready-to-show')));
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url);
  }
  show(): void {
    this.isVisible = true;
  }
  hide(): void {
    if (!this.isVisible) return;
    this.isVisible = false;
    this.emit('hide');
  }
  focus(): void {
    this.focusCount += 1;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  maximize(): void {
    this.#isMaximized = true;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  setBounds(bounds: Bounds): void {
    this.#bounds = bounds;
  }
  getNormalBounds(): Bounds {
    return this.#bounds;
  }

  /** As the user closes it. */
  close(): void {
    if (this.#isDestroyed) return;
    this.emit('close', { preventDefault: () => undefined });
    this.destroy();
  }
  /** At once, without asking. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.webContents.page?.remove();
    this.emit('closed');
  }
}
