/** Checks in real llama.cpp, in this process, that the generated models have the properties of their architectures. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getLlama, type Llama, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { qwen3Thinking } from '../../fixtures/models/chat-templates.ts';
import { hybridModel, reasoningModel, slidingWindowModel } from '../../fixtures/models/files.ts';

let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', maxThreads: 0 });
});
const folder = temporaryFolder();
afterAll(async () => {
  await llama.dispose();
  folder.remove();
});

const words = ['river ', 'stone ', 'window, ', 'paper ', 'Berlin ', 'seven ', 'quiet. ', 'under ', 'letter '];

/** Plain text of `count` tokens that differs between seeds. */
const textTokens = (model: LlamaModel, seed: number, count: number): Token[] => {
  let state = seed * 7919;
  const text = Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return words[(state >> 16) % words.length]!;
  });
  return model.tokenize(text.join('')).slice(0, count);
};

const greedy = async (sequence: LlamaContextSequence, tokens: Token[], count: number): Promise<Token[]> => {
  const answer: Token[] = [];
  for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
    answer.push(token);
    if (answer.length === count) break;
  }
  return answer;
};

/** Small batches keep the cache of a sliding window small, so that it drops tokens early. */
const withSequence = async <Result>(
  model: LlamaModel,
  use: (sequence: LlamaContextSequence) => Promise<Result>,
): Promise<Result> => {
  const context = await model.createContext({ contextSize: 1536, batchSize: 128, threads: 1 });
  try {
    return await use(context.getSequence());
  } finally {
    await context.dispose();
  }
};

/** Evaluates in the same slices as a sequence that was rewound to `boundary`, for equal rounding. */
const fromCold = (model: LlamaModel, tokens: Token[], boundary: number): Promise<Token[]> =>
  withSequence(model, async (sequence) => {
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, boundary));
    return greedy(sequence, tokens.slice(boundary), 24);
  });

const boundary = 600;

const kinds = [
  {
    name: 'a sliding window',
    path: slidingWindowModel,
    swaSize: 256,
    isHybrid: false,
    needsCheckpoints: true,
  },
  { name: 'a hybrid', path: hybridModel, swaSize: undefined, isHybrid: true, needsCheckpoints: true },
  { name: 'reasoning', path: reasoningModel, swaSize: undefined, isHybrid: false, needsCheckpoints: false },
];

