/** The numbers of a plot, behind a button: for screen readers, for copying, and for exact reading. */
import { useId } from 'react';
import { CopyButton } from '../controls/copy-button.tsx';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { tableTexts, tabSeparated, type Table } from './table.ts';
import { plotWords } from '../words/plots.ts';

const words = plotWords.table;

/** More rows than these would block the window; copying includes all of them. */
const mostRows = 500;

export const DataTable = ({ label, table }: { label: string; table: () => Table }) => {
  const id = useId();
  const [isOpen, toggle] = useDisclosure(`plot.${label}`, false);
  return (
    <>
      <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id} label={words.of(label)}>
        {words.label}
      </DisclosureButton>
      {isOpen && <OpenTable id={id} label={label} table={table()} />}
    </>
  );
};

const OpenTable = ({ id, label, table }: { id: string; label: string; table: Table }) => {
  const { headers, cells } = tableTexts({ ...table, rows: table.rows.slice(0, mostRows) });
  const left = table.rows.length - cells.length;
  const isNumber = (column: number): boolean => table.rows.some((row) => typeof row[column] === 'number');
  return (
    <div id={id} className="plot-table">
      {/* It scrolls by itself where it is long, so it has to be reachable. */}
      <div className="plot-table-scroller" role="group" aria-label={words.of(label)} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {headers.map((header, column) => (
                <th key={header} scope="col" className={isNumber(column) ? 'is-number' : undefined}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((row, index) => (
              // Rows are told apart by their place alone, and none moves.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={headers[column]} className={isNumber(column) ? 'is-number' : undefined}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="plot-table-foot">
        <CopyButton label={words.copy} hasWords text={() => tabSeparated(table)} />
        {left > 0 && <span>{words.moreRows(left)}</span>}
      </p>
    </div>
  );
};
