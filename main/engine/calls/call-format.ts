/**
 * How a model writes calls of tools. All families are one structure: marks around calls, and within a call a sequence of marks,
 * the name of the tool and its arguments.
 */

export interface CallFormat {
  /** The marks before the first call, behind text. */
  first: string;
  /** The same at the beginning of an answer, where the prompt may have written a part of them. */
  begins: string;
  /** The marks between the end of a call and the next one; `null`: an answer has only one call. */
  next: string | null;
  /** The marks that end each call. */
  after: string;
  /** The marks behind the last call, up to the end of the turn. */
  close: string;
  /** What is between `first` and `after`. */
  parts: readonly CallPart[];
}

export type CallPart =
  | { kind: 'mark'; text: string }
  /** Anything up to and with a mark; `usual`: what models write there. */
  | { kind: 'up-to'; text: string; usual: readonly string[] }
  | { kind: 'name' }
  | { kind: 'id' }
  /** The number of the call within the answer; the first one has `from`. */
  | { kind: 'number'; from: number }
  /** A JSON object that has the name and the arguments as fields. */
  | { kind: 'object'; fields: ObjectFields }
  | { kind: 'arguments'; how: ArgumentsForm };

/** The fields of a call that is a JSON object, in the order in which the template writes them. */
export interface ObjectFields {
  /** `null`: the name itself is the key of the arguments. */
  name: string | null;
  arguments: string | null;
  id: string | null;
  /** Every key. `number`: a number or text that counts the calls; `fixed`: always the same value. */
  order: readonly { key: string; holds: 'name' | 'arguments' | 'id' | 'number' | 'fixed'; value?: unknown }[];
}

export type ArgumentsForm =
  /** A JSON object. */
  | { style: 'json' }
  /** Each argument between marks. */
  | { style: 'tagged'; tags: Tags }
  /** `key='text', other=7`, with literals of Python. */
  | { style: 'python' }
  /** `key:"text",other:7` in braces, where `quote` encloses texts, which have no escapes (Gemma 4). */
  | { style: 'bare'; quote: string };

export interface Tags {
  /** The marks before a key. */
  before: string;
  /** The marks between a key and its value. If they differ, they tell whether the value is text as it is. */
  middles: readonly { mark: string; holds: 'text' | 'json' | 'either' }[];
  /** The marks behind a value; `keyMark` takes the place of the key. */
  after: string;
  /** How lists and objects are written within a value; absent: as JSON. */
  nested?: Nested;
}

/** Elements for the fields of an object, and of one name for the items of a list: `open`, a key, `middle`, a value and `close`. */
export interface Nested {
  open: string;
  middle: string;
  /** `keyMark` takes the place of the key. */
  close: string;
  /** The key of each item of a list. */
  item: string;
}

/** Takes the place of the key of an argument in marks. */
export const keyMark = '\uE000';

/** What is known of a chat template about tools. */
export interface CallForm {
  format: CallFormat;
  /** The template describes the tools; else they are described in the system prompt. */
  takesTools: boolean;
  /** The template takes the tools as JSON in a field `tools` of the system message (Phi-4-mini); `takesTools` is false then. */
  takesToolsAsText: boolean;
  /** The template writes the calls of earlier answers; else they are written into their texts. */
  writesCalls: boolean;
  /** The template has a place for results; else they are messages of the user. */
  takesResults: boolean;
  /** How the template expects the arguments of earlier calls. */
  argumentsAs: 'object' | 'text';
  /** It writes calls behind a text as well; else the text is an answer of its own. */
  writesBehindText: boolean;
  /** How it expects an answer without text. */
  emptyText: 'text' | 'none';
  /** It refuses ids that are not 9 letters and digits (Mistral). */
  wantsShortIds: boolean;
  /** The marks of thoughts. */
  thoughtMarks: readonly string[];
  /** What the template may write at the end of a prompt. */
  prompts: readonly string[];
}
