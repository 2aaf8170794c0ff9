/**
 * Random weights at which a network is lively: every matrix keeps the variance of what it multiplies, so that the
 * layers say about as much as the embedding, and the most likely token depends on the tokens before it.
 */

/**
 * Random f32 of the given standard deviation. xorshift32 runs over the whole tensor, since repeated rows would make
 * equal tokens.
 */
export const fillRandom =
  (seed: number, deviation: number) =>
  (bytes: Buffer): void => {
    const scale = (deviation * Math.sqrt(3)) / 2 ** 31;
    // Neighbouring seeds begin alike; a multiplication parts them.
    let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
    for (let at = 0; at < bytes.length; at += 4) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes.writeFloatLE(state * scale, at);
    }
  };

/** One number throughout, for norms. */
export const fillWith =
  (value: number) =>
  (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; at += 4) bytes.writeFloatLE(value, at);
  };
