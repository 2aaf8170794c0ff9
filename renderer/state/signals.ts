/**
 * One-off requests from one part of the window to another part that is drawn elsewhere. Nothing of them is kept:
 * whatever must outlive the moment belongs into the window's state instead.
 */

/** Each signal by its name, with the data that it carries. */
export interface SignalData {
  /** A message was sent from this window: the conversation goes to its end. */
  sent: null;
  /** The message with this id is about to be scrolled to: it must be drawn at once. */
  reveal: string;
  /** The message with this id becomes a field in which it is edited. */
  edit: string;
}

type Name = keyof SignalData;

export interface Signals {
  send: <N extends Name>(name: N, data: SignalData[N]) => void;
  /** Returns what ends it. */
  on: <N extends Name>(name: N, listener: (data: SignalData[N]) => void) => () => void;
}

export const createSignals = (): Signals => {
  const listeners: { [N in Name]: Set<(data: SignalData[N]) => void> } = {
    sent: new Set(),
    reveal: new Set(),
    edit: new Set(),
  };
  return {
    send: (name, data) => {
      for (const listener of listeners[name]) listener(data);
    },
    on: (name, listener) => {
      listeners[name].add(listener);
      return () => void listeners[name].delete(listener);
    },
  };
};
