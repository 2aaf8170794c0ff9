/**
 * How often the running answer is drawn. The model runs on the same processor, so drawing may use only a share of it: after a
 * costly frame the next one waits longer, and in a hidden window it waits very long.
 */
import { drawGapMs } from '../../main/shared/speed/rhythm.ts';

export interface Pacer {
  /** Requests a drawing soon. */
  request(): void;
  /** Draws everything that is waiting now. */
  flush(): void;
}

/** `apply` changes the state; its cost is measured until the end of the frame that shows the change. */
export const createPacer = (apply: () => void): Pacer => {
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastEnd = 0;
  let gapMs = 0;
  let startedAt = 0;
  const afterFrame = new MessageChannel();
  afterFrame.port1.addEventListener('message', () => {
    lastEnd = performance.now();
    gapMs = drawGapMs(lastEnd - startedAt, false);
  });
  afterFrame.port1.start();

  const draw = (): void => {
    if (!isAsked) return;
    isAsked = false;
    startedAt = performance.now();
    lastEnd = startedAt;
    apply();
    // A message posted in a frame callback arrives right after layout and paint.
    afterFrame.port2.postMessage(null);
  };
  const ask = (): void => {
    if (document.hidden) draw();
    else requestAnimationFrame(draw);
  };

  return {
    request: () => {
      if (isAsked) return;
      isAsked = true;
      const gap = document.hidden ? drawGapMs(0, true) : gapMs;
      const wait = lastEnd + gap - performance.now();
      if (wait <= 0 && !document.hidden) ask();
      else timer = setTimeout(ask, wait);
    },
    flush: () => {
      if (!isAsked) return;
      clearTimeout(timer);
      isAsked = false;
      apply();
    },
  };
};
