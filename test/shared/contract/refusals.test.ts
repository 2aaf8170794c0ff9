/** Checks that values which the core refuses get a sentence for the user, never the validator's own words. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallName } from '../../../main/shared/contract/contract.ts';
import { startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';

let core: TestCore;
beforeAll(() => {
  core = startTestCore();
});
afterAll(() => core.close());

const refusal = async (name: CallName, args: unknown): Promise<string> => {
  try {
    await core.window.call(name, args as never);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${name} took ${JSON.stringify(args)}`);
};

test('every setting that a person can type is refused with a sentence that says what is allowed', async () => {
  for (const unloadAfterMinutes of [0, 99_999_999, 1.5, -1, 'soon'])
    expect(await refusal('changeSettings', { unloadAfterMinutes })).toBe(
      'Unload when idle must be a whole number from 1 to 1,440 minutes, or empty for never.',
    );
  const sentence = / (must|is too) [^"]*\.$/;
  for (const name of ['threads', 'batchSize', 'contextLength', 'temperature'])
    for (const value of ['many', -5, 1e12])
      expect(await refusal('changeSettings', { [name]: value })).toMatch(sentence);
  for (const name of ['hubAddress', 'hubMirror', 'proxy'])
    for (const value of ['mirror', 'ftp://mirror', 'x'.repeat(600)])
      expect(await refusal('changeSettings', { [name]: value })).toMatch(sentence);
});

test('any other value that the contract does not allow is refused in one plain sentence', async () => {
  for (const [name, args] of [
    ['changeSettings', { kvPrecision: 'q1' }],
    ['changeSettings', { unknown: 1 }],
    ['openChat', {}],
    ['startTurn', { chatId: 7, parts: [{ kind: 'text', text: 'x' }] }],
    ['startTurn', { chatId: null, parts: [{ kind: 'thoughts', text: 'x' }] }],
    ['fitModel', { path: '/x', wish: null }],
  ] as [CallName, unknown][])
    expect(await refusal(name, args)).toBe(
      'Hearth could not use a value that it received. The details are in its log.',
    );
});

test('a text that is no access token of Hugging Face is refused, but a mirror may use other tokens', async () => {
  expect(await refusal('setHubToken', { token: 'abc' })).toContain('which begins with hf_');
  expect(await refusal('setHubToken', { token: 'hf_with space' })).toMatch(/spaces\.$/);
  await core.window.call('setHubToken', { token: 'hf_abcdefghij' });
  await core.window.call('changeSettings', { hubMirror: 'https://mirror.example' });
  await core.window.call('setHubToken', { token: 'abc' });
  await core.window.call('setHubToken', { token: '' });
});
