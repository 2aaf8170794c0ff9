/** Values in columns of the database, which may be damaged. */

/** The value that `json` holds; `undefined` if it is not JSON. */
export const parsed = (json: unknown): unknown => {
  if (typeof json !== 'string') return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** The latest time that a `Date` can represent, in ms since the epoch. */
const lastTime = 8.64e15;

/** A stored time in ms since the epoch; a damaged one is 0, because no window can draw a time that is not a `Date`. */
export const timeOf = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= lastTime ? value : 0;
