/** What commands write to: stdout for results, stderr for everything else. Colours are used only in a terminal. */
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { thin } from '../../shared/format/figures.ts';
import { cliWords } from '../../shared/words/cli.ts';

/** The streams of a process, which tests replace. */
export interface Streams {
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean; columns?: number };
  errors: Writable & { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
}

/** Something long that is under way. */
interface Progress {
  /** `share`: from 0 to 1; `null`: not known. */
  show(share: number | null, text: string): void;
  /** Removes the line. */
  clear(): void;
}

export interface Terminal {
  readonly input: Streams['input'];
  readonly output: Streams['output'];
  /** Whether a person is at the other end of all of stdin, stdout and stderr. */
  readonly isInteractive: boolean;
  readonly outputIsTerminal: boolean;
  /** Writes a result as it is. */
  write(text: string): void;
  line(text: string): void;
  json(value: unknown): void;
  /** Writes a line for the person, not for the program behind a pipe. */
  note(text: string): void;
  /** As `note`, without a line break. */
  noteText(text: string): void;
  /** In grey, if stderr is a terminal with colours. */
  dim(text: string): string;
  /** Columns that are as wide as their widest cell; `align`: a column of figures is aligned to the right. */
  table(rows: readonly (readonly string[])[], align?: readonly ('left' | 'right')[]): void;
  /** As `table`, below the headings of the columns. */
  list(
    headings: readonly string[],
    rows: readonly (readonly string[])[],
    align?: readonly ('left' | 'right')[],
  ): void;
  /** A progress bar on stderr; shows nothing where that is no terminal. */
  progress(): Progress;
  /** Asks a question that is answered with yes or no. */
  confirm(question: string, stop: AbortSignal): Promise<boolean>;
}

/** A bar is drawn at most this often, in ms. */
const drawEveryMs = 100;
const barWidth = 24;
const usualColumns = 80;
const escape = '\u001b';

export const openTerminal = ({ input, output, errors, env }: Streams): Terminal => {
  const hasColours = errors.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const put = (stream: Streams['output'], text: string): void =>
    void stream.write(forStream(stream, plain(text)));
  const line = (text: string): void => put(output, `${text}\n`);
  const table: Terminal['table'] = (rows, align = []) => {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
    for (const row of rows)
      line(
        row
          .map((cell, column) => {
            const gap = ' '.repeat(widths[column]! - widthOf(cell));
            return align[column] === 'right' ? gap + cell : cell + gap;
          })
          .join('  ')
          .trimEnd(),
      );
  };
  return {
    input,
    output,
    isInteractive: input.isTTY === true && output.isTTY === true && errors.isTTY === true,
    outputIsTerminal: output.isTTY === true,
    write: (text) => void output.write(forStream(output, text)),
    line,
    json: (value) => void output.write(`${JSON.stringify(value, null, 2)}\n`),
    note: (text) => put(errors, `${text}\n`),
    noteText: (text) => void errors.write(forStream(errors, text)),
    dim: (text) => (hasColours ? `${escape}[2m${text}${escape}[22m` : text),
    table,
    list: (headings, rows, align) =>
      table([headings.map((heading) => heading.toUpperCase()), ...rows], align),
    progress: () => {
      let drawnAt = -Infinity;
      let isDrawn = false;
      return {
        show: (share, text) => {
          const now = performance.now();
          if (errors.isTTY !== true || now - drawnAt < drawEveryMs) return;
          drawnAt = now;
          isDrawn = true;
          const shown = share === null ? text : `${bar(share)} ${Math.floor(100 * share)} %  ${text}`;
          errors.write(`\r${plain(cutTo(shown, (errors.columns ?? usualColumns) - 1))}${escape}[K`);
        },
        clear: () => {
          if (isDrawn) errors.write(`\r${escape}[K`);
          isDrawn = false;
        },
      };
    },
    confirm: async (question, stop) => {
      const lines = createInterface({ input, output: errors });
      try {
        const answer = await lines.question(`${question} ${cliWords.yesOrNo} `, { signal: stop });
        return (cliWords.yesAnswers as readonly string[]).includes(answer.trim().toLowerCase());
      } finally {
        lines.close();
      }
    },
  };
};

/**
 * Text for a terminal has no control characters but line breaks, tabs and the marks of grey: what models write and files are called could
 * otherwise move the cursor, change titles or fill the clipboard. A pipe gets the text as it is.
 */
const forStream = ({ isTTY }: Streams['output'], text: string): string =>
  isTTY === true ? text.replaceAll(controls, '') : text;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const controls = /\u001b(?!\[2?2m)|[\0-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** Thin spaces are as wide as others in a terminal, and scripts look for others. */
const plain = (text: string): string => text.replaceAll(thin, ' ').replaceAll('\u202f', ' ');

const widthOf = (text: string): number => [...plain(text)].length;

const cutTo = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
};

const bar = (share: number): string => {
  const filled = Math.round(barWidth * Math.min(1, Math.max(0, share)));
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
};
