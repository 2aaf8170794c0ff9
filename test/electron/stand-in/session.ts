/** The session: protocols, permissions and downloads, each allowed where nobody says otherwise, as in Electron. */
import { EventEmitter } from 'node:events';

type RequestHandler = (
  contents: object,
  permission: string,
  grant: (isGranted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;
type CheckHandler = (contents: object | null, permission: string, requestingOrigin: string) => boolean;

export class Session extends EventEmitter {
  isSpellCheckerEnabled = true;
  readonly #protocols = new Map<string, (request: Request) => Response | Promise<Response>>();
  #requestHandler: RequestHandler | null = null;
  #checkHandler: CheckHandler | null = null;
  #deviceHandler: ((details: object) => boolean) | null = null;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#checkHandler = handler;
  }
  setDevicePermissionHandler(handler: (details: object) => boolean): void {
    this.#deviceHandler = handler;
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellCheckerEnabled = isEnabled;
  }

  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    if (this.#protocols.has(scheme)) throw new Error('The scheme has been registered');
    this.#protocols.set(scheme, handler);
  }

  /** What loading this address gives. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const handler = this.#protocols.get(new URL(url).protocol.slice(0, -1));
    // As from a development server.
    if (handler === undefined) return new Response('', { status: url.startsWith('http:') ? 200 : 404 });
    return handler(new Request(url, init));
  }

  request(contents: object, permission: string, requestingUrl: string): Promise<boolean> {
    const handler = this.#requestHandler;
    if (handler === null) return Promise.resolve(true);
    return new Promise((resolve) =>
      handler(contents, permission, resolve, { requestingUrl, isMainFrame: true }),
    );
  }
  check(contents: object | null, permission: string, requestingOrigin: string): boolean {
    return this.#checkHandler?.(contents, permission, requestingOrigin) ?? true;
  }
  checkDevice(): boolean {
    return this.#deviceHandler?.({ deviceType: 'usb' }) ?? true;
  }
  /** True when the file comes down. */
  download(): boolean {
    let isPrevented = false;
    this.emit('will-download', { preventDefault: () => (isPrevented = true) });
    return !isPrevented;
  }
}
