/** Stores answers while they are generated and when they end. Answers that cannot be stored are kept in memory and retried. */
import type { Emit } from '../../shared/contract/contract.ts';
import type { Ending, Message } from '../../shared/contract/message.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import type { Log } from '../../system/log.ts';
import { isLocked } from '../database/database-faults.ts';
import type { Reserve } from '../database/reserve.ts';
import type { AnsweredBy, Store } from './store.ts';

/** Time between two attempts to store an answer, in ms. */
const storeAgainMs = 5000;

interface Dependencies {
  store: Store;
  /** Released if an answer cannot be stored because the disk is full. */
  reserve: Reserve;
  emit: Emit;
  log: Log;
}

export class AnswerKeeper {
  readonly #deps: Dependencies;
  /** Answers that could not be stored yet, by their ids; `again` makes another attempt. */
  readonly #unstored = new Map<string, { answer: Message; again: () => void }>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** The answer with this id if it could not be stored yet. */
  unstored(id: string): Message | undefined {
    return this.#unstored.get(id)?.answer;
  }

  /** Makes another attempt at once to store the answers that could not be stored yet. */
  storeAgain(): void {
    for (const { again } of this.#unstored.values()) again();
  }

  /** Stores the parts of a running answer that differ from `stored`. Throws the error of the database. */
  save(id: string, parts: readonly MessagePart[], stored: readonly MessagePart[]): void {
    this.#withRoom(() => this.#deps.store.saveParts(id, parts, stored));
  }

  /**
   * Stores an answer that has ended, and from which message on its chat is kept in prompts. If this fails, the answer is kept
   * in memory with the reason as its `problem`, and stored as soon as possible. If the chat was deleted for good meanwhile,
   * nothing is stored. `as-before`: its text and figures are stored already.
   */
  finish(
    answer: Message & { ending: Ending },
    by: AnsweredBy | 'as-before' | null,
    firstKeptId: string | null,
  ): Message {
    const { store, reserve, emit, log } = this.#deps;
    const work = (): Message =>
      store.transaction(() => {
        if (firstKeptId !== null) store.dropBefore(answer.chatId, firstKeptId);
        return (by === 'as-before' ? store.closeMessage(answer) : store.finishMessage(answer, by)) ?? answer;
      });
    try {
      const stored = this.#withRoom(work);
      this.#unstored.delete(answer.id);
      return stored;
    } catch (error) {
      log.error('an answer could not be stored', error);
      const kept = { ...answer, problem: notStored(error) };
      const again = (): void => {
        try {
          const message = work();
          this.#unstored.delete(answer.id);
          reserve.restore();
          emit('turn.measured', { chatId: answer.chatId, message });
        } catch {
          // The interval makes the next attempt.
        }
      };
      this.#unstored.set(answer.id, { answer: kept, again });
      const timer = setInterval(() => {
        // The answer is stored, or a later result of the same answer has replaced this one.
        if (this.#unstored.get(answer.id)?.again !== again) return clearInterval(timer);
        again();
      }, storeAgainMs);
      timer.unref();
      return kept;
    }
  }

  /** Runs `work`, and once more if the disk was full and the reserve could be released. */
  #withRoom<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!isDiskFull(error) || !this.#deps.reserve.release()) throw error;
      return work();
    }
  }
}

/** Why an answer is not stored yet. */
const notStored = (error: unknown): Told =>
  say(
    isDiskFull(error)
      ? 'answer.unsaved-disk-full'
      : isLocked(error)
        ? 'answer.unsaved-locked'
        : 'answer.unsaved',
  );
