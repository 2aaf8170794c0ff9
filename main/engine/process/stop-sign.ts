/** Set from outside while work runs. */
export interface StopSign {
  /** Stop; looked at between slices and between tokens. */
  stopped: boolean;
  /** No window is open: the answer ends where the context is full. */
  isUnread?: boolean;
}
