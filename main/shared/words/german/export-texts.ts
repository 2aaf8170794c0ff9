import { count, duration, prefillSpeed, speed, tokens, unbroken } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../export-texts.ts';

const date = (time: number): string =>
  new Date(time).toLocaleDateString('de', { day: 'numeric', month: 'long', year: 'numeric' });

export const exportWords: Translated<typeof english.exportWords> = {
  language: 'de',
  fileOfSeveral: (day) => `Hearth-Chats ${day}`,
  fileOfOne: 'Chat',
  chats: (chats) => (chats === 1 ? '1 Chat' : `${count(chats)} Chats`),
  exported: (time) => `Aus Hearth exportiert am ${date(time)}`,
  from: (createdAt, updatedAt) =>
    date(createdAt) === date(updatedAt) ? date(createdAt) : `${date(createdAt)} bis ${date(updatedAt)}`,
  you: 'Du',
  model: 'Modell',
  thoughts: 'Gedanken',
  document: (name) => `Dokument: ${name}`,
  otherVersions: (messages) =>
    messages === 1
      ? '1 Nachricht anderer Versionen ist nicht enthalten'
      : `${count(messages)} Nachrichten anderer Versionen sind nicht enthalten`,
  figures: ({ cachedTokens, newTokens, prefillMs, firstTokenMs, decodeTokens, decodeMs }, written) => {
    const pace = prefillSpeed(newTokens, prefillMs);
    const decodePace = speed(decodeTokens, decodeMs);
    return unbroken(
      [
        `${count(cachedTokens)} aus dem Cache`,
        `${count(newTokens)} neu in ${duration(prefillMs)}${pace === null ? '' : ` (${pace})`}`,
        ...(firstTokenMs === null ? [] : [`erstes Token ${duration(firstTokenMs)}`]),
        `${tokens(written)} generiert in ${duration(decodeMs)}${decodePace === null ? '' : ` (${decodePace})`}`,
      ].join(' · '),
    );
  },
};
