/**
 * Dates and times in a system prompt. A time of day changes with every request, so it is left out where a date precedes it, and rounded
 * down to the hour where it is alone. A sentence that tells today's date moves to the end of the first message of the user: the system
 * prompt and the tools, which are most of an agent's prompt, then stay the same over days, and the date stays where it is within a
 * conversation.
 */
import type { ApiMessage } from '../request.ts';
import type { Tool } from '../../engine/tools.ts';

const month =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const weekday = '(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)';
/** 2026-11-29, 11/29/2026, 29.11.2026, Sun Nov 29 2026, Sunday, November 29th, 2026, 29 November 2026 */
const date = `(?:${weekday},?\\s+)?(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[/.]\\d{1,2}[/.]\\d{4}|${month}\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4}|\\d{1,2}\\.?\\s+${month}\\.?,?\\s+\\d{4})`;
const zone = '(?:\\s?(?:Z|UTC|GMT)?(?:[+-]\\d{2}:?\\d{2})?(?:\\s?\\([^()\\n]{1,60}\\))?)';
const clock = `\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?:\\s?[AaPp]\\.?[Mm]\\.?)?${zone}`;
/** What parts a date from a time. */
const between = '(?:T|,?\\s+(?:at\\s+)?)';
const label =
  "(?:today[’']?s date(?: and time)?|(?:the )?current (?:local )?(?:date(?:\\s?(?:and|&|/)\\s?time)?|datetime|time|timestamp)|today|(?:the )?(?:local )?date and time|now)";

const start = '(^|[>.!?]\\s*|[-*#]\\s+|^\\s+)';
const verb = '(?:\\s+is|:|\\s+=|\\s+-)\\s*(?:now\\s+)?';
/** In a line, a sentence that tells the date: what precedes it, its label, the date, the time, a note, the full stop. */
const told = new RegExp(
  `${start}((?:it is )?${label}${verb})(${date})(${between}${clock})?(\\s?\\([^()\\n]{1,80}\\))?(\\.(?=\\s|$))?`,
  'gi',
);
/** The same with a time alone. */
const toldTime = new RegExp(
  `${start}((?:it is )?${label}${verb})(\\d{1,2}):\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?![\\d:])`,
  'gi',
);
/** A time stamp of a program: a date and a time with seconds. */
const stamp =
  /\b(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:\s?Z\b|\s?[+-]\d{2}:?\d{2}|\s?UTC\b)?/g;

/** The longest text and line that are searched, in UTF-16 code units. */
const longest = 1_000_000;
const longestLine = 20_000;

/** What became of the dates of a text. */
interface Settled {
  text: string;
  /** The sentences that were taken out, each with a date. */
  moved: string[];
  /** A time of day was left out or rounded. */
  isRounded: boolean;
}

/** What is left of a line without the gaps that the sentence left. */
const tidied = (line: string, left: string): string => {
  const text = left.replaceAll(/(?<=\S) {2,}/g, ' ').trimEnd();
  return /^\s/.test(line) ? text : text.trimStart();
};

const settle = (text: string): Settled => {
  const found: Settled = { text, moved: [], isRounded: false };
  if (text.length > longest) return found;
  const lines = text.split('\n').flatMap((line) => {
    if (line.length > longestLine || !/\d:\d\d|\d{4}/.test(line)) return [line];
    const before = found.moved.length;
    const settled = line
      .replace(told, (...[, ahead, name, day, time, note, dot]: (string | undefined)[]) => {
        found.isRounded ||= time !== undefined;
        found.moved.push(`${name}${day}${time === undefined ? (note ?? '') : ''}${dot ?? ''}`.trim());
        return ahead ?? '';
      })
      .replace(toldTime, (...[, ahead, name, hour]: (string | undefined)[]) => {
        found.isRounded = true;
        return `${ahead}${name}about ${hour}:00`;
      })
      .replace(stamp, (_whole, day: string) => {
        found.isRounded = true;
        return day;
      });
    if (found.moved.length === before) return [settled];
    // A line that had nothing else goes with the sentence.
    return /^[\s\-*#.]*$/.test(settled) ? [] : [tidied(line, settled)];
  });
  return { ...found, text: lines.join('\n') };
};

export interface DatedConversation {
  messages: readonly ApiMessage[];
  tools: readonly Tool[];
}

/** `isMoved`: a date left the system prompt or a tool. `isRounded`: a time of day did. */
export const settleDates = ({
  messages,
  tools,
}: DatedConversation): DatedConversation & { isMoved: boolean; isRounded: boolean } => {
  const same = { messages, tools, isMoved: false, isRounded: false };
  const firstUser = messages.findIndex(({ role }) => role === 'user');
  if (firstUser < 0) return same;
  const moved = new Set<string>();
  let isRounded = false;
  const settled = (text: string): string => {
    const found = settle(text);
    for (const sentence of found.moved) moved.add(sentence);
    isRounded ||= found.isRounded;
    return found.text;
  };
  const head = messages
    .slice(0, firstUser)
    .map((message) => (message.role === 'system' ? { ...message, text: settled(message.text) } : message));
  const dated = tools.map((tool) => ({ ...tool, description: settled(tool.description) }));
  const asked = messages[firstUser];
  if (asked === undefined || (moved.size === 0 && !isRounded)) return same;
  const behind = moved.size === 0 ? asked.text : `${asked.text}\n\n${[...moved].join('\n')}`;
  return {
    messages: [...head, { ...asked, text: behind }, ...messages.slice(firstUser + 1)],
    tools: dated,
    isMoved: moved.size > 0,
    isRounded,
  };
};
