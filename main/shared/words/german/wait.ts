/** How long a server asks to wait, in ms, rounded up to seconds or minutes, as in "in 5 Sekunden". */
export const wait = (ms: number): string => {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 100) return seconds === 1 ? '1 Sekunde' : `${seconds} Sekunden`;
  return `${Math.ceil(seconds / 60)} Minuten`;
};
