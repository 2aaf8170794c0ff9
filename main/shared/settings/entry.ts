/**
 * What the registry says about a setting. Validation, forms, requests and documentation are made from it, so this file imports
 * no validator: the window uses it too.
 */
import { figure } from '../format/figures.ts';
import { translatable } from '../language/language.ts';

/** Where a setting can be set, from the widest scope to the narrowest. A narrower scope wins. */
export type Scope = 'all' | 'model' | 'preset' | 'chat';

/** Texts of every setting. */
export const entryTexts = translatable('entryTexts', {
  automatic: 'Automatic',
  /** The word for the lowest bias, which rules a text out. */
  never: 'never',
} as const);

/** The headings of forms and of the documentation. */
export const groups = translatable('groups', {
  window: 'Window',
  memoryAndSpeed: 'Memory and speed',
  prompt: 'Prompt and answer',
  sampling: 'Sampling',
  repetition: 'Repetition',
  network: 'Network',
  programs: 'Local server',
  desktop: 'Desktop',
} as const);
export type Group = keyof typeof groups;

/** Where a hint is shown, and what it may mention. */
export interface Shown {
  scope: Scope;
  /** Cores of this machine; `null` if unknown. */
  cores: number | null;
  /** Bytes that an 8-bit KV cache saves with the loaded model; `null` if none is loaded. */
  kvSavingBytes: number | null;
}

/** The part that all kinds of settings share. */
interface About<In extends Scope> {
  scopes: readonly In[];
  group: Group;
  label: string;
  /** The text below the field. */
  hint?: string | ((shown: Shown) => string);
  /** The text of an empty field: what applies if no scope sets a value. "Automatic" if absent. */
  empty?: string;
}

interface OnOffKind {
  kind: 'onOff';
}
interface ChoiceKind {
  kind: 'choice';
  /** The text of each value, in the order of the list. */
  names: Readonly<Record<string, string>>;
  /** The values that a platform (`process.platform`) has; all of them if absent. */
  offered?: (platform: string) => string[];
}
interface NumberKind {
  kind: 'number';
  from: number;
  to: number;
  isWhole: boolean;
  /** Written after the range, for example "tokens". */
  unit?: string;
}
interface NumbersKind {
  kind: 'numbers';
  from: number;
  to: number;
  mostNumbers: number;
  example: string;
}
interface TextKind {
  kind: 'text';
  /** The longest text, in UTF-16 code units. */
  longest: number;
  isCode?: boolean;
}
interface TextsKind {
  kind: 'texts';
  mostTexts: number;
  /** The longest of the texts, in UTF-16 code units. */
  longest: number;
  example: string;
}
interface BiasesKind {
  kind: 'biases';
  /** The range of a bias, in logits; `from` rules the text out. */
  from: number;
  to: number;
  mostBiases: number;
  /** The longest of the texts, in UTF-16 code units. */
  longest: number;
}
interface FormatKind {
  kind: 'format';
}
interface AddressKind {
  kind: 'address';
  /** The longest address, in UTF-16 code units. */
  longest: number;
}
interface KeysKind {
  kind: 'keys';
  /** Some of the possible values, see keys.ts. */
  suggested: readonly string[];
}
type Kind =
  | OnOffKind
  | ChoiceKind
  | NumberKind
  | NumbersKind
  | TextKind
  | TextsKind
  | BiasesKind
  | FormatKind
  | AddressKind
  | KeysKind;

/** How much likelier a text becomes, in logits. */
export interface Bias {
  text: string;
  bias: number;
}

/**
 * What answers are bound to: nothing, a JSON schema, or a grammar in GBNF. `source` is the schema or the grammar, and empty for
 * `text`.
 */
export interface ResponseFormat {
  kind: 'text' | 'schema' | 'grammar';
  source: string;
}

/** One setting. A `null` default means that Hearth or the model file decides. */
export type Entry<Value = unknown, In extends Scope = Scope> = About<In> & Kind & { default: Value };

/** The type of a setting's values, which include `null` if that is the default. */
type OrNull<Base, Default> = null extends Default ? Base | null : Base;

/** The fields of an entry that its author writes: all but `kind`. */
type Written<K extends Kind, Default, In extends Scope> = About<In> & Omit<K, 'kind'> & { default: Default };

/** `entry`, typed by the values that it takes. */
const typed = <Value, In extends Scope>(entry: Entry<unknown, In>): Entry<Value, In> =>
  entry as Entry<Value, In>;

/** A switch. With the default `null` it is a choice of automatic, on and off. */
export const onOff = <const Default extends boolean | null, In extends Scope>(
  entry: Written<OnOffKind, Default, In>,
): Entry<OrNull<boolean, Default>, In> => typed({ kind: 'onOff', ...entry });

/** One of a few values. */
export const choice = <Value extends string, const Default extends Value | null, In extends Scope>(
  entry: Written<ChoiceKind, Default, In> & { names: Readonly<Record<Value, string>> },
): Entry<OrNull<Value, Default>, In> => typed({ kind: 'choice', ...entry });

/** A number in a range that includes both ends. */
export const number = <const Default extends number | null, In extends Scope>(
  entry: Written<NumberKind, Default, In>,
): Entry<OrNull<number, Default>, In> => typed({ kind: 'number', ...entry });

/** A list of whole numbers. */
export const numbers = <In extends Scope>(
  entry: Written<NumbersKind, null, In>,
): Entry<number[] | null, In> => typed({ kind: 'numbers', ...entry });

/** A text of several lines. */
export const text = <const Default extends string | null, In extends Scope>(
  entry: Written<TextKind, Default, In>,
): Entry<OrNull<string, Default>, In> => typed({ kind: 'text', ...entry });

/** A list of short texts. */
export const texts = <In extends Scope>(entry: Written<TextsKind, null, In>): Entry<string[] | null, In> =>
  typed({ kind: 'texts', ...entry });

/** A list of texts that become more or less likely. */
export const biases = <In extends Scope>(entry: Written<BiasesKind, null, In>): Entry<Bias[] | null, In> =>
  typed({ kind: 'biases', ...entry });

/** What answers are bound to. */
export const format = <In extends Scope>(
  entry: Written<FormatKind, null, In>,
): Entry<ResponseFormat | null, In> => typed({ kind: 'format', ...entry });

/** A web address. It can be left empty if its default is empty. */
export const address = <In extends Scope>(
  entry: Omit<Written<AddressKind, string, In>, 'longest'>,
): Entry<string, In> => typed({ kind: 'address', longest: 500, ...entry });

/** Keys that work in every program. */
export const keys = <In extends Scope>(entry: Written<KeysKind, string, In>): Entry<string, In> =>
  typed({ kind: 'keys', ...entry });

/** The hint as it is shown; empty if there is none. */
export const hintOf = ({ hint = '' }: Entry, shown: Shown): string =>
  typeof hint === 'string' ? hint : hint(shown);

/** The text of a field that is empty in every scope. */
export const emptyText = ({ empty = entryTexts.automatic }: Entry): string =>
  /^[\d.]+$/.test(empty) ? figure(Number(empty)) : empty;
