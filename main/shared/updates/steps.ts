/** The steps of an update, and which event leads from which step to which. No step is skipped and none is taken by itself. */
import type { ColdChats, UpdateOffer, UpdateStep } from '../contract/updates.ts';
import type { Told } from '../words/told.ts';

export type UpdateEvent =
  | { event: 'check' }
  /** `offer`: `null` if there is no newer version. */
  | { event: 'checked'; offer: UpdateOffer | null; at: number }
  | { event: 'download' }
  | { event: 'received'; bytes: number }
  | { event: 'downloaded'; cold: ColdChats | null }
  | { event: 'install' }
  /** What was under way ended: by the user (`null`), or because of a problem. */
  | { event: 'ended'; problem: Told | null };

/** The next step; `null` if this event is not possible now. */
export const stepAfter = (now: UpdateStep, event: UpdateEvent): UpdateStep | null => {
  switch (event.event) {
    case 'check':
      return now.step === 'idle' || now.step === 'offered' ? { step: 'checking' } : null;
    case 'checked':
      if (now.step !== 'checking') return null;
      return event.offer === null
        ? { step: 'idle', checkedAt: event.at, problem: null }
        : { step: 'offered', offer: event.offer, problem: null };
    case 'download':
      return now.step === 'offered' ? { step: 'downloading', offer: now.offer, receivedBytes: 0 } : null;
    case 'received':
      return now.step === 'downloading' ? { ...now, receivedBytes: event.bytes } : null;
    case 'downloaded':
      return now.step === 'downloading'
        ? { step: 'ready', offer: now.offer, cold: event.cold, problem: null }
        : null;
    case 'install':
      return now.step === 'ready' ? { step: 'installing', version: now.offer.version } : null;
    case 'ended':
      if (now.step === 'checking') return { step: 'idle', checkedAt: null, problem: event.problem };
      if (now.step === 'downloading') return { step: 'offered', offer: now.offer, problem: event.problem };
      return null;
  }
};
