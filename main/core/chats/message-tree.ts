/** The tree of a chat's messages. It is not trusted, because damage can have made a cycle of it or removed a parent. */

/** The parent of each message, in the order in which they were added. */
export type Links = ReadonlyMap<string, string | null>;

/** The ids on the path to `tip`, first message first. If a parent is missing, the path begins below it. */
export const pathTo = (tip: string | null, links: Links): string[] => {
  const path = new Set<string>();
  for (let id = tip; id !== null && links.has(id) && !path.has(id); id = links.get(id) ?? null) path.add(id);
  return [...path].toReversed();
};

/** The end of the path that leads from `id` down through the newest child of each message. */
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

/** `id` and all messages that follow it, on any path. */
export const idsBelow = (id: string, links: Links): string[] => {
  const children = new Map<string, string[]>();
  for (const [child, parent] of links)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), child]);
  const found = new Set([id]);
  // A set is walked through what is added to it meanwhile.
  for (const one of found) for (const child of children.get(one) ?? []) found.add(child);
  return [...found];
};

/** The versions of each message, oldest first, by the id of their common parent. */
export const versionsByParent = (links: Links): Map<string | null, string[]> => {
  const versions = new Map<string | null, string[]>();
  for (const [id, parent] of links) {
    const known = versions.get(parent);
    if (known) known.push(id);
    else versions.set(parent, [id]);
  }
  return versions;
};
