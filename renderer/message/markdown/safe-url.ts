/** Decides which addresses in a model's output become links. */

/** The address if a link may lead to it: out of this machine only when the user follows it, and never into this page. */
export const safeUrl = (url: string): string | null => {
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' || protocol === 'mailto:' ? href : null;
  } catch {
    return null;
  }
};
