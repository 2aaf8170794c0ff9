/** Tests how one model is configured, in the real engine process. */
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { chatMl } from '../../fixtures/models/generate-llama.ts';
import { modelWithoutTemplate, tinyModel } from '../../fixtures/models/files.ts';
import {
  killEngines,
  load,
  receive,
  spawn,
  stopAfter,
  user,
} from '../../fixtures/engine/engine-under-test.ts';

afterEach(killEngines);

const isLinux = process.platform === 'linux';

/** Whether any process has mapped the file. */
const isMapped = (path: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/maps`, 'utf8').includes(path);
      } catch {
        return false;
      }
    });

describe('memory mapping', () => {
  it.skipIf(!isLinux)(
    `can be turned off${isLinux ? '' : ' (skipped: only Linux shows which files are mapped)'}`,
    async () => {
      const path = tinyModel();
      await load(path, { threads: 1, memoryMap: true });
      expect(isMapped(path)).toBe(true);
      killEngines();
      await expect.poll(() => isMapped(path)).toBe(false);
      const read = await load(path, { threads: 1, memoryMap: false });
      expect(isMapped(path)).toBe(false);
      expect((await read.run([user('Hello')], stopAfter(read.engine, 2))).tokens!.length).toBeGreaterThan(0);
    },
  );
});

describe('a chat template set by the user', () => {
  const inspect = (path: string, chatTemplate: string | null): Promise<string> => {
    const engine = spawn();
    const answer = receive(engine, (message) =>
      message.kind === 'refused'
        ? sentenceOf(message.problem)
        : message.kind === 'inspected'
          ? 'usable'
          : undefined,
    );
    engine.post({ kind: 'inspect', path, guessesFor: null, chatTemplate });
    return answer;
  };

  it('replaces the file’s own, or a missing one', async () => {
    const plain = await load(tinyModel(), { threads: 1 });
    const usual = await plain.run([user('Hello')], stopAfter(plain.engine, 1));
    const template = `${'Much more of it. '.repeat(20)}${chatMl}`;
    const own = await load(tinyModel(), { threads: 1, chatTemplate: template });
    const longer = await own.run([user('Hello')], stopAfter(own.engine, 1));
    expect(longer.timings!.newTokens).toBeGreaterThan(usual.timings!.newTokens + 40);
    expect(await inspect(modelWithoutTemplate(), null)).toContain('has no chat template');
    expect(await inspect(modelWithoutTemplate(), chatMl)).toBe('usable');
    const given = await load(modelWithoutTemplate(), { threads: 1, chatTemplate: chatMl });
    expect((await given.run([user('Hello')], stopAfter(given.engine, 1))).timings!.newTokens).toBeGreaterThan(
      0,
    );
  });

  it('is refused in one sentence if it does not render a chat', async () => {
    expect(await inspect(tinyModel(), '{% for message in messages %}')).toMatch(
      /^The chat template that you set for Tiny\.gguf cannot be used \(.+\)\. Change it, or reset it to the template of the file\.$/,
    );
    expect(await inspect(tinyModel(), 'Always the same.')).toContain('it leaves out the last message');
    expect(await inspect(tinyModel(), '{% for i in range(10**9) %}{% endfor %}')).toContain(
      'it takes too much memory',
    );
  });
});
