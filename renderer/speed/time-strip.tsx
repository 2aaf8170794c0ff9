/** An answer's time at a glance: waiting, prefill (blue), thoughts and text (ember), each with the length of its share. */
import type { Timings } from '../../main/shared/contract/message.ts';

export const TimeStrip = ({ timings }: { timings: Timings }) => {
  const { prefillMs, decodeMs, firstTokenMs, thoughts } = timings;
  const thinkingMs = Math.min(decodeMs, thoughts?.ms ?? 0);
  const waitMs = Math.max(0, (firstTokenMs ?? prefillMs) - prefillMs);
  return (
    <div className="time-strip" aria-hidden="true">
      <span className="is-wait" style={{ flexGrow: waitMs }} />
      <span className="is-read" style={{ flexGrow: prefillMs }} />
      <span className="is-think" style={{ flexGrow: thinkingMs }} />
      <span className="is-write" style={{ flexGrow: decodeMs - thinkingMs }} />
    </div>
  );
};
