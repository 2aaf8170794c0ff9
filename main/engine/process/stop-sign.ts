/** A flag that is set from outside while work runs. */
export interface StopSign {
  /** The work must stop; it is checked between slices and between tokens. */
  stopped: boolean;
  /** No window is open, so the answer must end when the context is full. */
  isUnread?: boolean;
}
