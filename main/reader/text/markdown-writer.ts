/** Writes marked-up text (HTML, and formats that are read as if they were HTML) as Markdown. */
import type { Place } from '../../shared/documents/document-text.ts';
import { WrittenText } from './written-text.ts';

/** Elements whose content is not text for readers. */
const hiddenElements = new Set(
  'script style template noscript head iframe object embed canvas svg audio video map datalist rp rt annotation annotation-xml'.split(
    ' ',
  ),
);
/** Elements that are paragraphs of their own, and those that begin a line. */
const paragraphs = new Set('p blockquote ul ol dl pre table figure h1 h2 h3 h4 h5 h6 hr'.split(' '));
const lines = new Set(
  'address article aside body caption center dd details dialog div dt fieldset figcaption footer form header html legend li main nav option section summary title tr'.split(
    ' ',
  ),
);

/** Deeper lists and quotations are written at this depth. */
const deepest = 8;
/** The most columns that one cell is counted for. */
const widestCell = 50;
/** A table with a longer cell of several paragraphs is no table, but the layout of a page. */
const longestCell = 1000;

interface Table {
  rows: WrittenText[][];
  isLayout: boolean;
  /** The state of the writer around the table's cell. */
  around: State;
}

/** Where the writer is. Each cell of a table has its own. */
interface State {
  out: WrittenText;
  /** Line breaks before the next text. */
  breaks: number;
  hasSpace: boolean;
  isLineStart: boolean;
  /** What each line begins with: one for each list item and quotation. */
  prefixes: string[];
  /** The mark of a list item that has no text yet. */
  mark: string;
  /** The number of the last item of each open list; `null`: bullets. */
  lists: (number | null)[];
  heading: { level: number; place: (Place & { kind: 'heading' }) | null } | null;
  pre: number;
  /** The language of a code block that has no text yet. */
  fence: string | null;
}

const stateIn = (out: WrittenText): State => ({
  out,
  breaks: 0,
  hasSpace: false,
  isLineStart: true,
  prefixes: [],
  mark: '',
  lists: [],
  heading: null,
  pre: 0,
  fence: null,
});

/** Nothing is written for deeper ones. */
const prefixOf = ({ prefixes }: State): string => prefixes.slice(0, deepest).join('');

export type Attributes = Readonly<Record<string, string | undefined>>;

export class MarkdownWriter {
  #now: State;
  readonly #tables: Table[] = [];
  /** Open elements inside a hidden one, and itself; 0 outside. */
  #hidden = 0;

  constructor(out: WrittenText) {
    this.#now = stateIn(out);
  }

