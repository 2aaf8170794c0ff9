/** The guide as shipped: its size, its metadata, its answers and its whole exam. */
import { statSync } from 'node:fs';
import { readGgufFileInfo } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { LocalEngine } from '../fixtures/engine/in-process.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { times } from '../fixtures/long.ts';
import { examine, listedAnswers, required, writtenAnswers } from './exam.ts';
import { starterModel } from '../../main/system/paths.ts';

describe('the starter model', () => {
  it('is a llama of at most 8 MB with a chat template and a licence', async () => {
    expect(statSync(starterModel).size).toBeLessThanOrEqual(8_000_000);
    const { metadata } = await readGgufFileInfo(starterModel);
    expect(metadata.general.architecture).toBe('llama');
    expect(metadata.general.name).toBe('Hearth guide');
    expect(metadata.general.license).toBe('mit');
    expect(metadata.tokenizer.chat_template).toContain('<|im_start|>');
  });

  it('gives one of its answers, complete, to any question', async () => {
    const answers = listedAnswers(await readGgufFileInfo(starterModel));
    const folder = temporaryFolder();
    // A temperature at which it would generate nonsense.
    const engine = await LocalEngine.open(starterModel, { folder: folder.path, temperature: 3 });
    try {
      for (const text of ['xyzzy', 'What is TTFT?', 'Write a poem about the sea.', '```\n'.repeat(200)]) {
        const { answer, ending } = await engine.turn(
          'chat',
          [{ id: text, role: 'user', text, reasoning: '', tokens: null }],
          400,
        );
        expect(answers).toContain(answer?.text);
        expect(ending).toBe('finished');
      }
    } finally {
      await engine.close();
      folder.remove();
    }
  });

  it('lists the answers that are written for it', async () => {
    const answers = listedAnswers(await readGgufFileInfo(starterModel));
    expect(answers.map((text) => text.replace(/\s+/g, ' ').trim()).toSorted()).toEqual(
      [...writtenAnswers().values()].toSorted(),
    );
  });

  // To list its mistakes: npm run bench -- guide --failures
  it('passes its whole exam: it chooses the right answers and declines other questions', async () => {
    const { counts } = await examine({ lateEvery: times(8, 2) });
    expect(counts.topics.of + counts.outside.of).toBeGreaterThanOrEqual(50);
    for (const [group, { right, of }] of Object.entries(counts))
      expect(right / of, group).toBeGreaterThanOrEqual(required[group as keyof typeof required]);
  }, 120_000);
});
