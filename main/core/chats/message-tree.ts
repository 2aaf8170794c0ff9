/** The tree of a chat's messages. Nothing here trusts it: damage can have made a circle of it, or have lost a parent. */

/** The parent of each message, in the order in which they were added. */
export type Links = ReadonlyMap<string, string | null>;

/** The ids from the first message to `tip`, as far up as there are messages. */
export const pathTo = (tip: string | null, links: Links): string[] => {
  const path = new Set<string>();
  for (let id = tip; id !== null && links.has(id) && !path.has(id); id = links.get(id) ?? null) path.add(id);
  return [...path].toReversed();
};

/** The end of the path from `id` through the newest message below each. */
export const newestBelow = (id: string, links: Links): string => {
  const newest = new Map<string | null, string>();
  for (const [child, parent] of links) newest.set(parent, child);
  const passed = new Set([id]);
  let tip = id;
  for (let next = newest.get(tip); next !== undefined && !passed.has(next); next = newest.get(tip)) {
    passed.add(next);
    tip = next;
  }
  return tip;
};

/** The versions of each message, by the message that they answer: the oldest first. */
export const versionsByParent = (links: Links): Map<string | null, string[]> => {
  const versions = new Map<string | null, string[]>();
  for (const [id, parent] of links) {
    const known = versions.get(parent);
    if (known) known.push(id);
    else versions.set(parent, [id]);
  }
  return versions;
};
