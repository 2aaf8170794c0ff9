/** Electron's utility process over Node's fork: the child sees `process.parentPort` and no `process.send`. */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { PassThrough } from 'node:stream';

/** Runs in the child before its own script. */
const prelude = `
  import { EventEmitter } from 'node:events';
  const send = process.send.bind(process);
  const parentPort = new EventEmitter();
  parentPort.postMessage = (message) => { if (process.connected) send(message); };
  let waiting = [];
  process.on('message', (data) => waiting ? waiting.push(data) : parentPort.emit('message', { data, ports: [] }));
  parentPort.on('newListener', (name) => {
    if (name !== 'message' || !waiting) return;
    const first = waiting;
    waiting = null;
    queueMicrotask(() => { for (const data of first) parentPort.emit('message', { data, ports: [] }); });
  });
  // Chromium ends the children of a browser process that is gone.
  process.on('disconnect', () => process.exit(0));
  Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true });
  delete process.send;
  process.execArgv = [];
`;

interface ForkOptions {
  env?: Record<string, string>;
  serviceName?: string;
  stdio?: string;
}

export class UtilityProcess extends EventEmitter {
  /** Only once it runs, and no longer when it is gone. */
  pid: number | undefined;
  stdout: PassThrough | null = null;
  stderr: PassThrough | null = null;
  readonly options: ForkOptions;
  readonly #child: ChildProcess;
  #wasKilled = false;

  constructor(modulePath: string, args: string[], options: ForkOptions) {
    super();
    this.options = options;
    const isPiped = options.stdio === 'pipe';
    this.#child = fork(modulePath, args, {
      env: options.env ?? process.env,
      execArgv: ['--import', `data:text/javascript,${encodeURIComponent(prelude)}`],
      serialization: 'advanced',
      stdio: ['ignore', isPiped ? 'pipe' : 'inherit', isPiped ? 'pipe' : 'inherit', 'ipc'],
    });
    if (isPiped) {
      this.stdout = this.#child.stdout!.pipe(new PassThrough());
      this.stderr = this.#child.stderr!.pipe(new PassThrough());
    }
    this.#child.on('spawn', () => {
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code, signal) => {
      this.pid = undefined;
      // As waitpid tells it: a signal's number; after its own kill() Electron makes that a 0.
      const status = signal === null ? (code ?? 0) : constants.signals[signal];
      this.emit('exit', this.#wasKilled && signal !== null ? 0 : status);
      this.stdout?.removeAllListeners();
      this.stderr?.removeAllListeners();
      this.stdout = null;
      this.stderr = null;
    });
  }

  postMessage(message: unknown): void {
    // A message to a process that has just died is lost, and nobody is told.
    if (this.#child.connected) this.#child.send(structuredClone(message) as object, () => undefined);
  }

  kill(): boolean {
    if (this.pid === undefined) return false;
    this.#wasKilled = true;
    return this.#child.kill('SIGTERM');
  }
}
