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

/** Characters of an address in the place of an image. */
const longestAddress = 60;

/** The address of an image that is not loaded, short enough to be read, without its scheme. */
export const shortAddress = (url: string): string => {
  const address = url.replace(/^https?:\/\//i, '');
  return address.length > longestAddress ? `${address.slice(0, longestAddress)}…` : address;
};
