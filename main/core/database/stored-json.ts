/** JSON in columns of the database, which may be damaged. */

/** The value that `json` holds; `undefined` if it is not JSON. */
export const parsed = (json: unknown): unknown => {
  if (typeof json !== 'string') return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};
