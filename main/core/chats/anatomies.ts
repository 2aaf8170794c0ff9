/** Replies with the anatomies of answers, and adds the parts that the window measures once it has drawn an answer. */
import type { anatomyCalls } from '../../shared/contract/anatomy.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Args, Emit } from '../../shared/contract/contract.ts';
import { withWindow } from '../../shared/message/anatomy.ts';
import type { Store } from './store.ts';

/**
 * At most this many reports of the window, the newest, are kept until the anatomy of their answer is stored. Turns that never get
 * an anatomy leave one report each.
 */
const mostPaints = 100;

export interface Anatomies {
  /** Called when the anatomy of an answer was stored after the answer had ended. */
  onLate(messageId: string): void;
  calls: HandlersOf<typeof anatomyCalls>;
}

export const openAnatomies = (store: Store, emit: Emit): Anatomies => {
  /**
   * Reports of the window for answers whose anatomy is stored later because they were stopped in the middle of a step, by the
   * id of the answer.
   */
  const paints = new Map<string, Args<'notePaint'>>();
  const note = (painted: Args<'notePaint'>): void => {
    const { messageId, sendMs, paintMs, tokenToPaint } = painted;
    const anatomy = store.anatomy(messageId);
    if (anatomy === null) {
      paints.set(messageId, painted);
      if (paints.size > mostPaints) paints.delete(paints.keys().next().value!);
      return;
    }
    // Another window has already reported its parts.
    if (anatomy.parts.some(({ name }) => name === 'paint')) return;
    const parts = withWindow(anatomy.parts, sendMs, paintMs);
    store.saveAnatomy(messageId, { ...anatomy, parts, tokenToPaint });
    // Like the parts, the time to first token now begins at the key press.
    const message = store.message(messageId);
    if (message === null || message.timings === null || message.timings.firstTokenMs === null) return;
    const { chatId, timings } = message;
    store.saveTimings(messageId, { ...timings, firstTokenMs: timings.firstTokenMs! + sendMs });
    emit('turn.measured', { chatId, message: store.message(messageId)! });
  };
  return {
    onLate: (messageId) => {
      const painted = paints.get(messageId);
      paints.delete(messageId);
      if (painted !== undefined) note(painted);
    },
    calls: {
      clock: () => performance.now(),
      turnAnatomy: ({ messageId }) => store.anatomy(messageId),
      chatWork: ({ messageId }) => store.chatWork(messageId),
      notePaint: note,
    },
  };
};
