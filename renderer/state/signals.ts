/**
 * One-off requests from one part of the window to another. Nothing of them is stored: anything that must last belongs in the
 * window's state.
 */

/** The data of each signal by its name. */
export interface SignalData {
  /** A message was sent from this window: the conversation scrolls to its end. */
  sent: null;
  /** The conversation scrolls to its end. */
  end: null;
  /** The message with this id is about to be scrolled to: it must be drawn at once. */
  reveal: string;
  /** The message with this id is opened for editing. */
  edit: string;
  /** The field of the search over all chats gets the focus. */
  search: null;
  /** The search in the shown chat: its field gets the focus, another match is shown, or it is closed. */
  find: 'field' | 'next' | 'previous' | 'close';
  /** The field for the beginning of the answer is shown and gets the focus. */
  beginning: null;
  /** The part with this id (see part-props.ts) is about to be shown: it must not be folded. */
  unfold: string;
}

type Name = keyof SignalData;

export interface Signals {
  send: <N extends Name>(name: N, data: SignalData[N]) => void;
  /** Returns a function that removes the listener. */
  on: <N extends Name>(name: N, listener: (data: SignalData[N]) => void) => () => void;
}

export const createSignals = (): Signals => {
  const listeners: { [N in Name]: Set<(data: SignalData[N]) => void> } = {
    sent: new Set(),
    end: new Set(),
    reveal: new Set(),
    edit: new Set(),
    search: new Set(),
    find: new Set(),
    beginning: new Set(),
    unfold: new Set(),
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
