import { expect, it } from 'vitest';
import { canGrow } from '../../../main/engine/turn/full-context.ts';

it('a context can grow up to the length that the model was trained for, or if its file does not say', () => {
  expect(canGrow({ contextLength: 4096, trainedContextLength: 8192 })).toBe(true);
  expect(canGrow({ contextLength: 4096, trainedContextLength: 0 })).toBe(true);
  expect(canGrow({ contextLength: 8192, trainedContextLength: 8192 })).toBe(false);
  expect(canGrow({ contextLength: 16_384, trainedContextLength: 8192 })).toBe(false);
});
