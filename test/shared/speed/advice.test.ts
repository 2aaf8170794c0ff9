/** Tests each rule of advice at its threshold and just below it, on turns made up for it. */
import { describe, expect, it, test } from 'vitest';
import type { Anatomy, Part, PartName, TurnSetup } from '../../../main/shared/contract/anatomy.ts';
import type { Ceilings } from '../../../main/shared/contract/measuring.ts';
import type { KvPrecision } from '../../../main/shared/contract/engine.ts';
import type { ReuseCause, Timings } from '../../../main/shared/contract/message.ts';
import { unbroken } from '../../../main/shared/format/figures.ts';
import { adviceOn, type AdviceRule } from '../../../main/shared/speed/advice.ts';
import { say, sentenceOf as sentenceOfTold } from '../../../main/shared/words/catalogue.ts';
import type { Told } from '../../../main/shared/words/told.ts';

/** The space between a figure and its unit. */
const n = '\u202f';

/** The ceilings of a CPU with eight cores, which make shares easy to calculate. */
const ceilings: Ceilings = {
  backend: 'cpu',
  device: 'Processor',
  threads: 8,
  bandwidthBytesPerS: 20e9,
  flopsPerS: 200e9,
  bandwidthHow: say('app.as-stored', { text: '' }),
  flopsHow: say('app.as-stored', { text: '' }),
  measuredAt: 0,
};

interface Made {
  parts?: Partial<Record<PartName, number>>;
  /** Shares of their ceilings that prefill and decode reach; their times follow from these. */
  prefillShare?: number;
  decodeShare?: number;
  newTokens?: number;
  decodeTokens?: number;
  /** Bytes that a decoded token reads. */
  bytesEach?: number;
  flopsPerByte?: number;
  prefillBytes?: number;
  prefillMs?: number;
  gapsMs?: number[];
  cached?: number;
  before?: number | null;
  cause?: ReuseCause | null;
  setup?: Partial<TurnSetup>;
  surroundings?: Partial<Anatomy['surroundings']>;
  speculation?: Anatomy['speculation'];
  ceilings?: Ceilings | null;
  quantization?: string | null;
  bytes?: number | null;
}

const timingsOf = (parts: Partial<Timings>): Timings => ({
  cachedTokens: 0,
  newTokens: 0,
  prefillMs: 0,
  firstTokenMs: null,
  decodeTokens: 0,
  decodeMs: 0,
  ...parts,
});

/** A turn of a model of 4 GB, far enough from both ceilings that no rule applies, without any sign of a fault. */
const turn = (made: Made = {}) => {
  const {
    newTokens = 200,
    decodeTokens = 100,
    bytesEach = 4e9,
    flopsPerByte = 3.6,
    prefillBytes = 4e9,
    prefillShare = 0.5,
    decodeShare = 0.5,
    cause = null,
    bytes = 4.2e9,
    before = null,
  } = made;
  const prefill = { flops: newTokens * 15e9, bytes: prefillBytes };
  const decode = { flops: flopsPerByte * decodeTokens * bytesEach, bytes: decodeTokens * bytesEach };
  const prefillMs = made.prefillMs ?? (prefill.flops * 1000) / 200e9 / prefillShare;
  const decodeMs = (decode.bytes * 1000) / 20e9 / decodeShare;
  const all = { ...made.parts, prefill: prefillMs, decode: decodeMs };
  const parts: Part[] = Object.entries(all).map(([name, ms]) => ({ name: name as PartName, ms }));
  return {
    timings: timingsOf({
      cachedTokens: made.cached ?? 0,
      newTokens,
      prefillMs,
      decodeTokens,
      decodeMs,
      reuse: { from: 'none', restoreMs: 0, cause, messageId: null },
    }),
    before: before === null ? null : timingsOf({ newTokens: before }),
    anatomy: {
      parts,
      slices: [{ tokens: newTokens, ms: prefillMs }],
      gapsMs: made.gapsMs ?? Array.from({ length: decodeTokens }, () => decodeMs / decodeTokens),
      prefill,
      decode,
      setup: {
        backend: 'cpu',
        device: 'Processor',
        gpuLayers: 0,
        layers: 33,
        threads: { prefill: 8, decode: 8 },
        cores: 8,
        kvPrecision: 'f16',
        flashAttention: true,
        ...made.setup,
      },
      surroundings: { otherCores: 0.1, throttled: 0, ...made.surroundings },
      speculation: made.speculation ?? null,
      tokenToPaint: null,
    } satisfies Anatomy,
    ceilings: made.ceilings === undefined ? ceilings : made.ceilings,
    model: bytes === null ? null : { quantization: made.quantization ?? null, bytes },
  };
};

