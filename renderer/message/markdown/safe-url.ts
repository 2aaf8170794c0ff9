/** Which addresses in a model's output become links. */

/** Where a link may lead: out of this machine only when the person follows it, and never into this page. */
export const safeUrl = (url: string): string | null => {
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' || protocol === 'mailto:' ? href : null;
  } catch {
    return null;
  }
};
