/** What a measurement is doing, and why it cannot be done. */
import { count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

export const measuringSentences = {
  'measuring.busy': () => ['A measurement is already running.', 'Wait for it, or stop it.'],
  'measuring.not-possible': () => 'This engine cannot measure.',
  'measuring.stopped': () => 'The measurement was stopped.',
  'measuring.stopped-early': () => 'The benchmark was stopped before there were any results.',
  'measuring.engine-ended': () => [
    'The engine stopped during the measurement. The details are in the log.',
    'Try again.',
  ],
  'measuring.too-busy': ({ cores }: { cores: number }) => [
    `Other programs kept ${cores.toFixed(1)} cores busy, so this measurement was discarded.`,
    'Close them and measure again.',
  ],
  'measuring.no-memory': () => [
    'There is too little free memory to measure with.',
    'Close other programs first.',
  ],
  'measuring.disk-full': () => [
    'The disk is too full to measure with generated models.',
    'Free up 1 GB, then try again.',
  ],
  'measuring.no-tests': () => ['The plan has no tests.', 'Enter at least one prompt length or one depth.'],
  'measuring.nothing-fits': ({ name, contextLength }: { name: string; contextLength: number }) => [
    `${name} has a context of ${count(contextLength)} tokens, and every test needs more.`,
    'Choose shorter prompts or smaller depths.',
  ],
} as const satisfies Sentences<'measuring'>;
