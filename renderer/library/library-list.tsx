/** All models as a table that sorts by its columns. Only the rows in view are drawn, so it can have any length. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { useKeyDown } from '../controls/use-key-down.ts';
import { useNow } from '../controls/use-now.ts';
import { useRowWindow } from '../controls/use-row-window.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import type { LibraryColumn } from '../state/library.ts';
import { loadStateOf } from '../engines/load-state.ts';
import { sharedNames } from '../state/model-names.ts';
import { LibraryRow } from './library-row.tsx';
import { common } from '../words/common.ts';
import { libraryWords as words } from '../words/library.ts';

/** As in models.css. */
const rowRem = 3.5;
const headRem = 2.25;

const columns: { id: LibraryColumn | null; label: string; isNumber?: boolean }[] = [
  { id: 'name', label: words.columns.name },
  { id: 'parameters', label: words.columns.parameters, isNumber: true },
  { id: 'quantization', label: words.columns.quantization },
  { id: 'size', label: words.columns.size, isNumber: true },
  { id: 'context', label: words.columns.context, isNumber: true },
  { id: null, label: words.columns.source },
  { id: 'used', label: words.columns.used },
];

export const LibraryList = ({ models }: { models: readonly LibraryModel[] }) => {
  const all = useWindow((state) => state.library?.models ?? models);
  const shared = useMemo(() => sharedNames(all), [all]);
  const engine = useWindow((state) => state.engine);
  const load = useWindow((state) => state.load);
  const shown = useWindow((state) => state.shownModel);
  const [current, setCurrent] = useState<string | null>(shown);
  const [shownBefore, setShownBefore] = useState(shown);
  // A model that was opened from elsewhere becomes the row that Tab reaches too.
  if (shown !== shownBefore) {
    setShownBefore(shown);
    if (shown !== null) setCurrent(shown);
  }
  const now = useNow();
  const rows = useRowWindow(models.length, rowRem, headRem);
  const wantsFocus = useRef(false);
  const { scroller, reveal } = rows;
  // A row that is filtered out cannot be the one that Tab reaches.
  const currentAt = Math.max(
    0,
    models.findIndex(({ path }) => path === current),
  );

  const shownAt = shown === null ? -1 : models.findIndex(({ path }) => path === shown);
  useLayoutEffect(() => {
    if (shownAt !== -1) reveal(shownAt);
  }, [shownAt, reveal]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current
      ?.querySelector<HTMLElement>(`[data-index="${currentAt}"]`)
      ?.focus({ preventScroll: true });
  });

  useKeyDown(scroller, (event) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rows.rowPx) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -models.length,
      End: models.length,
    };
    const step = steps[event.key];
    // The column headers have keys of their own.
    const isInRow = (event.target as HTMLElement).closest('.library-head') === null;
    if (step === undefined || models.length === 0 || !isInRow) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(models.length - 1, currentAt + step));
    wantsFocus.current = true;
    setCurrent(models[next]!.path);
    reveal(next);
  });

  const drawn = models.slice(rows.first, rows.end);
  // Tab must reach a row even if the current one is scrolled out of view.
  const tabAt = currentAt >= rows.first && currentAt < rows.end ? currentAt : rows.first;
  return (
    <div
      className="library-table"
      ref={scroller}
      role="table"
      aria-label={words.table}
      aria-rowcount={models.length + 1}
      onScroll={rows.onScroll}
    >
      <div role="rowgroup" className="library-head">
        <div role="row" className="library-row" aria-rowindex={1}>
          {columns.map((column) => (
            <ColumnHead key={column.label} {...column} />
          ))}
          <div role="columnheader">
            <span className="hidden">{common.load}</span>
          </div>
        </div>
      </div>
      <div
        role="rowgroup"
        style={{
          paddingTop: rows.first * rows.rowPx,
          paddingBottom: (models.length - rows.end) * rows.rowPx,
        }}
      >
        {drawn.map((model, at) => (
          <LibraryRow
            key={model.path}
            model={model}
            index={rows.first + at}
            isShown={model.path === shown}
            isCurrent={rows.first + at === tabAt}
            isNameShared={shared.has(model.name)}
            load={loadStateOf({ engine, load }, model.path)}
            problem={load?.path === model.path ? load.problem : null}
            now={now}
          />
        ))}
      </div>
    </div>
  );
};

const ColumnHead = ({ id, label, isNumber = false }: (typeof columns)[number]) => {
  const session = useSession();
  const { column, isDescending } = useWindow((state) => state.libraryQuery);
  if (id === null)
    return (
      <div role="columnheader" className="library-owner">
        {label}
      </div>
    );
  const isSorted = column === id;
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      className={isNumber ? 'is-number' : undefined}
      data-column={id}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        onClick={() =>
          session.queryLibrary({
            column: id,
            // Names begin at A, all other columns with the largest or the latest.
            isDescending: isSorted ? !isDescending : id !== 'name',
          })
        }
      >
        {label}
        {isSorted && <Arrow aria-hidden />}
      </button>
    </div>
  );
};
