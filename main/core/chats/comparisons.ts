/**
 * Comparisons: several answers to the last question of a chat, which are stored as versions of one message. Only which of them are
 * shown side by side is known here alone, until one is kept or Hearth ends.
 */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { AnswerPlan, Comparison, comparisonsCalls } from '../../shared/contract/comparisons.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Message } from '../../shared/contract/message.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { Prompts } from './prompts.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

interface Dependencies {
  store: Store;
  turns: Turns;
  engine: Engine;
  queue: EngineQueue;
  models: ComparedModels;
  presetName: (presetId: string) => string | undefined;
  /** See `AttachedDocuments.complete`. */
  complete: AttachedDocuments['complete'];
  /** See `Prompts`. */
  before: Prompts['before'];
  /** Throws `Refusal` while nothing can be stored. */
  refuseIfGone: () => void;
  /** The user has kept one of the answers of this chat. */
  onKept: (chatId: string) => void;
  emit: Emit;
  log: Log;
}

/** What comparisons need of the models on this machine. */
export interface ComparedModels {
  /** The name of the model at this path. */
  nameOf(path: string): string;
  /** Loads the model at this path again after others were loaded in its place, unless another one will replace it anyway. */
  restore(path: string): Promise<void>;
}

export interface Comparisons {
  /** The answers of a chat that are shown side by side; `null`: none. */
  of(chatId: string): Comparison | null;
  /** A version of the chat's last answer was chosen: ends its comparison, if any. */
  kept(chatId: string): void;
  close(): void;
  calls: HandlersOf<typeof comparisonsCalls>;
}

export const createComparisons = ({
  store,
  turns,
  engine,
  queue,
  models,
  presetName,
  complete,
  before,
  refuseIfGone,
  onKept,
  emit,
  log,
}: Dependencies): Comparisons => {
  /** The question whose answers are shown side by side, and the names of their presets, by chat. */
  const shown = new Map<string, { questionId: string; presets: Record<string, string> }>();
  let isClosed = false;

  const of = (chatId: string): Comparison | null => {
    const entry = shown.get(chatId);
    if (entry === undefined) return null;
    const [last] = store.backwards(chatId);
    const answers = last?.parentId === entry.questionId ? versionsOf(last) : [];
    // The chat has continued, or all but one of them were deleted.
    if (answers.length < 2) {
      shown.delete(chatId);
      return null;
    }
    return { answers: turns.withRunning(answers), phases: turns.phases(chatId), presets: entry.presets };
  };
  const versionsOf = ({ id }: Message): Message[] =>
    (store.message(id)?.versions ?? []).flatMap((version) => store.message(version) ?? []);
  const tell = (chatId: string): void => emit('comparison.changed', { chatId, comparison: of(chatId) });
  const show = ({ chatId, parentId }: Message, presets: Record<string, string> = {}): void => {
    const shownBefore = shown.get(chatId);
    const known = shownBefore?.questionId === parentId ? shownBefore.presets : {};
    shown.set(chatId, { questionId: parentId!, presets: { ...known, ...presets } });
    tell(chatId);
  };

  /** The last answer of the chat that this message belongs to. Throws `Refusal` if the message is another one. */
  const lastAnswer = (messageId: string): Message => {
    const message = store.message(messageId);
    if (message === null || store.chat(message.chatId) === null) throw new Refusal('chats.message-gone');
    const [last] = store.backwards(message.chatId);
    if (message.role !== 'model' || message.parentId === null || last?.parentId !== message.parentId)
      throw new Refusal('chats.not-last-compared');
    return message;
  };

  const start = (
    asked: Parameters<Turns['compare']>[0],
    plans: readonly AnswerPlan[],
    receivedAt: number,
  ): Message[] => {
    refuseIfGone();
    const home = engine.config?.modelPath ?? null;
    const isElsewhere = plans.some(({ modelPath }) => modelPath !== null && modelPath !== home);
    // Between other models, "the loaded one" must be said.
    const said = plans.map((plan) => (isElsewhere ? { ...plan, modelPath: plan.modelPath ?? home } : plan));
    const answers = turns.compare(asked, said as [AnswerPlan, ...AnswerPlan[]], models.nameOf, receivedAt);
    if (isElsewhere && home !== null)
      void queue
        .run('person', async () => {
          if (!isClosed) await models.restore(home);
        })
        // The header says why no model is loaded.
        .catch((error: unknown) => log.warn(`the model was not loaded again: ${String(error)}`));
    const named = answers.flatMap(({ id }, index) => {
      const { presetId } = plans[index]!;
      const name = presetId === null ? undefined : presetName(presetId);
      return name === undefined ? [] : [[id, name]];
    });
    show(answers[0]!, Object.fromEntries(named));
    return answers;
  };

  return {
    of,
    kept: (chatId) => {
      if (!shown.delete(chatId)) return;
      tell(chatId);
      onKept(chatId);
    },
    close: () => {
      isClosed = true;
    },
    calls: {
      startComparison: async ({ chatId, parts, answers: plans, beginning = null }, { receivedAt }) => {
        const completed = await complete(() => before(chatId), parts);
        const [answer] = start({ chatId, parts: completed, beginning }, plans, receivedAt);
        return { chatId: answer!.chatId, messageId: answer!.parentId!, answerId: answer!.id, receivedAt };
      },
      compareAnswers: ({ messageId, answers: plans, beginning }, { receivedAt }) => {
        const last = lastAnswer(messageId);
        const begun = beginning === undefined ? (last.beginning ?? null) : beginning;
        const [answer] = start({ messageId: last.id, beginning: begun }, plans, receivedAt);
        return { answerId: answer!.id, receivedAt };
      },
      openComparison: ({ messageId }) => {
        const answer = lastAnswer(messageId);
        if (answer.versions.length < 2) throw new Refusal('chats.nothing-to-compare');
        show(answer);
      },
      closeComparison: ({ chatId }) => {
        if (turns.phase(chatId) !== null) throw new Refusal('chats.answer-running');
        if (shown.delete(chatId)) tell(chatId);
      },
    },
  };
};
