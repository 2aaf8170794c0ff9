/** Loaded before Hearth by `--import`: moves the clock of the process by the milliseconds in the file HEARTH_TEST_CLOCK. */
import { readFileSync } from 'node:fs';

const file = process.env['HEARTH_TEST_CLOCK'];
const RealDate = Date;
let offset = 0;
const read = () => {
  try {
    offset = Number(readFileSync(/** @type {string} */ (file), 'utf8')) || 0;
  } catch {
    // There is no jump.
  }
};
if (file !== undefined) {
  read();
  setInterval(read, 50).unref();
  class MovedDate extends RealDate {
    constructor(/** @type {any[]} */ ...args) {
      if (args.length === 0) super(RealDate.now() + offset);
      else super(.../** @type {[any]} */ (args));
    }
    /** @override */
    static now() {
      return RealDate.now() + offset;
    }
  }
  globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (MovedDate));
}
