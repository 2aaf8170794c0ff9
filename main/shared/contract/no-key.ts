/**
 * The key of programs while the server needs none: most of them do not start without one. It is no secret, and nobody can have it as
 * their key.
 */
export const noKeyNeeded = 'not-needed';
