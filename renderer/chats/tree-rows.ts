/** The tree of a chat's messages as a list of rows, each path below the message that it follows. */
import type { TreeNode } from '../../main/shared/contract/branches.ts';

export interface TreeRow {
  node: TreeNode;
  /** How many times the chat branched above it: a message without other versions is as far in as the one that it follows. */
  level: number;
  /** Its number among the versions of the message, from 1, and how many there are; deleted ones have none. */
  version: number | null;
  versions: number;
  /** The row of the message that it follows; -1 for a first one. */
  parent: number;
}

/** `nodes`: each after the one that it follows. The first version comes first. */
export const treeRows = (nodes: readonly TreeNode[]): TreeRow[] => {
  const ids = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | null, TreeNode[]>();
  for (const node of nodes) {
    // Of a damaged chat, a message can be missing.
    const parent = node.parentId !== null && ids.has(node.parentId) ? node.parentId : null;
    const known = children.get(parent);
    if (known) known.push(node);
    else children.set(parent, [node]);
  }
  const rows: TreeRow[] = [];
  /** Rows still to come, the next one last. */
  const waiting: TreeRow[] = [];
  const add = (parentId: string | null, parent: number, level: number): void => {
    const below = children.get(parentId) ?? [];
    const versions = below.filter(({ isDeleted }) => !isDeleted);
    const inner = below.length > 1 && parent >= 0 ? level + 1 : level;
    for (const node of below.toReversed()) {
      const at = versions.indexOf(node);
      waiting.push({
        node,
        level: inner,
        version: at < 0 ? null : at + 1,
        versions: versions.length,
        parent,
      });
    }
  };
  add(null, -1, 0);
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row);
    add(row.node.id, rows.length - 1, row.level);
  }
  return rows;
};
