/** How soon a new chat with a preset begins, in words. */
import type { PresetState } from '../../main/shared/contract/presets.ts';
import { answeringWords as words } from '../words/answering.ts';

/** Shorter waits, in ms, are not shown as a figure. */
const atOnceMs = 1_000;

/** Empty if there is nothing to process, or no model is loaded. */
export const readinessWords = (state: PresetState | undefined): string => {
  if (state === undefined) return '';
  const { isProcessed, waitMs } = state;
  if (!isProcessed) return waitMs === null ? words.processFirst : words.processFirstFor(waitMs);
  return waitMs === null || waitMs < atOnceMs ? words.ready : words.readyIn(waitMs);
};
