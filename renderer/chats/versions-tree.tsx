/**
 * The shape of a chat: all versions of its messages as a tree, in a panel. The keys move through it, and Enter shows the path
 * through a message, or restores one that was deleted. Only the rows in view are drawn.
 */
import { GitFork } from 'lucide-react';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import type { TreeNode } from '../../main/shared/contract/branches.ts';
import { goToMessage } from '../controls/go-to-message.ts';
import { Popover, useClosePopover } from '../controls/popover.tsx';
import { useRowWindow } from '../controls/use-row-window.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { treeRows, type TreeRow } from './tree-rows.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.tree;

/** Height of a row. */
const rowRem = 2;

/** Rows that Page Up and Page Down move by. */
const pageRows = 10;

/** Further branches are not moved further in, so that their words have room. */
const mostLevels = 8;

export const VersionsTree = ({ chatId }: { chatId: string }) => {
  const hasVersions = useWindow(
    (state) => state.messages?.some(({ versions }) => versions.length > 1) === true,
  );
  const isAsked = useWindow((state) => state.panel?.id === 'tree');
  if (!hasVersions && !isAsked) return null;
  return (
    <Popover
      panel="tree"
      label={words.label}
      button={<GitFork aria-hidden />}
      buttonLabel={words.label}
      buttonClass="icon-button foot-button"
      panelClass="tree-panel"
    >
      <Tree chatId={chatId} />
    </Popover>
  );
};

const Tree = ({ chatId }: { chatId: string }) => {
  const session = useSession();
  const [nodes, setNodes] = useState<readonly TreeNode[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    session.call('chatTree', { chatId }).then(
      (found) => isGone || setNodes(found),
      (error: unknown) => isGone || setProblem(sentenceOf(error)),
    );
    return () => {
      isGone = true;
    };
  }, [session, chatId]);
  return (
    <>
      <h2>{words.title}</h2>
      {problem !== null && <p>{problem}</p>}
      {nodes !== null && <Rows nodes={nodes} />}
      <p className="hint">{words.keys}</p>
    </>
  );
};

const Rows = ({ nodes }: { nodes: readonly TreeNode[] }) => {
  const session = useSession();
  const close = useClosePopover();
  const messages = useWindow((state) => state.messages);
  const shown = useMemo(() => new Set(messages?.map(({ id }) => id)), [messages]);
  const rows = useMemo(() => treeRows(nodes), [nodes]);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      rows.findLastIndex(({ node }) => shown.has(node.id)),
    ),
  );
  const id = useId();
  const { scroller, first, end, rowPx, onScroll, reveal } = useRowWindow(rows.length, rowRem, 0);
  useLayoutEffect(() => scroller.current?.focus({ preventScroll: true }), [scroller]);
  useLayoutEffect(() => reveal(at), [reveal, at]);

  const choose = async ({ node }: TreeRow): Promise<void> => {
    close();
    if (node.isDeleted) {
      await session.attempt('restoreMessage', { messageId: node.id, tipId: node.id });
      return;
    }
    if (!shown.has(node.id) && !(await session.selectVersion(node.id))) return;
    requestAnimationFrame(() => goToMessage(session, node.id));
  };
  const keyed = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      void choose(row);
      return;
    }
    const next = targetOf(event.key, at, rows);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };

  const clicked = ({ target }: MouseEvent): void => {
    const element = (target as HTMLElement).closest<HTMLElement>('[data-index]');
    const row = rows[Number(element?.dataset['index'] ?? -1)];
    if (row !== undefined) void choose(row);
  };

  return (
    <div
      ref={scroller}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label={words.label}
      aria-activedescendant={`${id}-${at}`}
      onScroll={onScroll}
      onKeyDown={keyed}
      onClick={clicked}
    >
      <div role="presentation" style={{ height: rows.length * rowPx }}>
        {rows.slice(first, end).map((row, offset) => {
          const index = first + offset;
          const { node, level, version, versions } = row;
          return (
            <div
              key={node.id}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={level + 1}
              aria-selected={index === at}
              aria-current={shown.has(node.id) ? 'true' : undefined}
              className="tree-row"
              data-deleted={node.isDeleted || undefined}
              style={{
                top: index * rowPx,
                height: rowPx,
                paddingInlineStart: `${0.5 + Math.min(level, mostLevels)}rem`,
              }}
              tabIndex={-1}
              data-index={index}
            >
              <i className="tree-mark" aria-hidden />
              <span className="tree-who">{node.role === 'user' ? words.you : words.model}</span>
              <span className="tree-words" dir="auto">
                {node.words.replaceAll(/\s+/g, ' ').trim() || words.empty}
              </span>
              <span className="tree-note">
                {node.isDeleted
                  ? words.deleted
                  : versions > 1
                    ? words.version(version!, versions)
                    : node.isEdited
                      ? words.edited
                      : ''}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
};

/** The row that a key leads to from the row `at`; `null` if it means nothing here. */
const targetOf = (key: string, at: number, rows: readonly TreeRow[]): number | null => {
  const last = rows.length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(last, at + pageRows);
    case 'PageUp':
      return Math.max(0, at - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowLeft':
      return Math.max(0, rows[at]!.parent);
    case 'ArrowRight':
      return rows[at + 1]?.parent === at ? at + 1 : at;
    default:
      return null;
  }
};
