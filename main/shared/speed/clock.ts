/**
 * How another process' monotonic clock stands against this one's. Two such clocks run at the same pace on one machine
 * but count from different moments, so a message that goes there and back tells the offset: the other's reading lies
 * between sending and answer, and the quicker the answer, the less doubt is left (as in NTP, RFC 5905, section 8).
 */
export class OtherClock {
  #roundTripMs = Infinity;
  #offsetMs = 0;

  /** A question sent and answered at these times of this clock; the other one read `theirs` in between. Ms. */
  note(sentAt: number, theirs: number, answeredAt: number): void {
    const roundTripMs = answeredAt - sentAt;
    if (roundTripMs > this.#roundTripMs) return;
    this.#roundTripMs = roundTripMs;
    this.#offsetMs = theirs - (sentAt + answeredAt) / 2;
  }

  /** Half the quickest round trip, in ms: the offset is known no better. `Infinity` before the first. */
  get doubtMs(): number {
    return this.#roundTripMs / 2;
  }

  /** A time of the other clock by this one. */
  toOurs(theirs: number): number {
    return theirs - this.#offsetMs;
  }
}
