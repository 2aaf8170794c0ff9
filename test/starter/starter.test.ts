/** The guide as it is shipped: its size, what its file says, and every fifth question of its exam. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readGgufFileInfo } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { packageRoot, starterModel } from '../../main/paths.ts';

interface Score {
  right: number;
  of: number;
}

describe('the starter model', () => {
  it('is a llama of at most 8 MB with a chat template and a licence', async () => {
    expect(statSync(starterModel).size).toBeLessThanOrEqual(8_000_000);
    const { metadata } = await readGgufFileInfo(starterModel);
    expect(metadata.general.architecture).toBe('llama');
    expect(metadata.general.name).toBe('Hearth guide');
    expect(metadata.general.license).toBe('mit');
    expect(metadata.tokenizer.chat_template).toContain('<|im_start|>');
  });

  // All of it takes minutes: node resources/starter/evaluate.mjs
  it('knows what it should and says what it does not', () => {
    const printed = execFileSync(
      process.execPath,
      [join(packageRoot, 'resources', 'starter', 'evaluate.mjs'), '--every', '5', '--json'],
      { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
    );
    const scores = JSON.parse(printed) as Record<'topics' | 'outside' | 'followUps', Score>;
    const share = ({ right, of }: Score): number => right / of;
    expect(scores.topics.of + scores.outside.of).toBeGreaterThanOrEqual(50);
    expect(share(scores.topics)).toBeGreaterThanOrEqual(0.8);
    expect(share(scores.outside)).toBeGreaterThanOrEqual(0.9);
    expect(share(scores.followUps)).toBeGreaterThanOrEqual(0.8);
  }, 120_000);
});