const shownOf = (told: Told): string => unbroken(sentenceOfTold(told));
const rulesOf = (made: Made): AdviceRule[] => adviceOn(turn(made)).map(({ rule }) => rule);
const sentenceOf = (made: Made, rule: AdviceRule): string => {
  const found = adviceOn(turn(made)).find((one) => one.rule === rule);
  expect(found, `${rule} is silent`).toBeDefined();
  return shownOf(found!.told);
};

/** A message of ten tokens and an answer of five, too short to say anything about speed. */
const short: Made = { newTokens: 10, prefillMs: 500, decodeTokens: 5, bytesEach: 1e8 };
const threads = (count: number) => ({ prefill: count, decode: count });
const gpu = {
  setup: { backend: 'vulkan', device: 'Card', gpuLayers: 32, threads: threads(2) },
  ceilings: { ...ceilings, backend: 'vulkan', device: 'Card', threads: 2 },
} satisfies Made;
/** In these, the other phase is too short to judge. */
const decodeAlone: Made = { newTokens: 10, prefillMs: 100 };
const prefillAlone: Made = { decodeTokens: 5, bytesEach: 1e8 };
/** 90 gaps of 0.1 s, followed by `count` gaps of `seconds`. */
const gaps = (count: number, seconds: number): number[] => [
  ...Array.from({ length: 90 }, () => 100),
  ...Array.from({ length: count }, () => seconds * 1000),
];
/** A decode of 10 s, whose gaps can be made up. */
const tenSeconds: Made = { ...decodeAlone, bytesEach: 1.2e9 };

interface Case {
  rule: AdviceRule;
  /** A turn at the threshold of the rule. */
  fires: Made;
  says: string[];
  /** Turns just below it, or in which something else contradicts the rule. */
  silent: Record<string, Made>;
}

const waits = (['load', 'queue', 'restore', 'make-room'] as const).map((part): Case => ({
  rule: part,
  fires: { ...short, parts: { [part]: 500 } },
  says: [`500${n}ms of the 1.0${n}s to the first token`],
  silent: {
    'too short to notice': { ...short, prefillMs: 400, parts: { [part]: 499 } },
    'less than half of the wait': { ...short, prefillMs: 901, parts: { [part]: 900 } },
  },
}));

const cold: Made = { ...prefillAlone, newTokens: 1000, prefillMs: 500, before: 1000, cause: 'evicted' };

