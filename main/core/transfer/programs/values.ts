/** Reads values of unknown type from the exports of other programs, which are not trusted. */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import { longestText } from '../../../shared/contract/call.ts';
import { visible } from '../../../shared/format/visible-text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The items of a list that are objects; empty for any other value. */
export const objectsIn = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** The value if it is a text; otherwise an empty text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? visible(value) : '');

/** The value as an id, if it is a text or a number; `null` for any other value. */
export const idOf = (value: unknown): string | null => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= 200 ? visible(value) : null;
};

/** Times up to a day ahead are accepted, because a clock can be wrong. */
const aheadMs = 86_400_000;
/** Earlier times are not accepted: no program that exports chats is that old. */
const firstTime = Date.UTC(2000);

/**
 * A time in milliseconds since the epoch: of a number in seconds, milliseconds, microseconds or nanoseconds, told apart by its
 * size, or of a text. `null` for anything else, and for times before 2000 or in the future.
 */
export const timeOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  const ms =
    typeof number === 'number'
      ? number > 1e17
        ? number / 1e6
        : number > 1e14
          ? number / 1e3
          : number > 1e11
            ? number
            : number * 1000
      : typeof number === 'string' && number.length < 40
        ? Date.parse(number)
        : Number.NaN;
  return ms >= firstTime && ms <= Date.now() + aheadMs ? Math.round(ms) : null;
};

/** Whether a value states a time that is not accepted. */
export const isBadTime = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== 0 && timeOf(value) === null;

const longestName = 200;

/** A name, reduced to one line. */
export const nameOf = (value: unknown): string | null =>
  textOf(value)
    .slice(0, 10 * longestName)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longestName)
    .trim() || null;

/** The kinds of content that are not imported, by the last part of their code. */
export type Lost =
  | 'attachments'
  | 'tools'
  | 'orphans'
  | 'circles'
  | 'dates'
  | 'long-texts'
  | 'unknown-content'
  | 'damaged';

/** Counts them. */
export class Losses {
  readonly counts = new Map<Lost, number>();
  add(what: Lost, count = 1): void {
    if (count > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }
}

/** A part of a message, shortened if it is longer than any message of Hearth; nothing if it has no text. */
export const partWith = (kind: 'text' | 'thoughts', text: string, losses: Losses): MessagePart[] => {
  if (text.trim() === '') return [];
  if (text.length <= longestText) return [{ kind, text }];
  losses.add('long-texts');
  return [{ kind, text: visible(text.slice(0, longestText)) }];
};

/** The marks that most reasoning models put around their thoughts, at the beginning of an answer. */
const thinkMarks = /^\s*<think(?:ing)?>([\s\S]*?)(?:<\/think(?:ing)?>|$)/;

/** The parts of an answer in whose text the thoughts are marked. */
export const answerParts = (text: string, losses: Losses): MessagePart[] => {
  const thoughts = thinkMarks.exec(text);
  if (thoughts === null) return partWith('text', text, losses);
  return [
    ...partWith('thoughts', thoughts[1]!.trim(), losses),
    ...partWith('text', text.slice(thoughts[0].length).trimStart(), losses),
  ];
};

/** A file whose text is in the export, as a part before the message. */
export const fileText = (name: string | null, text: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${name === null ? '' : `${name}\n\n`}${fence}\n${text.replace(/\n$/, '')}\n${fence}`;
};
