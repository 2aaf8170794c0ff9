/** Where the time of answers went, with what the window adds once it has drawn them. */
import type { anatomyCalls } from '../../shared/contract/anatomy.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Args, Emit } from '../../shared/contract/contract.ts';
import { withWindow } from '../../shared/message/anatomy.ts';
import type { Store } from './store.ts';

/** Answers whose paint is remembered until their anatomy is there; turns that were never measured leave one each. */
const mostPaints = 100;

export interface Anatomies {
  /** The anatomy of an answer was stored after its end. */
  onLate(messageId: string): void;
  calls: HandlersOf<typeof anatomyCalls>;
}

export const openAnatomies = (store: Store, emit: Emit): Anatomies => {
  /** What the window told of answers whose anatomy comes later, since they were stopped in the middle of a step. */
  const paints = new Map<string, Args<'notePaint'>>();
  const note = (painted: Args<'notePaint'>): void => {
    const { messageId, sendMs, paintMs, tokenToPaint } = painted;
    const anatomy = store.anatomy(messageId);
    if (anatomy === null) {
      if (paints.size < mostPaints) paints.set(messageId, painted);
      return;
    }
    // Another window was quicker.
    if (anatomy.parts.some(({ name }) => name === 'paint')) return;
    const parts = withWindow(anatomy.parts, sendMs, paintMs);
    store.saveAnatomy(messageId, { ...anatomy, parts, tokenToPaint });
    // From the key on, as the parts are.
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
