/** Comparisons: several answers to one question, side by side. They are versions of one message, like regenerated answers. */
import { z } from 'zod';
import { call, filePath, id, text } from './call.ts';
import type { ChatSettings } from './chat-setup.ts';
import type { Message } from './message.ts';
import { sentParts } from './parts.ts';
import { valuesOf } from './settings.ts';
import type { BegunTurn, TurnPhase } from './turns.ts';

/** How one of the answers is made. */
export interface AnswerPlan {
  /** The model that answers; `null`: the one that is loaded when the comparison begins. */
  modelPath: string | null;
  /** The preset that applies to this answer in place of the one of the chat; `null`: that of the chat. */
  presetId: string | null;
  /** What applies to this answer in place of the settings of the chat; `{}`: nothing. */
  settings: ChatSettings;
}

/** The answers at the end of a chat that are shown side by side. */
export interface Comparison {
  /** All of them in order, with the text so far. */
  answers: Message[];
  /** How far each answer is that runs or waits, by its id. */
  phases: Record<string, TurnPhase>;
  /** The names of the presets with which answers were asked for, by their ids, as long as Hearth runs. */
  presets: Record<string, string>;
}

/** The most answers that are started together. */
const mostCompared = 8;

const plan = z.strictObject({
  modelPath: filePath.nullable(),
  settings: valuesOf<ChatSettings>('chat'),
  presetId: id.nullable(),
});

/** The calls of `calls` that belong here. */
export const comparisonsCalls = {
  /**
   * Stores the user's message and starts an answer for each plan, in a new chat if `chatId` is `null`. `beginning`: what each answer
   * begins with; they come one after the other then.
   */
  startComparison: call<BegunTurn & { chatId: string; messageId: string }>().takes(
    z.strictObject({
      chatId: id.nullable(),
      parts: sentParts,
      answers: z.array(plan).min(2).max(mostCompared),
      beginning: text.nullish(),
    }),
  ),
  /**
   * Starts further answers to the question of the last answer, and shows all of its versions side by side. Without `beginning`, they
   * begin as that answer did.
   */
  compareAnswers: call<BegunTurn>().takes(
    z.strictObject({
      messageId: id,
      answers: z.array(plan).min(1).max(mostCompared),
      beginning: text.nullish(),
    }),
  ),
  /** Shows all versions of the last answer of a chat side by side. */
  openComparison: call<void>().takes(z.strictObject({ messageId: id })),
  /**
   * Shows only the version again that the chat had before. Refused while one of the answers runs. The call `selectVersion` ends
   * a comparison too: it keeps that version.
   */
  closeComparison: call<void>().takes(z.strictObject({ chatId: id })),
};

/** The events of `Events` that belong here. */
export interface ComparisonsEvents {
  /** The last answers of a chat are shown side by side from now on, or no longer (`null`). */
  'comparison.changed': { chatId: string; comparison: Comparison | null };
}