const cases: Case[] = [
  ...waits,
  {
    rule: 'cold-cache',
    fires: { ...cold, newTokens: 2000, prefillMs: 1000, parts: { handover: 1500 } },
    says: [`1,000${n}tokens`, `500${n}ms`, 'More space in “Chat cache on disk”'],
    silent: {
      'too short to notice': { ...cold, prefillMs: 499 },
      'less than a fifth of the wait': { ...cold, parts: { load: 2001 } },
      'one slice': { ...cold, newTokens: 63, before: 63 },
      'all of it was kept': { ...cold, cached: 1000 },
      'all of it is new': { ...cold, before: null },
      'no one knows why': { ...cold, cause: null },
      'it was never read': { ...cold, cause: 'first-time' },
    },
  },
  {
    rule: 'too-many-threads',
    fires: { ...decodeAlone, decodeShare: 0.59, setup: { threads: threads(9) } },
    says: ['9 threads share 8 cores', `59${n}%`],
    silent: {
      'as many as there are': { ...decodeAlone, decodeShare: 0.59, setup: { threads: threads(8) } },
      'near the ceiling all the same': { ...decodeAlone, decodeShare: 0.61, setup: { threads: threads(9) } },
      'all is on the GPU': { ...gpu, setup: { ...gpu.setup, gpuLayers: 33, threads: threads(9) } },
      'few tokens': { ...decodeAlone, decodeTokens: 29, bytesEach: 0.6e9, setup: { threads: threads(9) } },
    },
  },
  {
    rule: 'layers-on-processor',
    fires: { ...gpu, ...decodeAlone, decodeShare: 0.59 },
    says: ['32 of 33 layers', `59${n}%`, 'the GPU’s memory'],
    silent: {
      'all are on the GPU': { ...gpu, ...decodeAlone, setup: { ...gpu.setup, gpuLayers: 33 } },
      'there is no GPU': decodeAlone,
      'near the ceiling all the same': { ...gpu, ...decodeAlone, decodeShare: 0.61 },
    },
  },
  {
    rule: 'other-processes',
    fires: { ...decodeAlone, decodeShare: 0.59, surroundings: { otherCores: 0.5 } },
    says: ['0.5 of 8 cores', `59${n}%`],
    silent: {
      'hardly anything': { ...decodeAlone, surroundings: { otherCores: 0.49 } },
      'not known': { ...decodeAlone, surroundings: { otherCores: null } },
      'near the ceiling all the same': {
        ...decodeAlone,
        decodeShare: 0.61,
        surroundings: { otherCores: 4 },
      },
      'cores that the engine leaves': {
        ...decodeAlone,
        setup: { threads: threads(5) },
        surroundings: { otherCores: 3.4 },
      },
      'all is on the GPU': {
        ...gpu,
        setup: { ...gpu.setup, gpuLayers: 33 },
        surroundings: { otherCores: 8 },
      },
      'no ceiling, and less than a third': {
        ...decodeAlone,
        ceilings: null,
        surroundings: { otherCores: 2.6 },
      },
    },
  },
  {
    rule: 'throttled',
    fires: { ...decodeAlone, decodeShare: 0.59, surroundings: { throttled: 1 } },
    says: ['1 time ', `59${n}%`],
    silent: {
      never: { ...decodeAlone, surroundings: { throttled: 0 } },
      'not known': { ...decodeAlone, surroundings: { throttled: null } },
      'near the ceiling all the same': { ...decodeAlone, decodeShare: 0.61, surroundings: { throttled: 9 } },
      'no ceiling': { ...decodeAlone, ceilings: null, surroundings: { throttled: 9 } },
    },
  },
  {
    rule: 'few-threads',
    fires: { ...decodeAlone, decodeShare: 0.59, setup: { threads: threads(4) } },
    says: ['4 threads on 8 cores', `59${n}%`],
    silent: {
      'more than half': { ...decodeAlone, setup: { threads: threads(5) } },
      'decode alone': { ...decodeAlone, setup: { threads: { prefill: 8, decode: 2 } } },
      'near the ceiling all the same': { ...decodeAlone, decodeShare: 0.61, setup: { threads: threads(4) } },
      'no ceiling': { ...decodeAlone, ceilings: null, setup: { threads: threads(4) } },
      'a model that fits a cache': { ...decodeAlone, bytesEach: 127e6, setup: { threads: threads(4) } },
    },
  },
  {
    rule: 'stalls',
    fires: { ...tenSeconds, gapsMs: gaps(10, 0.41) },
    says: [`10 of 100${n}tokens`, `4.1${n}s of the 13${n}s`, `100${n}ms`],
    silent: {
      'not four times the median': { ...tenSeconds, gapsMs: gaps(10, 0.4) },
      'not few': { ...tenSeconds, gapsMs: gaps(11, 0.41) },
      'little of the turn': { ...tenSeconds, gapsMs: gaps(4, 0.59) },
      'hardly any gaps': { ...tenSeconds, gapsMs: gaps(2, 5).slice(-29) },
      'guesses that came together': {
        ...tenSeconds,
        gapsMs: gaps(10, 0.41),
        speculation: { guessed: 9, accepted: 5, gain: null, rests: false },
      },
      'other processes explain them': {
        ...tenSeconds,
        gapsMs: gaps(10, 0.41),
        surroundings: { otherCores: 4 },
      },
      'too many threads explain them': {
        ...tenSeconds,
        gapsMs: gaps(10, 0.41),
        setup: { threads: threads(16) },
      },
    },
  },
  {
    rule: 'long-context',
    fires: { ...decodeAlone, bytesEach: 6e9, bytes: 4.2e9, cached: 31_000 },
    says: [`At least 30${n}%`, `31,000${n}tokens`, '8 bits'],
    silent: {
      'less than a third or so': { ...decodeAlone, bytesEach: 5.9e9, bytes: 4.2e9 },
      'a model of which a token reads little': { ...decodeAlone, bytesEach: 6e9, bytes: 40e9 },
      'an unknown model': { ...decodeAlone, bytesEach: 6e9, bytes: null },
      'few tokens': { ...decodeAlone, bytesEach: 6e9, decodeTokens: 2 },
      'all of it in a cache': { ...decodeAlone, bytesEach: 127e6, bytes: 1e6, decodeTokens: 1000 },
    },
  },
  {
    rule: 'memory-bound',
    fires: { ...decodeAlone, decodeShare: 0.6001, quantization: 'Q8_0' },
    says: [`12${n}GB/s`, `60${n}%`, 'than Q8_0', 'a draft model of its family'],
    silent: {
      'not near': { ...decodeAlone, decodeShare: 0.599 },
      'further above the ceiling than chance': { ...decodeAlone, decodeShare: 1.11 },
      'a model that fits a cache': { ...decodeAlone, decodeShare: 0.9, bytesEach: 127e6, decodeTokens: 1000 },
      'few tokens': { ...decodeAlone, decodeShare: 0.9, decodeTokens: 29, bytesEach: 1.2e9 },
      'little of the turn': { ...decodeAlone, decodeShare: 0.9, parts: { load: 90_000 } },
      'no ceiling': { ...decodeAlone, decodeShare: 0.9, ceilings: null },
      'a ceiling of another device': {
        ...decodeAlone,
        decodeShare: 0.9,
        ceilings: { ...ceilings, device: 'Another' },
      },
      'a ceiling of fewer threads': {
        ...decodeAlone,
        decodeShare: 0.9,
        ceilings: { ...ceilings, threads: 4 },
      },
      'a ceiling of too many threads': {
        ...decodeAlone,
        decodeShare: 0.9,
        ceilings: { ...ceilings, threads: 16 },
      },
      'two machines': { ...gpu, ...decodeAlone, decodeShare: 0.9 },
      'arithmetic is nearer': { ...decodeAlone, decodeShare: 0.75, flopsPerByte: 11 },
    },
  },
  {
    rule: 'arithmetic-bound',
    fires: { ...prefillAlone, prefillShare: 0.6001 },
    says: [`200${n}tokens`, `60${n}%`, 'a GPU'],
    silent: {
      'not near': { ...prefillAlone, prefillShare: 0.599 },
      'further above the ceiling than chance': { ...prefillAlone, prefillShare: 1.11 },
      'few tokens': { ...prefillAlone, prefillShare: 0.9, newTokens: 63 },
      'no ceiling': { ...prefillAlone, prefillShare: 0.9, ceilings: null },
      'two machines': { ...gpu, ...prefillAlone, prefillShare: 0.9 },
      'memory is nearer': { ...prefillAlone, prefillShare: 0.75, prefillBytes: 320e9 },
    },
  },
];

