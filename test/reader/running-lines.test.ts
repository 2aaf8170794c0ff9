/** The running heads and feet that are taken out of the pages of a PDF file. */
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../main/reader/pdf/columns.ts';
import type { Line } from '../../main/reader/pdf/lines.ts';
import { withoutRunningLines } from '../../main/reader/pdf/running-lines.ts';

const line = (text: string, y: number, size = 10): Line => ({ text, x0: 50, x1: 300, y, size, isRtl: false });
/** A page of 800 points with its first and its last lines, and others between them. */
const page = (top: readonly string[], bottom: readonly string[], words = 'words', size = 10) => {
  const text = Array.from({ length: 30 }, (_, at) =>
    line(`${words} ${'abcdefghijklmnopqrstuvwxyzäöüß'[at]}`, 120 + at * 15, size),
  );
  const edges = [
    ...top.map((one, at) => line(one, 40 + at * 15)),
    ...bottom.map((one, at) => line(one, 700 + at * 15)),
  ];
  return [
    {
      turn: 0,
      top: 0,
      bottom: 800,
      columns: [
        columnOf(
          [...edges, ...text].toSorted((a, b) => a.y - b.y),
          false,
        ),
      ],
    },
  ];
};
/** What is left on each page besides its text. */
const left = (pages: ReturnType<typeof page>[], bodySize = 10): string[][] =>
  withoutRunningLines(pages, bodySize).map((bodies) =>
    bodies.flatMap(({ columns }) =>
      columns.flatMap(({ lines }) =>
        lines.map(({ text }) => text).filter((text) => !text.startsWith('words')),
      ),
    ),
  );

describe('running lines', () => {
  it('are removed but for the first with words that the text does not have', () => {
    const pages = [1, 2, 3, 4].map((number) =>
      page(['Annual Report'], ['Harbour Office', `Page ${number} of 4`]),
    );
    expect(left(pages)).toEqual([['Annual Report', 'Harbour Office', 'Page 1 of 4'], [], [], []]);
    expect(
      left([...pages, page(['THE ANNUAL REPORT'], ['Harbour Office', 'Page 5 of 4'], 'words')])[0],
    ).toContain('Annual Report');
    expect(left([...pages.map(() => page(['words a'], [])), page([], [])])).toEqual([[], [], [], [], []]);
  });

  it('are the numbers of pages in any form, from any number on', () => {
    const numbers = ['xi', '– xii –', '13', '\u0661\u0664', '15'];
    expect(left(numbers.map((number) => page([], [number])))).toEqual([[], [], [], [], []]);
  });

  it('are the titles of chapters in the place of others', () => {
    const titles = [
      'Loomings',
      'Loomings',
      'Loomings',
      'Breakfast',
      'The Street',
      'The Street',
      'The Street',
    ];
    expect(left(titles.map((title) => page([title], [])))).toEqual([
      ['Loomings'],
      [],
      [],
      ['Breakfast'],
      ['The Street'],
      [],
      [],
    ]);
  });

  it('are not the rows of a table, headings, text of a page alone, or lines that other text surrounds', () => {
    const rows = [1, 2, 3, 4].map((at) =>
      page([`Berth ${at * 40} Quay ${at % 2}`], [`Berth ${at * 40 + 39}`]),
    );
    expect(left(rows).flat()).toHaveLength(8);
    expect(
      left(
        [1, 2, 3].map(() => page(['Results'], [])),
        8,
      ),
    ).toEqual([['Results'], ['Results'], ['Results']]);
    expect(left([page(['Alone'], ['1'])])).toEqual([['Alone', '1']]);
    const inside = ['one', 'two', 'six'].map((first) => page([`${first} begins`, 'The same below'], []));
    expect(left(inside)).toEqual(['one', 'two', 'six'].map((first) => [`${first} begins`, 'The same below']));
  });

  it('are kept on pages that have nothing else', () => {
    const same = Array.from({ length: 3 }, () => [
      {
        turn: 0,
        top: 0,
        bottom: 800,
        columns: [columnOf([line('A', 40), line('B', 60), line('C', 790)], false)],
      },
    ]);
    expect(left(same)).toEqual([
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
    ]);
  });
});
