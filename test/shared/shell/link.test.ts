/** The calls between the core's process and the shell: what arrives, what is refused, and what a lost process leaves behind. */
import { describe, expect, it } from 'vitest';
import { coreCalls, shellCalls } from '../../../main/shared/shell/calls.ts';
import { openLink, type Channel, type Link, type LinkHandlers } from '../../../main/shared/shell/link.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';

type FromCore = Link<typeof shellCalls, string>;

/** Two ends that are joined in memory; `raw` posts to the shell's end past the core's. */
const linked = (own: Partial<LinkHandlers<typeof shellCalls, string>>) => {
  const errors: string[] = [];
  const received: unknown[] = [];
  const ends: ((message: unknown, ports: string[]) => void)[] = [];
  const channel = (from: number): Channel<string> => ({
    post: (message, ports) => {
      const copy: unknown = structuredClone(message);
      if (from === 1) received.push(copy);
      queueMicrotask(() => ends[1 - from]!(copy, ports));
    },
    onMessage: (listener) => void (ends[from] = listener),
  });
  const onError = (text: string): void => void errors.push(text);
  const core: FromCore = openLink({ channel: channel(0), calls: coreCalls, handlers: {} as never, onError });
  openLink({ channel: channel(1), calls: shellCalls, handlers: own as never, onError });
  return {
    core,
    errors,
    /** What the shell's end has posted. */
    received,
    raw: async (message: unknown) => {
      ends[1]!(message, []);
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
};

describe('a call', () => {
  it('is answered with its value, and with its ports on the way there', async () => {
    const given: unknown[] = [];
    const { core } = linked({
      pickFolder: () => '/models',
      kill: (args, ports) => void given.push(args, ports),
    });
    expect(await core.ask('pickFolder', {})).toBe('/models');
    await core.ask('kill', { child: 3 }, ['a port']);
    expect(given).toEqual([{ child: 3 }, ['a port']]);
  });

  it('is refused with what its handler refuses, and otherwise fails with its reason', async () => {
    const { core, errors } = linked({
      pickFolder: () => {
        throw new Refusal('app.no-folder-picker');
      },
      moveToBin: () => Promise.reject(new Error('no bin here')),
    });
    await expect(core.ask('pickFolder', {})).rejects.toMatchObject({
      told: { code: 'app.no-folder-picker' },
    });
    await expect(core.ask('moveToBin', { paths: ['/a'] })).rejects.toThrow('no bin here');
    expect(errors).toEqual(['moveToBin failed']);
    core.tell('moveToBin', { paths: ['/a'] });
    await expect
      .poll(() => errors)
      .toEqual(['moveToBin failed', 'moveToBin failed', 'moveToBin was not done']);
  });

  it.each([
    ['that does not exist', { kind: 'call', id: 1, name: 'exec', args: {} }],
    ['with a name of every object', { kind: 'call', id: 1, name: 'constructor', args: {} }],
    [
      'of another program than its own',
      { kind: 'call', id: 1, name: 'spawn', args: { child: 1, program: 'sh' } },
    ],
    ['with one field too many', { kind: 'call', id: 1, name: 'kill', args: { child: 1, pid: 1 } }],
    ['without arguments', { kind: 'call', id: 1, name: 'kill' }],
  ])('%s reaches no handler', async (_name, message) => {
    let reached = 0;
    const reach = (): void => void (reached += 1);
    const { raw, received, errors } = linked({ spawn: reach, kill: reach });
    await raw(message);
    expect(reached).toBe(0);
    expect(received).toMatchObject([{ kind: 'reply', id: 1, ok: false, told: null }]);
    expect(errors).toHaveLength(1);
  });

  it('that waits for a process that is gone fails, and so does each later one', async () => {
    const { core, errors } = linked({ pickFolder: () => new Promise(() => undefined) });
    const asked = core.ask('pickFolder', {});
    core.tell('pickFolder', {});
    core.lost();
    await expect(asked).rejects.toThrow('the other process is gone');
    await expect(core.ask('pickFolder', {})).rejects.toThrow('the other process is gone');
    core.tell('pickFolder', {});
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(errors).toEqual([]);
  });
});