test('a turn without anything unusual gets no advice', () => {
  expect(adviceOn(turn())).toEqual([]);
  expect(adviceOn(turn(short))).toEqual([]);
  expect(adviceOn(turn({ ceilings: null }))).toEqual([]);
});

describe.each(cases)('$rule', ({ rule, fires, says, silent }) => {
  it('applies from its threshold on, with its figures', () => {
    const sentence = sentenceOf(fires, rule);
    for (const words of says) expect(sentence).toContain(words);
  });
  it.each(Object.entries(silent))('does not apply: %s', (_why, made) => {
    expect(rulesOf(made)).not.toContain(rule);
  });
});

describe('a sentence', () => {
  const causes: [ReuseCause, RegExp][] = [
    ['edited', /a message was changed/],
    ['other-version', /another version/],
    ['rewritten', /template/],
    ['documents', /document was added/],
    ['system-prompt', /system prompt/],
    ['dropped', /dropped to make room/],
    ['window-slid', /checkpoint/],
    ['not-kept', /not stored/],
    ['evicted', /made room/],
    ['refused', /damaged/],
    ['other-model', /another model/],
    ['other-settings', /another backend/],
  ];
  it.each(causes)('about a cold cache names the cause: %s', (cause, words) => {
    expect(sentenceOf({ ...cold, cause }, 'cold-cache')).toMatch(words);
  });

  it('about a fault gives the speed if no valid ceiling is known', () => {
    const made: Made = { ...decodeAlone, decodeShare: 0.8, setup: { threads: threads(16) } };
    for (const unknown of [null, { ...ceilings, threads: 16 }]) {
      const sentence = sentenceOf({ ...made, ceilings: unknown }, 'too-many-threads');
      expect(sentence).toContain(`decode ran at 4.0${n}tokens/s`);
    }
    const others: Made = { ...decodeAlone, ceilings: null, surroundings: { otherCores: 2.7 } };
    expect(sentenceOf(others, 'other-processes')).toContain('2.7 of 8 cores');
    const split = (gpuLayers: number): Made => ({
      ...gpu,
      ...decodeAlone,
      setup: { ...gpu.setup, gpuLayers },
      ceilings: null,
    });
    expect(sentenceOf(split(26), 'layers-on-processor')).toContain('26 of 33');
    expect(rulesOf(split(27))).not.toContain('layers-on-processor');
  });

  it('about a fault gives the share of the phase that lost more', () => {
    const both: Made = { prefillShare: 0.45, decodeShare: 0.55, setup: { threads: threads(9) } };
    expect(sentenceOf({ ...both, newTokens: 200 }, 'too-many-threads')).toContain(
      `prefill reached only 45${n}%`,
    );
    expect(sentenceOf({ ...both, newTokens: 64 }, 'too-many-threads')).toContain(
      `decode reached only 55${n}%`,
    );
  });

  it('distinguishes a few slow tokens from a few fast ones', () => {
    const slow: Made = { ...decodeAlone, decodeTokens: 3, setup: { threads: threads(9) } };
    expect(rulesOf({ ...slow, bytesEach: 6.7e9 })).toContain('too-many-threads');
    expect(rulesOf({ ...slow, bytesEach: 6.6e9 })).not.toContain('too-many-threads');
    expect(rulesOf({ ...slow, decodeTokens: 2, bytesEach: 20e9 })).not.toContain('too-many-threads');
  });

  it('counts drafted tokens as evaluations only if they were wrong', () => {
    const guessed: Made = {
      ...decodeAlone,
      decodeShare: 1.5,
      speculation: { guessed: 80, accepted: 50, gain: 1.9, rests: false },
    };
    const sentence = sentenceOf(guessed, 'memory-bound');
    expect(sentence).toContain(`75${n}%`);
    expect(sentence).not.toContain('draft model');
  });

  it('suggests only what the turn does not have yet', () => {
    const cache: Made = { ...decodeAlone, bytesEach: 8e9, setup: { kvPrecision: 'q8_0' as KvPrecision } };
    expect(sentenceOf(cache, 'long-context')).not.toContain('8 bits');
    const near: Made = { ...decodeAlone, decodeShare: 0.9 };
    expect(sentenceOf({ ...near, quantization: 'IQ3_XS' }, 'memory-bound')).not.toContain('quantization');
    expect(sentenceOf({ ...near, quantization: 'Q4_K_M' }, 'memory-bound')).not.toContain('quantization');
    expect(sentenceOf({ ...near, quantization: 'BF16' }, 'memory-bound')).toContain(
      'smaller quantization than BF16',
    );
    expect(sentenceOf(near, 'memory-bound')).toContain('a smaller quantization, a smaller model or');
    const drafted = { ...near, setup: { draftModel: 'Small' } };
    expect(sentenceOf(drafted, 'memory-bound')).not.toContain('draft model');
    const whole = { ...gpu, setup: { ...gpu.setup, gpuLayers: 33 } };
    expect(sentenceOf({ ...whole, ...prefillAlone, prefillShare: 0.9 }, 'arithmetic-bound')).not.toContain(
      'a GPU',
    );
  });
});

