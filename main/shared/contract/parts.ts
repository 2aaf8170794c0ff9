/**
 * The parts of a message. Each kind of part is an entry in `partForms`. `text` is the readable content of a part; the database
 * stores it in a column of its own, and all other fields of a part together as JSON.
 */
import { z } from 'zod';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { id, longestText, messageTooLong, text } from './call.ts';
import { documentMode } from './documents.ts';

export const partForms = {
  /** What the user wrote, or an answer: in Markdown, or bound to a JSON schema or a grammar. */
  text: z.strictObject({
    kind: z.literal('text'),
    text: z.string(),
    bound: z.enum(['schema', 'grammar']).optional(),
  }),
  /** A large text that the user pasted: shown apart from what they wrote, folded. The prompt has it as it was pasted. */
  pasted: z.strictObject({ kind: z.literal('pasted'), text: z.string() }),
  /**
   * A document that the user attached. `whole`: the prompt has all of its text, and `text` is empty. `passages`: `text` is what the
   * prompt has of it, and `ranges` are the passages, in UTF-16 code units of the document's text.
   */
  document: z.strictObject({
    kind: z.literal('document'),
    documentId: id,
    name: z.string(),
    mode: documentMode,
    ranges: z.array(z.strictObject({ at: z.number(), length: z.number() })).optional(),
    text: z.string(),
  }),
  /** What a reasoning model thought before the part that follows. */
  thoughts: z.strictObject({ kind: z.literal('thoughts'), text: z.string() }),
} satisfies Record<string, z.ZodType<{ kind: string; text: string }>>;

export type PartKind = keyof typeof partForms;
/** What an answer was bound to. */
export type BoundKind = NonNullable<z.infer<typeof partForms.text>['bound']>;
export type MessagePart = z.infer<(typeof partForms)[PartKind]>;
/** The kinds of part that a model generates token by token. */
export type WrittenKind = 'text' | 'thoughts';

const mostParts = 100;

/** The parts that a user may send: documents, pasted texts and what they wrote. The core adds the passages of a document. */
export const sentParts = z
  .array(
    z.discriminatedUnion('kind', [
      partForms.text.omit({ bound: true }).extend({ text }),
      partForms.pasted.extend({ text }),
      partForms.document.omit({ ranges: true }).extend({ text: z.literal('') }),
    ]),
  )
  .min(1, 'chats.message-empty' satisfies Code)
  .max(mostParts, writeTold(say('chats.too-many-parts', { most: mostParts })))
  .refine((parts) => parts.some(({ kind }) => kind !== 'document'), 'documents.no-question' satisfies Code)
  .refine(
    (parts) => parts.reduce((length, part) => length + part.text.length, 0) <= longestText,
    messageTooLong,
  );

export type SentPart = z.infer<typeof sentParts>[number];
