/**
 * Converts times of another process's monotonic clock to this one's. Two such clocks on one machine run at the same pace but
 * start at different moments, so a message that goes there and back tells the offset: the other clock was read between sending
 * and answer, and the shorter the round trip, the smaller the doubt (as in NTP, RFC 5905, section 8).
 */
export class OtherClock {
  #roundTripMs = Infinity;
  #offsetMs = 0;

  /**
   * Records a round trip: sent and answered at these times of this clock, with `theirs` read from the other clock in between.
   * All in ms.
   */
  note(sentAt: number, theirs: number, answeredAt: number): void {
    const roundTripMs = answeredAt - sentAt;
    if (roundTripMs > this.#roundTripMs) return;
    this.#roundTripMs = roundTripMs;
    this.#offsetMs = theirs - (sentAt + answeredAt) / 2;
  }

  /** Half the shortest round trip, in ms, which bounds the error of the offset. `Infinity` before the first round trip. */
  get doubtMs(): number {
    return this.#roundTripMs / 2;
  }

  /** Converts a time of the other clock to this one. */
  toOurs(theirs: number): number {
    return theirs - this.#offsetMs;
  }
}
