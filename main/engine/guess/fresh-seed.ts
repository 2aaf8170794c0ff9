/** Seeds of samplers. */

/** A seed for one sampler if the user gives none: the library's own is the time in seconds, the same for all in that second. */
export const freshSeed = (): number => Math.floor(Math.random() * (2 ** 32 - 1));
