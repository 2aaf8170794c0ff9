/**
 * Tells texts apart without keeping them: equal texts have the same version, and others almost surely another one. For what is shown
 * only, never for security: the hash is cyrb53 (public domain, https://github.com/bryc/code), 53 bits as base 36.
 */
export const textVersion = (text: string): string => {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  const mixed = (a: number, b: number): number =>
    Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  const [high, low] = [mixed(other, one), mixed(one, other)];
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36);
};
