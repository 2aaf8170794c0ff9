import type { Told } from '../words/told.ts';

/**
 * The seam between the shells: a port carries plain messages both ways, in order.
 * Electron's MessagePort and the host's WebSocket each become one.
 */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** What travels from the window to the core. */
export interface CallMessage {
  kind: 'call';
  id: number;
  name: string;
  args: unknown;
}

/** What travels from the core to the window. */
export type CoreMessage =
  | { kind: 'reply'; id: number; ok: true; value: unknown }
  | { kind: 'reply'; id: number; ok: false; error: Told }
  | { kind: 'event'; name: string; data: unknown };