  /** Elements have HTML's names. Every `open` needs a `close`, also of elements without content. */
  open(name: string, attributes: Attributes = {}): void {
    if (this.#hidden > 0 || hiddenElements.has(name) || isHidden(name, attributes)) {
      this.#hidden += 1;
      return;
    }
    const now = this.#now;
    if (paragraphs.has(name)) this.#break(now.lists.length > 0 && name !== 'pre' ? 1 : 2);
    else if (lines.has(name)) this.#break(1);
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level !== undefined) now.heading ??= { level: Number(level), place: null };
    else if (name === 'br' && now.heading?.place) now.hasSpace = true;
    else if (name === 'br') now.breaks = Math.min(2, now.breaks + 1);
    else if (name === 'hr') this.text('---');
    else if (name === 'ul' || name === 'ol') now.lists.push(name === 'ol' ? firstOf(attributes) : null);
    else if (name === 'li') this.#openItem();
    else if (name === 'blockquote') this.#prefix('> ');
    else if (name === 'pre') this.#openPre(attributes);
    else if (name === 'code' && now.pre === 0) this.#raw('`');
    else if (name === 'code' && now.fence === '') now.fence = languageOf(attributes);
    else if (name === 'table') this.#tables.push({ rows: [], isLayout: false, around: now });
    else if (name === 'tr') this.#tables.at(-1)?.rows.push([]);
    else if (name === 'td' || name === 'th') this.#openCell();
  }

  close(name: string, attributes: Attributes = {}): void {
    if (this.#hidden > 0) {
      this.#hidden -= 1;
      return;
    }
    const now = this.#now;
    if (/^h[1-6]$/.test(name)) now.heading = null;
    else if (name === 'ul' || name === 'ol') now.lists.pop();
    else if (name === 'li' || name === 'blockquote') {
      now.prefixes.pop();
      now.mark = '';
    } else if (name === 'pre') this.#closePre();
    else if (name === 'code' && now.pre === 0) this.#raw('`');
    else if (name === 'td' || name === 'th') this.#closeCell(attributes);
    else if (name === 'table') this.#closeTable();
    if (paragraphs.has(name)) this.#break(now.lists.length > 0 ? 1 : 2);
    else if (lines.has(name)) this.#break(1);
  }

  /** Text of an element; white space counts as in HTML. */
  text(text: string): void {
    if (this.#hidden > 0 || text === '') return;
    const now = this.#now;
    if (now.pre > 0) {
      const prefix = prefixOf(now);
      if (now.fence !== null) {
        const { fence } = now;
        now.fence = null;
        this.#raw(`\`\`\`${fence}\n${prefix}`);
      }
      now.out.write(text.replaceAll('\n', `\n${prefix}`));
      return;
    }
    const words = text.replaceAll(/[\s\u00a0]+/g, ' ');
    if (words.startsWith(' ')) now.hasSpace = true;
    const trimmed = words.trim();
    if (trimmed === '') return;
    this.#raw(trimmed);
    now.hasSpace = words.endsWith(' ');
  }

  /** Begins a page, in a paragraph of its own. */
  page(page: number): void {
    const now = this.#now;
    if (now.out.length > 0) now.out.endWith(2);
    [now.breaks, now.hasSpace, now.isLineStart] = [0, false, true];
    now.out.places.push({ kind: 'page', at: now.out.length, page });
  }

  /** Ends what is open. */
  end(): void {
    while (this.#tables.length > 0) this.#closeTable();
    if (this.#now.pre > 0) this.#closePre();
    this.#now = { ...stateIn(this.#now.out), breaks: 2, isLineStart: this.#now.isLineStart };
  }

  #break(breaks: number): void {
    const now = this.#now;
    // A heading is one line.
    if (now.heading?.place) now.hasSpace = true;
    else now.breaks = Math.max(now.breaks, breaks);
  }

  /** Writes what comes before the next text: line breaks, marks of lists and quotations, a space. */
  #flush(): void {
    const now = this.#now;
    const { out } = now;
    if (now.heading?.place) now.breaks = 0;
    if (now.breaks > 0 && out.length > 0 && !now.isLineStart) {
      out.write('\n'.repeat(now.breaks));
      now.isLineStart = true;
    }
    if (now.isLineStart) {
      const prefix = prefixOf(now);
      out.write(now.mark === '' ? prefix : prefix.slice(0, -now.mark.length) + now.mark);
      now.mark = '';
    } else if (now.hasSpace) out.write(' ');
    [now.breaks, now.hasSpace] = [0, false];
    const { heading } = now;
    if (heading?.place === null) {
      heading.place = { kind: 'heading', at: out.length, level: heading.level, title: '' };
      out.places.push(heading.place);
      out.write(`${'#'.repeat(heading.level)} `);
    }
  }

  #raw(text: string): void {
    const now = this.#now;
    const { hasSpace } = now;
    this.#flush();
    now.out.write(text);
    now.isLineStart = false;
    const place = now.heading?.place;
    if (place) place.title += hasSpace && place.title !== '' ? ` ${text}` : text;
  }

  #prefix(prefix: string): void {
    const { prefixes } = this.#now;
    prefixes.push(prefixes.length < deepest ? prefix : '');
  }

  #openItem(): void {
    const now = this.#now;
    const number = now.lists.at(-1) ?? null;
    if (number !== null) now.lists[now.lists.length - 1] = number + 1;
    const mark = number === null ? '- ' : `${number}. `;
    this.#prefix(' '.repeat(mark.length));
    now.mark = now.prefixes.at(-1) === '' ? '' : mark;
  }

  #openPre(attributes: Attributes): void {
    this.#now.fence = languageOf(attributes);
    this.#now.pre += 1;
  }

  #closePre(): void {
    const now = this.#now;
    now.pre = Math.max(0, now.pre - 1);
    if (now.pre > 0) return;
    const isEmpty = now.fence !== null;
    now.fence = null;
    if (!isEmpty) now.out.write(`${now.out.endsWith('\n') ? '' : '\n'}${prefixOf(now)}\`\`\``);
  }

  #openCell(): void {
    const table = this.#tables.at(-1);
    if (table === undefined) return this.#break(1);
    if (table.rows.length === 0) table.rows.push([]);
    // A table inside a cell: the outer one is the layout of a page.
    const outer = this.#tables.at(-2);
    if (outer !== undefined) outer.isLayout = true;
    const cell = new WrittenText(table.around.out.bounds);
    table.rows.at(-1)!.push(cell);
    this.#now = stateIn(cell);
  }

  #closeCell(attributes: Attributes): void {
    const table = this.#tables.at(-1);
    if (table === undefined) return;
    const width = Math.min(widestCell, Number(attributes['colspan'] ?? 1) || 1);
    for (let more = 1; more < width; more++)
      table.rows.at(-1)?.push(new WrittenText(table.around.out.bounds));
    this.#now = table.around;
  }

  #closeTable(): void {
    const table = this.#tables.pop();
    if (table === undefined) return;
    this.#now = table.around;
    const rows = table.rows.filter((row) => row.some((cell) => cell.text.trim() !== ''));
    if (rows.length === 0) return;
    const columns = Math.max(...rows.map((row) => row.length));
    const isLayout =
      table.isLayout ||
      columns < 2 ||
      rows
        .flat()
        .some(
          ({ text, places }) => places.length > 0 || (text.length > longestCell && text.includes('\n\n')),
        );
    if (isLayout) {
      for (const cell of rows.flat().filter(({ text }) => text.trim() !== '')) {
        this.#break(2);
        this.#flush();
        this.#now.out.append(cell);
        this.#now.isLineStart = false;
      }
      return;
    }
    const rowText = (cells: readonly string[]): string =>
      `| ${Array.from({ length: columns }, (_, at) => cells[at] ?? '').join(' | ')} |`;
    rows.forEach((row, at) => {
      this.#break(1);
      this.#raw(
        rowText(
          row.map(({ text }) =>
            text
              .trim()
              .replaceAll(/\s*\n\s*/g, ' ')
              .replaceAll('|', '\\|'),
          ),
        ),
      );
      if (at > 0) return;
      this.#break(1);
      this.#raw(rowText(Array.from({ length: columns }, () => '---')));
    });
  }
}

const isHidden = (name: string, attributes: Attributes): boolean =>
  attributes['hidden'] !== undefined ||
  (name === 'dialog' && attributes['open'] === undefined) ||
  (name === 'input' && attributes['type'] === 'hidden') ||
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attributes['style'] ?? '');

const languageOf = (attributes: Attributes): string =>
  /\b(?:language|lang)-([\w+#-]{1,20})/.exec(attributes['class'] ?? '')?.[1] ?? '';

const firstOf = (attributes: Attributes): number => {
  const start = Number(attributes['start'] ?? 1);
  return Number.isSafeInteger(start) && Math.abs(start) < 1e9 ? start : 1;
};
