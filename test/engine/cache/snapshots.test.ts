/**
 * Tests snapshots: processed tokens outlive the real engine process, however it ends, and a state that is not the right one is
 * never used.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { ownEngineBuild } from '../../../main/core/updates/engine-build.ts';
import { engineBuildText } from '../../../main/shared/engine/engine-build.ts';
import { packageRoot } from '../../../main/system/paths.ts';
import { Snapshots } from '../../../main/engine/cache/snapshots.ts';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { smallModel, tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, load, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { ask, kept, long, startLong, written } from '../../fixtures/engine/long-chats.ts';
import { keepsTo } from '../../fixtures/in-time.ts';

vi.mock('../../../main/engine/process/parent-port.ts', () => ({
  post: () => undefined,
  listen: () => undefined,
}));

afterEach(killEngines);

it('the disk is measured with a file that leaves nothing behind', async () => {
  const folder = stateFolder();
  const open = (reserveBytes: number) =>
    Snapshots.open(folder, 'key', 'model', () => undefined, reserveBytes);
  const measured = await (await open(0)).tryDisk();
  expect(measured!.bytes).toBeGreaterThan(16e6);
  expect(measured!.writeMs).toBeGreaterThan(0);
  expect(measured!.readMs).toBeGreaterThan(0);
  // Without room for it, nothing is written.
  expect(await (await open(Infinity)).tryDisk()).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

it('an engine removes what it has not written completely itself, and nothing of another one that writes beside it', async () => {
  const folder = stateFolder();
  const names = ['one.1.state', 'one.beside1~2.state', 'one.beside1~3.trying', 'one.beside2~4.tmp'];
  for (const name of names) writeFileSync(join(folder, name), '');
  const open = (writer?: string) => Snapshots.open(folder, 'key', 'model', () => undefined, 0, '', writer);
  await open('beside1');
  expect(readdirSync(folder).toSorted()).toEqual(['one.1.state', 'one.beside2~4.tmp']);
  await open();
  expect(readdirSync(folder)).toEqual(['one.beside2~4.tmp']);
});

describe('a chat', () => {
  it('continues after Hearth quit and the engine was started again', async () => {
    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    const quitAt = performance.now();
    await engine.quit();
    expect(keepsTo(performance.now() - quitAt, 2000)).toBe(true);
    // By its build, an update knows which states another engine cannot read.
    const [description] = readdirSync(folder).filter((name) => /^one\..*\.json$/.test(name));
    expect(JSON.parse(readFileSync(join(folder, description!), 'utf8'))).toMatchObject({
      build: engineBuildText(ownEngineBuild(packageRoot)),
    });
    // The next start may keep more chats in memory than this one.
    const again = await load(smallModel(), { sequences: 2, snapshots: kept(folder) });
    await again.settled();
    expect(again.cache().chats).toMatchObject([{ chatId: 'one', where: 'warm' }]);
    const next = [...first.chat, user('And then?')];
    const { turn } = await ask(again, 'one', next);
    expect(turn.timings!.reuse).toMatchObject({ from: 'snapshot', cause: null });
    expect(turn.timings!.newTokens).toBeLessThan(60);
  });

  it('is answered even if its states cannot be saved, or if folders replace their files', async () => {
    // Root may write anywhere, so a file in place of the folder simulates one without write permission.
    const file = join(stateFolder(), 'kv');
    writeFileSync(file, '');
    const without = await load(smallModel(), { snapshots: kept(file) });
    const { turn } = await ask(without, 'one', [user('Hello')]);
    expect(turn.problem).toBeNull();
    without.engine.kill();

    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    await written(engine, 'one', folder);
    await engine.quit();
    const [state] = readdirSync(folder).filter((name) => name.endsWith('.state'));
    rmSync(join(folder, state!));
    mkdirSync(join(folder, state!));
    mkdirSync(join(folder, 'one.0000.json'));
    mkdirSync(join(folder, 'two.0000.trying'));
    const again = await load(smallModel(), { snapshots: kept(folder) });
    const answer = await ask(again, 'one', [...first.chat, user('And then?')]);
    expect(answer.turn).toMatchObject({
      problem: null,
      timings: { reuse: { from: 'none', cause: 'refused' } },
    });
  });

  it('continues from the last good snapshot after the engine was killed', async () => {
    const folder = stateFolder();
    const { engine, first } = await startLong(folder);
    await written(engine, 'one', folder);
    engine.engine.kill();
    const again = await load(smallModel(), { snapshots: kept(folder) });
    const { turn } = await ask(again, 'one', [...first.chat, user('And then?')]);
    expect(turn.timings!.reuse!.from).toBe('snapshot');
    expect(turn.timings!.newTokens).toBeLessThan(60);
  });

  it('is deleted together with its states', async () => {
    const folder = stateFolder();
    const { engine } = await startLong(folder);
    await written(engine, 'one', folder);
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
    engine.engine.post({ kind: 'forget-chat', chatId: 'one' });
    await engine.settled();
    expect(readdirSync(folder).filter((name) => name.startsWith('one.'))).toEqual([]);
    expect(engine.cache().chats).toEqual([]);
  });
});

describe('a snapshot that must not be used', () => {
  const master = temporaryFolder();
  let next: PromptMessage[];
  let engine: LocalEngine;
  beforeAll(async () => {
    engine = await LocalEngine.open(tinyModel(), { folder: master.path });
    const first = await engine.turn('one', [long(1)]);
    next = [long(1), first.answer!, user('And then?')];
    await engine.save();
    await engine.close();
  });
  afterEach(() => engine.close());
  afterAll(master.remove);

  /** Starts on the snapshots of a folder and answers `next`. */
  const answer = async (folder: string) => {
    engine = await LocalEngine.open(tinyModel(), { folder });
    return engine.turn('one', next);
  };

  /** Makes a folder with one snapshot that the prompt `next` would start from. */
  const prepare = () => {
    const folder = stateFolder();
    cpSync(master.path, folder, { recursive: true });
    const find = (kind: string): string =>
      join(
        folder,
        readdirSync(folder).find((name) => name.endsWith(kind))!,
      );
    return { folder, state: find('.state'), meta: find('.json') };
  };

  it('is distinguished from one that may be: an intact one is used, even beside a newer one that is incomplete', async () => {
    const { folder, state } = prepare();
    const half = state.replace(/[^.]+\.state$/, 'newer.state');
    copyFileSync(state, half);
    const { timings } = await answer(folder);
    expect(existsSync(half)).toBe(false);
    expect(timings!.reuse!.from).toBe('snapshot');
  });

  type Prepared = ReturnType<typeof prepare>;

  const change = (
    path: string,
    edit: (content: Record<string, unknown>) => void,
    isConsistent = true,
  ): void => {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    edit(content);
    // Its own digest is right, as if the change had been made on purpose.
    const own = ['key', 'model', 'chatId', 'tokens', 'spans', 'bytes'].map((name) => content[name]);
    if (isConsistent) content['ownDigest'] = createHash('sha256').update(JSON.stringify(own)).digest('hex');
    writeFileSync(path, JSON.stringify(content));
  };

  const damages: [string, (prepared: Prepared) => void, string][] = [
    ['is truncated', ({ state }) => truncateSync(state, statSync(state).size - 1000), 'refused'],
    ['is empty', ({ state }) => truncateSync(state, 0), 'refused'],
    [
      'was altered in one byte',
      ({ state }) => {
        const bytes = readFileSync(state);
        bytes[Math.floor(bytes.length / 2)]! ^= 1;
        writeFileSync(state, bytes);
      },
      'refused',
    ],
    [
      'has other tokens in its description',
      ({ meta }) =>
        change(
          meta,
          (content) => {
            const tokens = Buffer.from(content['tokens'] as string, 'base64');
            tokens[40] = 9;
            content['tokens'] = tokens.toString('base64');
          },
          false,
        ),
      'refused',
    ],
    ['has a description that is no JSON', ({ meta }) => writeFileSync(meta, '{"key": "'), 'refused'],
    ['is half-written', ({ meta, state }) => copyFileSync(state, meta), 'refused'],
    [
      'is of another version of llama.cpp or other settings',
      ({ meta }) => change(meta, (content) => (content['key'] = '0'.repeat(64))),
      'other-settings',
    ],
    [
      'is of another model',
      ({ meta }) =>
        change(meta, (content) => {
          content['key'] = '0'.repeat(64);
          content['model'] = 'another';
        }),
      'other-model',
    ],
    [
      'ended the engine when it was restored',
      ({ state }) => writeFileSync(state.replace('.state', '.trying'), ''),
      'refused',
    ],
  ];

  it.each(damages)('because it %s is not used, and the chat is reprocessed', async (_, damage, cause) => {
    const prepared = prepare();
    damage(prepared);
    const { timings, problem } = await answer(prepared.folder);
    expect(problem).toBeNull();
    expect(timings!.cachedTokens).toBe(0);
    expect(timings!.reuse).toMatchObject({ from: 'none', cause });
    // It is deleted, unless it may be useful again with the right model or settings.
    expect(existsSync(prepared.state)).toBe(cause !== 'refused');
  });

  it('because it was altered after this very engine had saved it is not used either', async () => {
    const folder = stateFolder();
    engine = await LocalEngine.open(tinyModel(), { folder });
    const { answer: first } = await engine.turn('one', [long(1)]);
    await engine.turn('two', [long(2)]);
    await engine.save();
    const states = readdirSync(folder).filter((name) => /^one\..*\.state$/.test(name));
    expect(states).not.toEqual([]);
    for (const name of states) {
      const bytes = readFileSync(join(folder, name));
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      writeFileSync(join(folder, name), bytes);
    }
    const { timings } = await engine.turn('one', [long(1), first!, user('And then?')]);
    expect(timings!.reuse).toMatchObject({ from: 'none', cause: 'refused' });
  });
});

describe('the budget on disk', () => {
  it('is kept by deleting the least recently used states', async () => {
    const folder = stateFolder();
    const { engine } = await startLong(folder);
    await written(engine, 'one', folder);
    await ask(engine, 'two', [long(2)]);
    await written(engine, 'two', folder);
    const bytesOf = (chatId: string): number =>
      readdirSync(folder)
        .filter((name) => name.startsWith(`${chatId}.`))
        .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    engine.engine.post({ kind: 'snapshot-budget', budgetBytes: bytesOf('two') + 1000 });
    await engine.settled();
    expect(bytesOf('one')).toBe(0);
    expect(bytesOf('two')).toBeGreaterThan(0);
    engine.engine.post({ kind: 'clear-snapshots' });
    await engine.settled();
    expect(bytesOf('two')).toBe(0);
  });
});