describe.each(kinds)('the model of $name', ({ path, swaSize, isHybrid, needsCheckpoints }) => {
  let model: LlamaModel;
  beforeAll(async () => {
    model = await llama.loadModel({ modelPath: path(), gpuLayers: 0 });
  });
  afterAll(() => model.dispose());

  /** Evaluates the shared beginning and `more` tokens, rewinds, and continues differently. */
  const rewound = (more: number, checkpoint: boolean) =>
    withSequence(model, async (sequence) => {
      const start = textTokens(model, 1, boundary);
      const other = [...start, ...textTokens(model, 2, 20)];
      await sequence.evaluateWithoutGeneratingNewTokens(start);
      if (checkpoint) await sequence.takeCheckpoint();
      await sequence.evaluateWithoutGeneratingNewTokens(textTokens(model, 3, more));
      expect(sequence.nextTokenIndex).toBe(boundary + more);
      await sequence.adaptStateToTokens(other.slice(0, -1), false);
      const reused = sequence.nextTokenIndex;
      return { other, reused, answer: await greedy(sequence, other.slice(reused), 24) };
    });

  it('is small and states its properties', async () => {
    expect(statSync(path()).size).toBeLessThan(20_000_000);
    expect(model.fileInsights.swaSize).toBe(swaSize);
    expect(model.fileInsights.isHybrid).toBe(isHybrid);
    expect(model.fileInsights.isRecurrent).toBe(false);
    expect(await withSequence(model, (sequence) => Promise.resolve(sequence.needsCheckpoints))).toBe(
      needsCheckpoints,
    );
  });

  it('generates many different tokens, the same every time, and others for another question', async () => {
    const answer = (seed: number): Promise<Token[]> =>
      withSequence(model, (sequence) => greedy(sequence, textTokens(model, seed, 60), 48));
    const [first, again, other] = [await answer(1), await answer(1), await answer(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(20);
  });

  it('rewinds to a checkpoint and continues like a cold start', async () => {
    const { other, reused, answer } = await rewound(50, true);
    expect(reused).toBeGreaterThanOrEqual(boundary);
    expect(answer).toEqual(await fromCold(model, other, reused));
  });

  it('rewinds over more than a window', async () => {
    const { other, reused, answer } = await rewound(600, true);
    expect(reused).toBeGreaterThanOrEqual(boundary);
    expect(answer).toEqual(await fromCold(model, other, reused));
  });

  it(`${needsCheckpoints ? 'starts over' : 'rewinds as well'} without a checkpoint`, async () => {
    const { reused } = await rewound(600, false);
    expect(reused >= boundary).toBe(!needsCheckpoints);
    expect(reused === 0).toBe(needsCheckpoints);
  });

  it('continues from a state file, and rewinds to a checkpoint taken after loading it', async () => {
    const file = join(folder.path, 'state');
    const start = textTokens(model, 1, boundary);
    const next = textTokens(model, 2, 20);
    const expected = await withSequence(model, async (sequence) => {
      await sequence.evaluateWithoutGeneratingNewTokens(start);
      await sequence.saveStateToFile(file);
      return greedy(sequence, next, 24);
    });
    await withSequence(model, async (sequence) => {
      await sequence.loadStateFromFile(file, { acceptRisk: true });
      expect(sequence.nextTokenIndex).toBe(boundary);
      await sequence.takeCheckpoint();
      expect(await greedy(sequence, next, 24)).toEqual(expected);
      await sequence.evaluateWithoutGeneratingNewTokens(textTokens(model, 3, 600));
      await sequence.adaptStateToTokens(start, false);
      expect(sequence.nextTokenIndex).toBe(boundary);
      expect(await greedy(sequence, next, 24)).toEqual(expected);
    });
    rmSync(file);
  });
});

describe('the sliding window', () => {
  it('is silently rewound to a wrong state if its end is still in the cache but its beginning is not', async () => {
    // node-llama-cpp 3.22.1 only checks whether the boundary itself is in the cache. If this test fails, that was fixed.
    const model = await llama.loadModel({ modelPath: slidingWindowModel(), gpuLayers: 0 });
    await withSequence(model, async (sequence) => {
      const start = textTokens(model, 1, boundary);
      const other = [...start, ...textTokens(model, 2, 20)];
      await sequence.evaluateWithoutGeneratingNewTokens(start);
      await sequence.takeCheckpoint();
      await sequence.evaluateWithoutGeneratingNewTokens(textTokens(model, 3, 400));
      await sequence.adaptStateToTokens(other.slice(0, -1), false);
      const reused = sequence.nextTokenIndex;
      expect(reused).toBeGreaterThanOrEqual(boundary);
      // The sign of the error is that the window of the next token begins before the first remaining cell.
      expect(sequence.stateCellsStartIndex).toBeGreaterThan(reused - 256 + 1);
      expect(await greedy(sequence, other.slice(reused), 24)).not.toEqual(
        await fromCold(model, other, reused),
      );
    });
    await model.dispose();
  });
});

describe('the reasoning model', () => {
  it('thinks, answers and ends its turn, and has the template of Qwen 3', async () => {
    const model = await llama.loadModel({ modelPath: reasoningModel(), gpuLayers: 0 });
    expect(model.fileInfo.metadata.tokenizer.chat_template).toBe(qwen3Thinking);
    for (const question of ['Hello there', 'Why?', 'Name three rivers.', 'What is the weather in Paris?']) {
      const prompt = `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`;
      const answer = await withSequence(model, (sequence) =>
        greedy(sequence, model.tokenize(prompt, true), 200),
      );
      const end = answer.findIndex((token) => model.isEogToken(token));
      expect(model.detokenize(answer.slice(0, end), true)).toMatch(/^<think>[^<]+<\/think>[^<]+$/);
    }
    await model.dispose();
  });
});
