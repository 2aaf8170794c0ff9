/** Sends the queued messages of a chat one after the other, each when the answer before it has finished. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { BegunTurn } from '../../shared/contract/turns.ts';
import type { queueCalls, QueuedMessage } from '../../shared/contract/queue.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';
import type { Prompts } from './prompts.ts';
import type { QueuedMessages } from './queued-messages.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';

interface Dependencies {
  queued: QueuedMessages;
  store: Store;
  turns: Turns;
  /** See `AttachedDocuments.complete`. */
  complete: AttachedDocuments['complete'];
  /** See `Prompts`. */
  before: Prompts['before'];
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  emit: Emit;
  log: Log;
}

export interface TurnQueue {
  /** Sends the first queued message of a chat in which an answer has finished; does nothing if none waits. */
  afterAnswer(chatId: string): void;
  calls: HandlersOf<typeof queueCalls>;
}

/** The most messages that can wait in a chat. */
const mostQueued = 100;

export const createTurnQueue = ({
  queued,
  store,
  turns,
  complete,
  before,
  refuseIfGone,
  emit,
  log,
}: Dependencies): TurnQueue => {
  const tell = (chatId: string): void => emit('queue.changed', { chatId, queued: queued.of(chatId) });

  const find = (messageId: string): QueuedMessage => {
    const message = queued.find(messageId);
    if (message === null) throw new Refusal('chats.queued-gone');
    return message;
  };

  const sendFirst = async (chatId: string, receivedAt: number): Promise<BegunTurn | null> => {
    const first = queued.of(chatId)[0];
    if (first === undefined) return null;
    const { id, beginning } = first;
    const parts = await complete(() => before(chatId), first.parts);
    // It may have been edited, sent or taken back meanwhile.
    if (JSON.stringify(queued.find(id)) !== JSON.stringify(first)) return sendFirst(chatId, receivedAt);
    const taken = { id, take: () => queued.remove(id) };
    const { answerId } = turns.start(chatId, parts, receivedAt, taken, beginning);
    tell(chatId);
    return { answerId, receivedAt };
  };

  const afterAnswer = (chatId: string): void => {
    sendFirst(chatId, performance.now()).catch((error: unknown) => {
      // The message stays in the queue, where the user can send it.
      if (!(error instanceof Refusal)) log.error('a queued message was not sent', error);
    });
  };

  return {
    afterAnswer,
    calls: {
      queueMessage: ({ chatId, parts, beginning }) => {
        refuseIfGone();
        if (store.chat(chatId) === null) throw new Refusal('chats.gone');
        if (queued.of(chatId).length >= mostQueued)
          throw new Refusal('chats.queue-full', { most: mostQueued });
        queued.add(chatId, parts, beginning ?? null);
        tell(chatId);
        // The answer may have finished while the call was on its way.
        if (turns.phase(chatId) === null && store.tip(chatId)?.ending === 'finished') afterAnswer(chatId);
      },
      editQueued: ({ messageId, parts }) => {
        refuseIfGone();
        const { chatId } = find(messageId);
        queued.edit(messageId, parts);
        tell(chatId);
      },
      takeBack: ({ messageId }) => {
        refuseIfGone();
        const { chatId } = find(messageId);
        queued.remove(messageId);
        tell(chatId);
      },
      sendQueued: async ({ chatId }, { receivedAt }) => {
        refuseIfGone();
        const begun = await sendFirst(chatId, receivedAt);
        if (begun === null) throw new Refusal('chats.queued-gone');
        return begun;
      },
    },
  };
};
