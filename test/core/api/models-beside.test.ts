/** Tests the models that programs use beside the user's own: which stay, which go, and what the user does meanwhile. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiModel, ApiRunning } from '../../../main/shared/api/answer.ts';
import type { ApiCore } from '../../fixtures/api/api-core.ts';
import { withModelCore } from '../../fixtures/api/model-core.ts';
import { ask } from '../../fixtures/core/test-core.ts';

describe('models beside the user’s', () => {
  const { core: coreNow, pathOf, loads, answeredBy } = withModelCore(['alpha', 'beta', 'gamma']);
  let core: ApiCore;
  beforeEach(() => {
    core = coreNow();
  });
  const paths = (): string[] => loads().map(({ modelPath }) => modelPath);
  const turns = (): string[] =>
    core.engine.received.flatMap((message) =>
      message.kind === 'turn' ? [message.turn.program === undefined ? 'person' : 'program'] : [],
    );
  const loaded = async (): Promise<string[]> =>
    ((await (await core.send('/running')).json()) as ApiRunning).models
      .filter(({ isLoaded }) => isLoaded)
      .map(({ name }) => name);
  const unloads = (): number => core.engine.received.filter(({ kind }) => kind === 'shut-down').length;

  it('leave it loaded, so that the user’s next message loads nothing', async () => {
    expect(await answeredBy('beta')).toBe('beta');
    expect(await answeredBy('')).toBe('hearth-guide');
    expect(await answeredBy('alpha')).toBe('alpha');
    expect(await answeredBy('beta')).toBe('beta');
    expect(await loaded()).toEqual(['hearth-guide', 'alpha', 'beta']);
    const { modelName } = await ask(core, null, 'A person asks');
    expect(modelName).toBe('Model /starter.gguf');
    expect(paths()).toEqual(['/starter.gguf', pathOf('beta'), pathOf('alpha')]);
    expect(unloads()).toBe(0);
  });

  it('make room for each other, the one that was not used for longest first', async () => {
    expect(await answeredBy('alpha')).toBe('alpha');
    expect(await answeredBy('beta')).toBe('beta');
    expect(await answeredBy('alpha')).toBe('alpha');
    expect(await answeredBy('gamma')).toBe('gamma');
    expect(await loaded()).toEqual(['hearth-guide', 'alpha', 'gamma']);
  });

  it('of one name are loaded once for several requests, which wait for it', async () => {
    const all = await Promise.all([answeredBy('alpha'), answeredBy('alpha'), answeredBy('beta')]);
    expect(all).toEqual(['alpha', 'alpha', 'beta']);
    expect(paths().toSorted()).toEqual(['/starter.gguf', pathOf('alpha'), pathOf('beta')].toSorted());
  });

  it('answer while the user’s own answers', async () => {
    core.engine.script.ending = 'held';
    const finished = core.window.next('turn.finished');
    await core.window.call('startTurn', { chatId: null, parts: [{ kind: 'text', text: 'A person asks' }] });
    await expect.poll(turns).toEqual(['person']);
    const answer = answeredBy('beta');
    await expect.poll(turns).toEqual(['person', 'program']);
    core.engine.script.ending = 'finished';
    expect(await answer).toBe('beta');
    await finished;
  });

  it('are unloaded when the program says so, and only they', async () => {
    expect(await answeredBy('beta', { keepAliveS: 0 })).toBe('beta');
    await expect.poll(loaded).toEqual(['hearth-guide']);
    expect(await answeredBy('beta', { keepAliveS: 3600 })).toBe('beta');
    const { models } = (await (await core.send('/models')).json()) as { models: ApiModel[] };
    expect(models.find(({ name }) => name === 'beta')!.unloadsAt).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('leave when the user opens them, because the user’s engine has them then', async () => {
    expect(await answeredBy('beta')).toBe('beta');
    await core.window.call('openModel', { path: pathOf('beta') });
    expect(await answeredBy('beta')).toBe('beta');
    expect(await loaded()).toEqual(['beta']);
    expect(paths()).toEqual(['/starter.gguf', pathOf('beta'), pathOf('beta')]);
    await expect.poll(unloads).toBe(2);
  });

  it('leave before their files are deleted, and before the machine is measured', async () => {
    expect(await answeredBy('alpha')).toBe('alpha');
    expect(await answeredBy('beta')).toBe('beta');
    await core.window.call('deleteModel', { path: pathOf('beta'), forGood: true });
    expect(await loaded()).toEqual(['hearth-guide', 'alpha']);
    await core.window.call('calibrate', {});
    await expect.poll(loaded).toEqual(['hearth-guide']);
    const kinds = core.engine.received.map(({ kind }) => kind);
    expect(kinds.indexOf('calibrate')).toBeGreaterThan(kinds.lastIndexOf('shut-down'));
  });

  it('are told to the window, which can unload them', async () => {
    const told = core.window.next('api.changed', ({ status }) =>
      status.besideModels.some(({ engine }) => engine.state === 'ready'),
    );
    expect(await answeredBy('beta')).toBe('beta');
    expect((await told).status.besideModels).toMatchObject([{ path: pathOf('beta'), title: 'beta' }]);
    const gone = core.window.next('api.changed', ({ status }) => status.besideModels.length === 0);
    const unload = (how: { whileAnswering?: 'stop' | 'wait' } = {}) =>
      core.window.call('unloadBesideModel', { path: pathOf('beta'), ...how });
    // Not while it answers, unless the user says what becomes of the answer.
    core.engine.script.ending = 'held';
    const answer = answeredBy('beta');
    await expect.poll(turns).toEqual(['program', 'program']);
    await expect(unload()).rejects.toMatchObject({ told: { code: 'engine.answer-running' } });
    const later = unload({ whileAnswering: 'wait' });
    core.engine.script.ending = 'finished';
    expect(await answer).toBe('beta');
    await later;
    await gone;
    expect(await loaded()).toEqual(['hearth-guide']);
    await unload({ whileAnswering: 'stop' });
  });

  it('that end by themselves are told, and loaded again by the next request', async () => {
    core.engine.script.ending = 'die';
    expect(await answeredBy('beta')).toMatch(/^5\d\d .*: The engine/);
    core.engine.script.ending = 'finished';
    expect(await answeredBy('beta')).toBe('beta');
    expect(await loaded()).toContain('hearth-guide');
  });

  it('that cannot be loaded are refused with the reason, and the user’s stays', async () => {
    core.engine.script.loads = ['fails'];
    expect(await answeredBy('beta')).toMatch(/^5\d\d /);
    expect(await loaded()).toEqual(['hearth-guide']);
    core.engine.script.loads = ['works'];
    expect(await answeredBy('beta')).toBe('beta');
  });

  it('do not remove what another engine has not written completely', async () => {
    expect(await answeredBy('alpha')).toBe('alpha');
    expect(await answeredBy('beta')).toBe('beta');
    const writers = loads().map(({ snapshots }) => snapshots.writer ?? null);
    expect(writers).toEqual([null, 'beside1', 'beside2']);
  });
});
