/** The search over all chats. */
import { z } from 'zod';
import { call, id } from './call.ts';
import type { PartKind } from './parts.ts';

/** A longer query is refused. UTF-16 code units. */
const longestQuery = 1_000;

/** Offsets in UTF-16 code units, from the first character up to but not including the last. */
export type Span = readonly [from: number, to: number];

/** A message that contains all words of the query. */
export interface SearchHit {
  messageId: string;
  role: 'user' | 'model';
  /** The kind of part that the snippet is from. */
  kind: PartKind;
  createdAt: number;
  /** A line of the message around the first words that were found, without line breaks. */
  snippet: string;
  /** Where the words are in the snippet. */
  marks: readonly Span[];
}

/** A chat whose title or messages contain all words of the query. */
export interface FoundChat {
  chatId: string;
  title: string;
  /** Where the words are in the title; empty if the title does not contain all of them. */
  titleMarks: readonly Span[];
  isArchived: boolean;
  /** When its last message was sent or finished. */
  updatedAt: number;
  /** The newest hits; none if only the title was found. */
  hits: readonly SearchHit[];
  /** The chat has more hits, which `searchChat` returns. */
  hasMore: boolean;
}

/** How far the index is built, from 0 to 1; `null` once it is complete. */
export type IndexShare = number | null;

export interface SearchPage {
  /** Chats whose title was found first, then by their newest hit. */
  chats: readonly FoundChat[];
  /** Given to the next call, which continues there; `null` after the last page. */
  next: number | null;
  /** Older messages are found only once it is `null`. */
  share: IndexShare;
}

const query = z.string().max(longestQuery);

/** Offset in the index of the last hit; opaque. */
const cursor = z.number().int().nonnegative().nullable();

/** The calls of `calls` that belong here. */
export const searchCalls = {
  /**
   * Finds the words of `query`, and its phrases in quotation marks, in titles, questions, answers and thoughts of all chats that are
   * not deleted. An empty query finds nothing. Refused if the index cannot be used.
   */
  searchChats: call<SearchPage>().takes(z.strictObject({ query, cursor })),
  /** All hits of one chat, newest first, at most 200. */
  searchChat: call<{ hits: readonly SearchHit[] }>().takes(z.strictObject({ query, chatId: id })),
};

/** The events of `Events` that belong here. */
export interface SearchEvents {
  /** The index is being built, or has just become complete. */
  'search.moved': { share: IndexShare };
}
