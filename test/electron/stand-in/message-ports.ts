/**
 * Message ports as Electron and a page have them, over Node's: structured clones, nothing delivered before `start()`,
 * and a close that the other end learns of.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';

/** Electron's port in the main process. */
export class MessagePortMain extends EventEmitter {
  #port: NodePort | null;
  #isStarted = false;
  readonly #onMessage = (data: unknown): void => void this.emit('message', { data, ports: [] });
  readonly #onClose = (): void => {
    this.#port = null;
    this.emit('close');
  };

  constructor(port: NodePort) {
    super();
    this.#port = port;
    port.on('close', this.#onClose);
  }

  postMessage(message: unknown): void {
    // To a port that is closed or handed over Electron posts nothing, and says nothing.
    this.#port?.postMessage(message);
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#port?.on('message', this.#onMessage);
  }

  /** Its own `close` event is for the other end's closing alone. */
  close(): void {
    this.#port?.off('close', this.#onClose);
    this.#port?.close();
    this.#port = null;
  }

  /** Hands over what lies beneath; this port is of no use from then on. */
  transfer(): NodePort {
    const port = this.#port;
    if (port === null) throw new Error('Port at index 0 is already neutered.');
    if (this.#isStarted) throw new Error('This stand-in hands over only ports that were not started.');
    port.off('close', this.#onClose);
    this.#port = null;
    return port;
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

/** A page's port. */
export class PagePort extends EventTarget {
  readonly #port: NodePort;
  #isStarted = false;
  #isClosed = false;

  constructor(port: NodePort) {
    super();
    this.#port = port;
    port.on('close', () => {
      if (!this.#isClosed) this.dispatchEvent(new Event('close'));
      this.#isClosed = true;
    });
  }

  postMessage(message: unknown): void {
    if (!this.#isClosed) this.#port.postMessage(message);
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#port.on('message', (data: unknown) => {
      if (!this.#isClosed) this.dispatchEvent(Object.assign(new Event('message'), { data }));
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#port.close();
  }
}
