import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel, type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateUnsampled, openContext, useThreads } from '../../../main/engine/load/context.ts';
import { slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';

let llama: Llama;
const folder = mkdtempSync(join(tmpdir(), 'hearth-context-'));

beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 0 });
});

afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true });
});

const options = { contextSize: 512, batchSize: 64, threads: 1 };

/** Processes more than two batches, generates greedily, takes tokens back, verifies drafts, and saves all that. */
const live = async (model: LlamaModel, context: LlamaContext, name: string) => {
  const sequence = context.getSequence();
  const prompt = model.tokenize('one two three four five six seven eight nine ten '.repeat(12)).slice(0, 150);
  const written: number[] = [];
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    written.push(token);
    if (written.length === 20) break;
  }
  if (!sequence.needsCheckpoints) {
    const end = sequence.nextTokenIndex;
    await sequence.eraseContextTokenRanges([{ start: end - 5, end }]);
  }
  const checked = await sequence.controlledEvaluate(
    prompt
      .slice(0, 4)
      .map((token) => [token, { generateNext: { token: true, options: { temperature: 0 } } }]),
  );
  const path = join(folder, name);
  await sequence.saveStateToFile(path);
  return {
    written,
    checked: checked.map((one) => one?.next.token),
    held: sequence.contextTokens,
    next: sequence.nextTokenIndex,
    state: readFileSync(path).toString('base64'),
  };
};

describe('a context', () => {
  it.each([
    ['a model like Llama', tinyModel],
    ['a model with a sliding window', slidingWindowModel],
  ])('evaluates %s like node-llama-cpp, without its queue', async (_name, path) => {
    const model = await llama.loadModel({ modelPath: path() });
    const direct = await openContext(model, options);
    // If this fails, a new version of node-llama-cpp works differently and must be examined.
    expect(Object.hasOwn(direct, '_decodeTokens')).toBe(true);
    const queued = await model.createContext(options);
    expect(await live(model, direct, 'direct')).toEqual(await live(model, queued, 'queued'));
    await model.dispose();
  });

  it('evaluates without sampling, and continues as after any other evaluation', async () => {
    const model = await llama.loadModel({ modelPath: tinyModel() });
    const context = await openContext(model, options);
    const sequence = context.getSequence();
    const tokens = model.tokenize('one two three four five six');
    const next = async (): Promise<number> => {
      for await (const token of sequence.evaluate(tokens.slice(-1), { temperature: 0, yieldEogToken: true }))
        return token;
      throw new Error('nothing was sampled');
    };
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, -1));
    const expected = await next();
    await sequence.clearHistory();
    await evaluateUnsampled(sequence, tokens.slice(0, 4));
    for (const token of tokens.slice(4, -1)) await evaluateUnsampled(sequence, [token]);
    expect(sequence.contextTokens).toEqual(tokens.slice(0, -1));
    expect(await next()).toBe(expected);
    await model.dispose();
  });

  it('reports what llama.cpp refuses, and can continue', async () => {
    const model = await llama.loadModel({ modelPath: tinyModel() });
    const context = await openContext(model, options);
    const sequence = context.getSequence();
    const beyond = 1e6 as ReturnType<LlamaModel['tokenize']>[number];
    await expect(sequence.evaluateWithoutGeneratingNewTokens([beyond])).rejects.toThrow('Eval has failed');
    await sequence.clearHistory();
    await sequence.evaluateWithoutGeneratingNewTokens(model.tokenize('word'));
    expect(sequence.nextTokenIndex).toBeGreaterThan(0);
    await model.dispose();
  });

  it('uses another number of threads for each evaluation', async () => {
    const model = await llama.loadModel({ modelPath: tinyModel() });
    const context = await openContext(model, options);
    const sequence = context.getSequence();
    const [token] = model.tokenize('word');
    for (const threads of [1, 2, 1]) {
      useThreads(context, threads);
      await sequence.evaluateWithoutGeneratingNewTokens([token!]);
      expect(context.currentThreads).toBe(threads);
    }
    await model.dispose();
  });
});
