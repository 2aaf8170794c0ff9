import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls, type CallName } from '../../../main/shared/contract/contract.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';

let core: TestCore;
beforeAll(() => {
  core = startTestCore();
});
afterAll(() => core.close());

/** Wrong shapes for any argument: all types, nested, huge and hostile. */
const wrong: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  Number.NaN,
  'text',
  [],
  [[]],
  { unknown: 1 },
  { chatId: 1 },
  { chatId: {} },
  { chatId: '' },
  { chatId: 'x'.repeat(65) },
  { chatId: null, parts: 5 },
  { chatId: null, parts: [] },
  { chatId: null, parts: [null] },
  { chatId: null, parts: [{ kind: 'text', text: 5 }] },
  { chatId: null, parts: [{ kind: 'text', text: '' }] },
  { chatId: null, parts: [{ kind: 'text', text: '   \n' }] },
  { chatId: null, parts: [{ kind: 'text', text: 'x'.repeat(2_000_001) }] },
  { chatId: null, parts: [{ kind: 'thoughts', text: 'x' }] },
  { chatId: null, parts: [{ kind: 'text', text: 'x', extra: true }] },
  { chatId: null, parts: [{ kind: 'text', text: 'x' }], extra: true },
  { chatId: 'x', title: '' },
  { chatId: 'x', title: 'y'.repeat(201) },
  { messageId: [] },
  { messageId: 'x', parts: null },
  { path: 7 },
  { path: '' },
  { path: '/'.repeat(5000) },
  { theme: 'pink' },
  { backend: 'abacus' },
  { threads: 0 },
  { threads: 1.5 },
  { threads: '2' },
  { threads: 1e9 },
  { contextLength: 1 },
  { contextLength: Number.POSITIVE_INFINITY },
  { temperature: -1 },
  { temperature: 3 },
  { systemPrompt: 1 },
  JSON.parse('{"__proto__": {"polluted": true}}'),
];

describe('every call', () => {
  for (const name of Object.keys(calls) as CallName[]) {
    it(`refuses wrong shapes in one sentence: ${name}`, async () => {
      for (const args of wrong) {
        if (calls[name].args.safeParse(args).success) continue;
        const error = await core.window.call(name, args as never).then(
          () => null,
          (reason: Error) => reason,
        );
        expect(error, `${name} took ${JSON.stringify(args)?.slice(0, 80)}`).not.toBeNull();
        expect(error!.message).toMatch(/^[A-Z].*\.$/s);
        expect(error!.message).not.toContain('Something went wrong');
        expect(error!.message.length).toBeLessThan(300);
      }
    });
  }

  it('says so if it needs something that does not exist', async () => {
    const id = 'no-such-id';
    const refusals: [Promise<unknown>, string][] = [
      [core.window.call('openChat', { chatId: id }), 'no longer exists'],
      [core.window.call('renameChat', { chatId: id, title: 'x' }), 'no longer exists'],
      [core.window.call('deleteChats', { chatIds: [id] }), 'no longer exists'],
      [core.window.call('restoreChats', { chatIds: [id] }), 'can no longer be restored'],
      [core.window.call('startTurn', { chatId: id, parts: textParts('x') }), 'no longer exists'],
      [core.window.call('regenerate', { messageId: id }), 'no longer exists'],
      [core.window.call('editMessage', { messageId: id, parts: textParts('x') }), 'no longer exists'],
      [core.window.call('selectVersion', { messageId: id }), 'no longer exists'],
      [core.window.call('pickModelFile', {}), 'cannot choose files'],
    ];
    for (const [refusal, words] of refusals) await expect(refusal).rejects.toThrow(words);
  });
});

describe('a port', () => {
  it('answers nonsense with a refusal and continues', async () => {
    const replies: unknown[] = [];
    core.window.port.onMessage((message) => replies.push(message));
    const nonsense: unknown[] = [
      null,
      5,
      'call',
      [],
      {},
      { kind: 'call' },
      { kind: 'call', id: 'x', name: 'greet', args: {} },
      { kind: 'call', id: 900_001, name: 'toString', args: {} },
      { kind: 'call', id: 900_002, name: '__proto__', args: {} },
      { kind: 'call', id: 900_003, name: 'constructor', args: {} },
      { kind: 'reply', id: 900_004, ok: true },
    ];
    for (const message of nonsense) core.window.port.post(message);
    const { engine } = await core.window.call('greet', {});
    expect(engine.state).toBeDefined();
    const refused = replies.filter((reply) => (reply as { ok?: boolean }).ok === false);
    expect(refused).toHaveLength(nonsense.length);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
