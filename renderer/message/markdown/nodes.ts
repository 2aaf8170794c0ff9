/** The tree that Markdown is parsed into. Names follow mdast. */

/** Part of a line. */
export type Inline =
  | { type: 'text' | 'inlineCode' | 'html'; value: string }
  /** TeX. `isWide` is true for `$$x$$` and `\[x\]`, false for `$x$` and `\(x\)`. */
  | { type: 'inlineMath'; value: string; isWide: boolean }
  /** `isSoft`: a line ending of the source, which CommonMark treats as a space. */
  | { type: 'break'; isSoft: boolean }
  | { type: InlineContainer; children: Inline[] }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'image'; url: string; alt: string }
  | { type: 'footnoteReference'; label: string };

export type InlineContainer =
  | 'emphasis'
  | 'strong'
  | 'delete'
  | 'superscript'
  | 'subscript'
  | 'underline'
  | 'key'
  | 'highlight';

/** Offsets in the parsed text: the start of the first line, and the end of the last line that is not blank. */
interface Place {
  from: number;
  to: number;
}

export type Block = Place &
  /** `isOpen`: it ends in a formula that is not closed yet. */
  (
    | { type: 'paragraph'; isOpen?: true; children: Inline[] }
    | { type: 'heading'; depth: number; children: Inline[] }
    /** `language` is the first word after the fence. `isClosed`: the closing fence was found. */
    | { type: 'code'; language: string | null; value: string; isClosed: boolean }
    | { type: 'math'; value: string; isClosed: boolean }
    | { type: 'blockquote'; children: Block[] }
    | List
    | { type: 'table'; align: Alignment[]; head: TableRow; rows: TableRow[] }
    | { type: 'thematicBreak' }
    /** Shown as source: markup, and text beyond the bounds of parsing. */
    | { type: 'html' | 'source'; value: string }
    | { type: 'definition' }
    | { type: 'footnoteDefinition'; label: string; children: Block[] }
  );

export interface List extends Place {
  type: 'list';
  isOrdered: boolean;
  /** No blank lines between the items or within them. */
  isTight: boolean;
  /** Approximate number of elements in its drawing. */
  elements: number;
  items: ListItem[];
}

export interface ListItem extends Place {
  /** `null` if it is not a task. */
  isDone: boolean | null;
  /** The number in the source; `null` in a bullet list. */
  number: number | null;
  children: Block[];
}

export type Alignment = 'left' | 'center' | 'right' | null;
/** The content of each cell. */
export type TableRow = Inline[][];