describe('if several rules apply', () => {
  it('the one that explains most of the time comes first', () => {
    // Decode takes 22 s, 90 % of which are explained.
    const near: Made = { ...decodeAlone, decodeShare: 0.9 };
    expect(rulesOf({ ...near, parts: { load: 5_000 } })).toEqual(['memory-bound', 'load']);
    expect(rulesOf({ ...near, parts: { load: 25_000 } })).toEqual(['load', 'memory-bound']);
  });

  it('of those that explain equally much the earlier rule comes first, and there are at most two', () => {
    const made: Made = {
      ...decodeAlone,
      setup: { threads: threads(9) },
      surroundings: { otherCores: 3, throttled: 5 },
    };
    expect(rulesOf(made)).toEqual(['too-many-threads', 'other-processes']);
  });

  it('none repeats what another one says', () => {
    const made: Made = { ...prefillAlone, prefillShare: 0.9, before: 200, cause: 'evicted' };
    expect(rulesOf(made)).toEqual(['cold-cache']);
    expect(rulesOf({ ...made, cause: 'first-time' })).toEqual(['arithmetic-bound']);
    const cache: Made = { ...decodeAlone, decodeShare: 0.9, bytesEach: 10e9, bytes: 4e9 };
    expect(rulesOf(cache)).toEqual(['long-context', 'memory-bound']);
  });
});

