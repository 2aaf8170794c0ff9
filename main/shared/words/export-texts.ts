/** The texts that Hearth adds to exported chats, beside what people and models wrote. */
import { count, duration, prefillSpeed, speed, tokens, unbroken } from '../format/figures.ts';
import { dateLocale, translatable } from '../language/language.ts';

/** The date by this machine's clock and time zone. */
const date = (time: number): string =>
  new Date(time).toLocaleDateString(dateLocale(), { day: 'numeric', month: 'long', year: 'numeric' });

/** Durations are milliseconds; see `Timings` in shared/contract/message.ts. */
interface Figures {
  cachedTokens: number;
  newTokens: number;
  prefillMs: number;
  firstTokenMs: number | null;
  decodeTokens: number;
  decodeMs: number;
}

export const exportWords = translatable('exportWords', {
  /** The language of the texts here, for HTML. */
  language: 'en',
  /** Names of files. `day`: for example 2026-11-28. */
  fileOfSeveral: (day: string): string => `Hearth chats ${day}`,
  fileOfOne: 'Chat',
  chats: (chats: number): string => (chats === 1 ? '1 chat' : `${count(chats)} chats`),
  exported: (time: number): string => `Exported from Hearth on ${date(time)}`,
  from: (createdAt: number, updatedAt: number): string =>
    date(createdAt) === date(updatedAt) ? date(createdAt) : `${date(createdAt)} to ${date(updatedAt)}`,
  you: 'You',
  model: 'Model',
  thoughts: 'Thoughts',
  document: (name: string): string => `Document: ${name}`,
  /** Messages of other versions of the chat, which only JSON Lines contains. */
  otherVersions: (messages: number): string =>
    messages === 1
      ? '1 message of other versions is not shown'
      : `${count(messages)} messages of other versions are not shown`,
  /** The figures of an answer on one line. */
  figures: (timings: Figures, written: number): string => {
    const { cachedTokens, newTokens, prefillMs, firstTokenMs, decodeTokens, decodeMs } = timings;
    const pace = prefillSpeed(newTokens, prefillMs);
    const decodePace = speed(decodeTokens, decodeMs);
    return unbroken(
      [
        `${count(cachedTokens)} cached`,
        `${count(newTokens)} new in ${duration(prefillMs)}${pace === null ? '' : ` (${pace})`}`,
        ...(firstTokenMs === null ? [] : [`first token ${duration(firstTokenMs)}`]),
        `${tokens(written)} generated in ${duration(decodeMs)}${decodePace === null ? '' : ` (${decodePace})`}`,
      ].join(' · '),
    );
  },
});
