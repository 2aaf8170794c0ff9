/** Compares texts of a template without cutting a mark or a word in two. */

const atom = /<[^<>\s]{1,60}>|\[\/?[A-Z][A-Z_ ]{1,40}\]|\w+|[\s\S]/gu;

const atomsOf = (text: string): string[] => text.match(atom) ?? [];

/** The longest common beginning of two texts. */
export const commonStart = (one: string, other: string): string => {
  const [a, b] = [atomsOf(one), atomsOf(other)];
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return a.slice(0, length).join('');
};

/** The longest common end of two texts. */
export const commonEnd = (one: string, other: string): string => {
  const [a, b] = [atomsOf(one), atomsOf(other)];
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length])
    length += 1;
  return a.slice(a.length - length).join('');
};