test('whatever a turn recorded, each sentence has a figure, and none is about ceilings unless they are known', () => {
  // The generator is xorshift32, so that a failure can be reproduced.
  let state = 20_261_125;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const pick = <Value>(...values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  /** Covers many orders of magnitude, and zero. */
  const size = (most: number): number => pick(0, most * random(), most * random() ** 6);
  const count = (most: number): number => Math.round(size(most));
  const needCeilings: AdviceRule[] = ['throttled', 'few-threads', 'memory-bound', 'arithmetic-bound'];
  const seen = new Set<AdviceRule>();
  for (let round = 0; round < 5_000; round += 1) {
    const backend = pick('cpu', 'vulkan', 'cpu', 'metal');
    const layers = 1 + count(80);
    const cores = pick(1, 2, 8, 64);
    const made = turn({
      newTokens: count(5000),
      decodeTokens: count(1000),
      bytesEach: size(2e10),
      prefillShare: 0.05 + random(),
      decodeShare: 0.05 + random(),
      parts: Object.fromEntries(
        pick([], ['load'], ['queue', 'restore'], ['send', 'make-room', 'paint']).map((name) => [
          name,
          size(1e5),
        ]),
      ),
      gapsMs: Array.from({ length: count(100) }, () => size(1e4)),
      cached: count(9000),
      before: pick(null, count(9000)),
      cause: pick(null, ...cases.map(() => 'evicted' as const), 'first-time', 'edited', 'refused'),
      setup: {
        backend,
        layers,
        gpuLayers: backend === 'cpu' ? 0 : Math.min(layers, count(80)),
        cores,
        threads: threads(pick(cores, 1, 2, 16)),
        kvPrecision: pick('f16', 'q8_0'),
      },
      surroundings: { otherCores: pick(null, size(cores)), throttled: pick(null, 0, count(50)) },
      speculation: pick(null, null, { guessed: 40, accepted: count(40), gain: null, rests: false }),
      ceilings: pick(null, { ...ceilings, backend, threads: cores }, { ...ceilings, bandwidthBytesPerS: 0 }),
      quantization: pick(null, 'Q4_K_M', 'Q8_0', 'F16'),
      bytes: pick(null, size(2e10)),
    });
    const advice = adviceOn(made);
    expect(advice.length).toBeLessThanOrEqual(2);
    expect(new Set(advice.map(({ rule }) => rule)).size).toBe(advice.length);
    for (const { rule, told } of advice) {
      const sentence = shownOf(told);
      seen.add(rule);
      expect(sentence).toMatch(/^[A-Z0-9].*\d.*[^.]\.$/);
      expect(sentence).not.toMatch(/NaN|Infinity|undefined|null|-\d|\u2009/);
      const isOfCeilings = sentence.includes('allows') || needCeilings.includes(rule);
      expect(isOfCeilings && made.ceilings === null, sentence).toBe(false);
    }
  }
  // The rounds covered every rule.
  expect([...seen].toSorted()).toEqual(cases.map(({ rule }) => rule).toSorted());
});
