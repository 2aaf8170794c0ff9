/** Spell-checking with the system's own checker. */

/**
 * Only macOS has a checker that Electron uses. On Linux and Windows, Electron downloads dictionaries from a server, which Hearth
 * must not do by itself (https://electronjs.org/docs/latest/tutorial/spellchecker).
 */
export const checksSpelling = (): boolean => process.platform === 'darwin';
